import type { LineStamp } from "../model/format.ts";

/** A clock on the wall: ms as if it were UTC. Undefined for the 31st of February and the 25th hour. */
export function wallTime(fields: {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly time: string;
}): LineStamp | undefined {
  const { year, month, day } = fields;
  const timeOfDayMs = readTimeOfDay(fields.time);
  const dayMs = Date.UTC(year, month - 1, day);
  const date = new Date(dayMs);
  const isSame = year >= 1900 && year <= 9999 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isSame && timeOfDayMs !== undefined ? { kind: "wall", wallMs: dayMs + timeOfDayMs } : undefined;
}

/** Ms since midnight of `hh:mm:ss`, with one digit for the hour where it has one. Undefined for a time that no clock shows. */
export function readTimeOfDay(text: string): number | undefined {
  const [, hour = "", minute = "", second = ""] = /^(\d{1,2}):(\d{2}):(\d{2})$/.exec(text) ?? [];
  // An empty hour means no match; the 61st second is a leap second, which no home router shows.
  if (hour === "" || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  return (Number(hour) * 3600 + Number(minute) * 60 + Number(second)) * 1000;
}

/** The month of an English abbreviation, 1 to 12; 0 for anything else. */
export function monthOf(name: string): number {
  return months.indexOf(name.toLowerCase()) + 1;
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** A text with the date of C's ctime in front: `Wed Nov 10 18:00:24 2010 ...`, and the text behind it. */
export function cutCtime(text: string): { readonly rest: string; readonly stamp?: LineStamp } {
  const match = ctime.exec(text);
  if (match === null) return { rest: text };
  const [all = "", month = "", day = "", time = "", year = ""] = match;
  const stamp = wallTime({ year: Number(year), month: monthOf(month), day: Number(day), time });
  const rest = text.slice(all.length);
  return stamp === undefined ? { rest } : { rest, stamp };
}

const ctime =
  /^(?:Sun|Mon|Tue|Wed|Thu|Fri|Sat) ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d{1,2}:\d{2}:\d{2}) (\d{4})(?: {1,4}|$)/;
