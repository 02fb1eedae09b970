/** Every zone in use is a multiple of a quarter hour away from UTC, so a day begins on one. */
export const quarterMs = 15 * 60_000;

/** Number of the quarter hour of UTC that a time falls in. */
export function quarterOf(timeMs: number): number {
  return Math.floor(timeMs / quarterMs);
}

const rememberedQuarters = 1000;

/** Gives the calendar date of a time in an IANA zone as the number yyyymmdd; asks the calendar once a quarter hour. */
export function createLocalDays(timezone: string): (timeMs: number) => number {
  // The Canadian form of a date is the ISO one.
  const calendar = new Intl.DateTimeFormat("en-CA", {
    timeZone: timezone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  const days = new Map<number, number>();
  return (timeMs) => {
    const quarter = quarterOf(timeMs);
    const known = days.get(quarter);
    if (known !== undefined) return known;
    if (days.size >= rememberedQuarters) days.clear();
    const day = Number(calendar.format(quarter * quarterMs).replaceAll("-", ""));
    days.set(quarter, day);
    return day;
  };
}
