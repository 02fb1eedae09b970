import type { Entry } from "../model/page.ts";

/**
 * A router that starts with an unset clock writes 1970, 2002, 2020 or the day its firmware was built: months or years
 * back. Smaller steps back are real rows: daylight saving, a clock set right, syslog out of order, mails of several
 * days glued into one log (a collection of Netgear mails steps back by up to 178 hours).
 */
const unsetClockMs = 30 * 24 * 3_600_000;

/** A router's clock, as its rows show it one after the other. */
export interface RouterClock {
  /** The time of the next row as far as it can be believed, UTC ms; `nowMs` is our own clock when the row was read. */
  believe(timeMs: number | undefined, nowMs: number): number | undefined;
}

/**
 * Not believed is a time before `firstPossibleMs`, and all from a jump far back until the clock is where it was before. A step back
 * from what is our future is a wrong clock set right, and no jump.
 * @param setAtMs what the clock is known to have shown already, UTC ms; rows that are written now have ours
 */
export function createRouterClock(firstPossibleMs: number, setAtMs = Number.NEGATIVE_INFINITY): RouterClock {
  let believedMs = setAtMs;
  let isUnset = false;
  return {
    believe: (timeMs, nowMs) => {
      if (timeMs === undefined || timeMs < firstPossibleMs) return undefined;
      isUnset = timeMs < Math.min(believedMs, nowMs) - (isUnset ? 0 : unsetClockMs);
      if (isUnset) return undefined;
      believedMs = timeMs;
      return timeMs;
    },
  };
}

/** The times of a page's rows as far as they can be believed; judged over the whole page, oldest row first. */
export function believableTimes(
  entries: readonly Entry[],
  firstPossibleMs: number,
  answeredAtMs: number,
): readonly (number | undefined)[] {
  const clock = createRouterClock(firstPossibleMs);
  return entries.map((entry) => clock.believe(entry.kind === "event" ? entry.event.timeMs : undefined, answeredAtMs));
}
