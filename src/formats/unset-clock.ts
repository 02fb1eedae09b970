/**
 * Steps back by less are real: daylight saving, a clock set right, files put together, syslog out of order.
 */
export const nearMs = 30 * 86_400_000;

/**
 * Whether a clock that nobody has set yet may show that day: 1 January and, west of Greenwich, 31 December (Unix, and most
 * routers); 14 February, 5 May and 1 August, the days before them likewise (ASUSWRT and its Merlin build, by release).
 */
export function isDefaultDay(month: number, day: number): boolean {
  return defaultDays.has(month * 32 + day);
}

/** Whether a time cannot be meant: before any router had a log, or a clock that was set before and went back to where it wakes up. */
export function isUnset(timeMs: number, previousMs: number | undefined): boolean {
  if (timeMs < firstLogMs) return true;
  if (previousMs === undefined || timeMs > previousMs - nearMs) return false;
  const date = new Date(timeMs);
  return timeMs < firstNetworkClockMs || isDefaultDay(date.getUTCMonth() + 1, date.getUTCDate());
}

const defaultDays: ReadonlySet<number> = new Set(
  [
    [1, 1],
    [12, 31],
    [2, 13],
    [2, 14],
    [5, 4],
    [5, 5],
    [7, 31],
    [8, 1],
  ].map(([month = 0, day = 0]) => month * 32 + day),
);
const firstLogMs = Date.UTC(1990, 0);
/** Firmware of that time woke up between 2000 and 2002. */
const firstNetworkClockMs = Date.UTC(2003, 0);
