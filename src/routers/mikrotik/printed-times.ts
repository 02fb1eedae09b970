import type { LocalClock } from "../../formats/local-time.ts";
import { createStampResolver } from "../../formats/stamps.ts";
import { monthOf, readTimeOfDay, wallTime } from "../../formats/wall-time.ts";

/** A time as the log prints it: that of the router's today bears no date, and that of its year may bear no year. */
type Printed =
  | { readonly kind: "today"; readonly timeOfDayMs: number }
  | { readonly kind: "this year"; readonly month: number; readonly day: number; readonly time: string }
  | { readonly kind: "date"; readonly wallMs: number };

const dayMs = 86_400_000;

/**
 * The times of the log's lines, UTC ms, in the same places; undefined where there is none to be believed. The router prints the same
 * time in one way today and in another tomorrow.
 * @param times as they are printed, oldest first
 * @param answeredAtMs our own clock at the answer
 */
export function timesOf(
  times: readonly string[],
  timezone: string,
  clock: LocalClock,
  answeredAtMs: number,
): readonly (number | undefined)[] {
  const printed = times.map(readPrinted);
  const nowWallMs = clock.wallAt(answeredAtMs);
  const midnightMs = midnightOfToday(printed, nowWallMs);
  const resolver = createStampResolver({ timezone, nowMs: answeredAtMs });
  return printed.map((time) => {
    const wallMs = time && wallOf(time, midnightMs, nowWallMs);
    return wallMs === undefined ? undefined : resolver.resolve({ kind: "wall", wallMs });
  });
}

function wallOf(time: Printed, midnightMs: number, nowWallMs: number): number | undefined {
  if (time.kind === "today") return midnightMs + time.timeOfDayMs;
  if (time.kind === "date") return time.wallMs;
  const year = new Date(midnightMs).getUTCFullYear();
  const wallMs = msOf({ ...time, year });
  // New Year is over for us, and not for the router.
  return wallMs !== undefined && wallMs > nowWallMs + dayMs ? msOf({ ...time, year: year - 1 }) : wallMs;
}

function msOf(fields: Parameters<typeof wallTime>[0]): number | undefined {
  const stamp = wallTime(fields);
  return stamp?.kind === "wall" ? stamp.wallMs : undefined;
}

/**
 * When the router's today began, by its own clock, which may be past midnight when ours is not, and the other way round: a line that
 * would lie half a day ahead of now is of yesterday, and no line without a date is of the day of one that has one.
 */
function midnightOfToday(printed: readonly (Printed | undefined)[], nowWallMs: number): number {
  const ourMidnightMs = Math.floor(nowWallMs / dayMs) * dayMs;
  const newest = printed.findLast((time) => time?.kind === "today");
  if (newest?.kind !== "today") return ourMidnightMs;
  if (ourMidnightMs + newest.timeOfDayMs > nowWallMs + dayMs / 2) return ourMidnightMs - dayMs;
  const ourDay = new Date(ourMidnightMs);
  const isOurDay = (time: Printed | undefined): boolean => {
    if (time?.kind === "date") return Math.floor(time.wallMs / dayMs) * dayMs === ourMidnightMs;
    return time?.kind === "this year" && time.month === ourDay.getUTCMonth() + 1 && time.day === ourDay.getUTCDate();
  };
  return printed.some(isOurDay) ? ourMidnightMs + dayMs : ourMidnightMs;
}

const named = /^([a-z]{3})\/(\d{2})(?:\/(\d{4}))? (\d{2}:\d{2}:\d{2})$/;
const numbered = /^(?:(\d{4})-)?(\d{2})-(\d{2}) (\d{2}:\d{2}:\d{2})$/;

/** `21:38:05`, `jul/19 14:27:01`, `may/04/2026 09:00:00`, `2026-05-31 00:04:27`, `05-31 00:04:27`. */
function readPrinted(text: string): Printed | undefined {
  const timeOfDayMs = readTimeOfDay(text);
  if (timeOfDayMs !== undefined) return { kind: "today", timeOfDayMs };
  const [, name = "", dayOfName = "", yearOfName, timeOfName = ""] = named.exec(text) ?? [];
  if (name !== "") return dated(yearOfName, monthOf(name), Number(dayOfName), timeOfName);
  const [, year, month = "", day = "", time = ""] = numbered.exec(text) ?? [];
  return month === "" ? undefined : dated(year, Number(month), Number(day), time);
}

function dated(year: string | undefined, month: number, day: number, time: string): Printed | undefined {
  if (year === undefined) return { kind: "this year", month, day, time };
  const wallMs = msOf({ year: Number(year), month, day, time });
  return wallMs === undefined ? undefined : { kind: "date", wallMs };
}
