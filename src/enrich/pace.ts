import { describeError } from "../errors.ts";
import type { Log } from "../log.ts";
import { createCooldown } from "../model/cooldown.ts";

/** How much may be asked now, so that a household whose DNS is away is asked little and told once. */
export interface Pace {
  /** How many look-ups may be under way: all, one to see whether it works again, or none in a pause. */
  limit(most: number): number;
  /** How long the pause still takes, ms; 0 where there is none. */
  pauseLeftMs(): number;
  answered(): void;
  /** One more address without an answer since the last answer; true when that made a pause begin. */
  failed(): boolean;
  /** Something that is not about DNS went wrong, such as a full disk. */
  broke(thrown: unknown): void;
}

/** Single names fail all the time, because somebody's own servers are down; so many in a row mean that it is ours. */
const failuresInARow = 8;
const shortestPauseMs = 60_000;
const longestPauseMs = 3_600_000;

export function createPace(servers: readonly string[], log: Log, now: () => number): Pace {
  let failures = 0;
  let pauses = 0;
  const cooldown = createCooldown(now);
  return {
    limit: (most) => (cooldown.isOn() ? 0 : pauses > 0 ? 1 : most),
    pauseLeftMs: cooldown.leftMs,
    answered() {
      if (pauses > 0) log.info("dns", "names of sources are found again");
      failures = 0;
      pauses = 0;
      cooldown.end();
    },
    failed() {
      failures += 1;
      if (failures < failuresInARow && pauses === 0) return false;
      pause(`no answer from ${servers.join(", ")}: names of sources wait, nothing else does`);
      return true;
    },
    broke: (thrown) => pause(`names of sources wait: ${describeError(thrown)}`),
  };

  function pause(why: string): void {
    if (pauses === 0) log.warn("dns", why);
    cooldown.start(Math.min(shortestPauseMs * 2 ** pauses, longestPauseMs));
    pauses += 1;
  }
}
