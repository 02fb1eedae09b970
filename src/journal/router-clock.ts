import type { Entry } from "../model/page.ts";

/**
 * A router that starts with an unset clock writes 1970, 2002, 2020 or the day its firmware was built: months or years
 * back. Smaller steps back are real rows: daylight saving, a clock set right, syslog out of order, mails of several
 * days glued into one log (a collection of Netgear mails steps back by up to 178 hours).
 */
const unsetClockMs = 30 * 24 * 3_600_000;

/**
 * The times of a page's rows as far as they can be believed, UTC ms; judged over the whole page, oldest row first.
 * Not believed: a time before `firstPossibleMs`, and all from a jump far back until the clock is where it was before.
 * @param answeredAtMs our own clock: a step back from what is our future is a wrong clock set right, and no jump
 */
export function believableTimes(
  entries: readonly Entry[],
  firstPossibleMs: number,
  answeredAtMs: number,
): readonly (number | undefined)[] {
  let believedMs = Number.NEGATIVE_INFINITY;
  let isUnset = false;
  return entries.map((entry) => {
    const timeMs = entry.kind === "event" ? entry.event.timeMs : undefined;
    if (timeMs === undefined || timeMs < firstPossibleMs) return undefined;
    isUnset = timeMs < Math.min(believedMs, answeredAtMs) - (isUnset ? 0 : unsetClockMs);
    if (isUnset) return undefined;
    believedMs = timeMs;
    return timeMs;
  });
}
