import type { ExportWish } from "./export.ts";
import type { BridgeHealth } from "./health.ts";
import type { ReportFormat } from "./report.ts";

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

/** What is wanted of a report: as the options of the command, and with its defaults. */
export interface ReportWish {
  /** ISO 8601, or how long ago (`24h`, `7d`). */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  /** A name that the journal knows: also that of a router that is no longer configured. */
  readonly router?: string | undefined;
  /** One of `reportFormats`. */
  readonly format?: string | undefined;
  /** Rows of each table, at most. */
  readonly top?: number | undefined;
}

/** A report as it was written: UTF-8, and in the format that was asked for; it may be of many MB. */
interface WrittenReport {
  readonly format: ReportFormat;
  readonly bytes: Uint8Array;
}

/** What one look at a router showed, in a sentence. */
export interface Checked {
  readonly isSound: boolean;
  readonly words: string;
  /** What somebody who knows such a router would add, a sentence each. */
  readonly hints?: readonly string[];
}

/** A reading of a log, without anything of the household in it. */
export interface Capture {
  /** By the name of the file. */
  readonly files: ReadonlyMap<string, string>;
  readonly exchanges: number;
  /** How many things have a stand-in. */
  readonly replaced: number;
  /** What was read, or why nothing was, in a sentence. */
  readonly words: string;
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
  /** A report on what the journal knows; made in a thread of its own, one after the other. */
  report(wish: ReportWish): Promise<WrittenReport>;
  /** Rows of the journal in a form for others, in pieces, as fast as they are taken; ends with whoever takes them. */
  export(wish: ExportWish, signal: AbortSignal): AsyncIterable<string>;
  /** One look at the log of a router, as a pass would take it; keeps nothing. */
  check(router: string, signal: AbortSignal): Promise<Checked>;
  /** One look that can be sent to strangers, with names hidden that are given, beside those that are found. */
  capture(router: string, hide: readonly string[], signal: AbortSignal): Promise<Capture>;
}
