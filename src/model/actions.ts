import type { BridgeHealth } from "./health.ts";

/** How many probes of one source on one port can make a burst. */
export const burstThresholdLimits = { min: 2, max: 10_000 } as const;

/** What one pass that somebody asked for brought; told as it is. */
export interface ScrapeOutcome {
  readonly router: string;
  /** Entries on the page. */
  readonly entries: number;
  /** How many of them were new, and how many probes among those. */
  readonly new: number;
  readonly probes: number;
}

/**
 * What can be asked of a running bridge, by whatever way. What cannot be done is a FatalError or a RetryableError, whose message is
 * for whoever asked.
 */
export interface Actions {
  /** One pass now. Where no router is named, one of each. */
  scrape(router?: string): Promise<readonly ScrapeOutcome[]>;
  /** No passes of the router while it is paused. */
  pause(router: string, isPaused: boolean): void;
  /** How many probes of one source on one port make a burst. */
  setBurstThreshold(router: string, probes: number): void;
  setLogLevel(level: string): void;
  /** Tells Home Assistant of every device and every state again, deleted ones too; gives the number of devices. */
  rediscover(): number;
  health(): BridgeHealth;
}
