import type { LineStamp } from "../model/format.ts";
import { fourDigits, isDigit, skipBlanks, twoDigits } from "./digits.ts";
import {
  endOfCapitals,
  endOfCiscoZone,
  endOfFraction,
  endOfStamp,
  endOfUtc,
  fractionMs,
  monthAt,
  readOffset,
  secondsOfDay,
  wallOf,
  wallStamp,
  weekdays,
  yearAt,
  yearlessStamp,
} from "./stamp-parts.ts";

/** A time that was found in a line. */
export interface FoundStamp {
  /** Undefined where the text has the form of a time that does not exist (the 30th of February, the 25th hour). */
  readonly stamp: LineStamp | undefined;
  /** Where the text goes on, behind a colon that belongs to the time. */
  readonly end: number;
  /** True where the weekday stands in front. */
  readonly hasWeekday?: true;
}

/**
 * Reads the time that begins at a place of a line; undefined where none begins there. The forms: `Jan  2 15:04:05` (RFC 3164) with a
 * year or without, ctime, `2026-01-02T15:04:05.123+01:00` (RFC 3339) with or without its zone, `2026:01:02-15:04:05` (Astaro),
 * `2026 Jan  2 15:04:05` (Verizon, D-Link DFL), `02/Jan/2026:15:04:05 +0100` (Proxmox), `*Jan  2 15:04:05.123 CET:` (Cisco),
 * `[Fri Jan  2 15:04:05 2026]` (dmesg) and seconds since 1970.
 */
export function readStamp(text: string, at: number): FoundStamp | undefined {
  const code = text.charCodeAt(at);
  if (isDigit(code)) return readNumberFirst(text, at);
  // Cisco marks a clock that nobody set with an asterisk, and one that lost its server with a dot.
  if (code === asterisk || code === dot) return readMonthFirst(text, at + 1);
  if (code !== openBracket) return readMonthFirst(text, at) ?? readWeekdayFirst(text, at);
  const found = readWeekdayFirst(text, at + 1);
  return found === undefined || text[found.end] !== "]" ? undefined : { stamp: found.stamp, end: found.end + 1 };
}

const asterisk = 42;
const hyphen = 45;
const dot = 46;
const colon = 58;
const openBracket = 91;
const space = 32;

function readNumberFirst(text: string, at: number): FoundStamp | undefined {
  const year = fourDigits(text, at);
  if (year === -1) return text[at + 2] === "/" ? readSlashed(text, at) : undefined;
  const separator = text.charCodeAt(at + 4);
  if (separator === hyphen || separator === colon) return readYearFirst(text, at, year, separator);
  if (separator === space) return readMonthFirst(text, at + 5, year);
  return readEpoch(text, at);
}

/** RFC 3339, also with a blank for the T and without a zone; Astaro's form has colons in the date and a hyphen for the T. */
function readYearFirst(text: string, at: number, year: number, separator: number): FoundStamp | undefined {
  const month = twoDigits(text, at + 5);
  const day = twoDigits(text, at + 8);
  if (month === -1 || day === -1 || text.charCodeAt(at + 7) !== separator) return undefined;
  const between = text[at + 10];
  if (separator === hyphen ? between !== "T" && between !== " " : between !== "-") return undefined;
  const seconds = secondsOfDay(text, at + 11);
  if (seconds === undefined) return undefined;
  const fractionEnd = endOfFraction(text, at + 19);
  const zone = readOffset(text, fractionEnd);
  const end = endOfStamp(text, zone?.end ?? fractionEnd);
  if (end === undefined) return undefined;
  const wallMs = wallOf(year, month, day, seconds, fractionMs(text, at + 19, fractionEnd));
  if (wallMs === undefined || zone === undefined) return { stamp: wallStamp(wallMs), end };
  return { stamp: { kind: "instant", timeMs: wallMs - zone.offsetMs }, end };
}

function readMonthFirst(text: string, at: number, yearInFront?: number): FoundStamp | undefined {
  const month = text.charCodeAt(at + 3) === space ? monthAt(text, at) : undefined;
  if (month === undefined) return undefined;
  const dayAt = skipBlanks(text, at + 4);
  const day = isDigit(text.charCodeAt(dayAt + 1)) ? twoDigits(text, dayAt) : Number(text[dayAt]);
  if (!(day >= 0)) return undefined;
  let timeAt = skipBlanks(text, dayAt + (isDigit(text.charCodeAt(dayAt + 1)) ? 2 : 1));
  const yearBefore = yearAt(text, timeAt);
  if (yearBefore !== undefined) timeAt = skipBlanks(text, timeAt + 4);
  const seconds = secondsOfDay(text, timeAt);
  if (seconds === undefined) return undefined;
  const fractionEnd = endOfFraction(text, timeAt + 8);
  const ms = fractionMs(text, timeAt + 8, fractionEnd);
  const yearBehind = text.charCodeAt(fractionEnd) === space ? yearAt(text, fractionEnd + 1) : undefined;
  const timeEnd = yearBehind === undefined ? fractionEnd : fractionEnd + 5;
  const year = yearInFront ?? yearBefore ?? yearBehind;
  const utcEnd = year === undefined ? undefined : endOfUtc(text, timeEnd);
  const end = endOfStamp(text, utcEnd ?? endOfCiscoZone(text, timeEnd));
  if (end === undefined) return undefined;
  if (year === undefined) return { stamp: yearlessStamp(month, day, seconds, ms), end };
  const wallMs = wallOf(year, month, day, seconds, ms);
  if (wallMs !== undefined && utcEnd !== undefined) return { stamp: { kind: "instant", timeMs: wallMs }, end };
  return { stamp: wallStamp(wallMs), end };
}

/** ctime, and the long form of journalctl (`Fri 2026-01-02 15:04:05 CET`). */
function readWeekdayFirst(text: string, at: number): FoundStamp | undefined {
  if (text.charCodeAt(at + 3) !== space || !weekdays.has(text.slice(at, at + 3))) return undefined;
  const found = readMonthFirst(text, at + 4);
  if (found !== undefined) return { ...found, hasWeekday: true };
  const year = fourDigits(text, at + 4);
  const date = year === -1 ? undefined : readYearFirst(text, at + 4, year, hyphen);
  if (date === undefined) return undefined;
  const end = endOfCapitals(text, date.end + 1);
  const isUtc = text.slice(date.end, end) === " UTC" && date.stamp?.kind === "wall";
  return { stamp: isUtc ? { kind: "instant", timeMs: date.stamp.wallMs } : date.stamp, end, hasWeekday: true };
}

function readSlashed(text: string, at: number): FoundStamp | undefined {
  const day = twoDigits(text, at);
  const month = monthAt(text, at + 3);
  const year = fourDigits(text, at + 7);
  const seconds = secondsOfDay(text, at + 12);
  if (month === undefined || year === -1 || seconds === undefined || text.charCodeAt(at + 11) !== colon)
    return undefined;
  const zone = readOffset(text, at + 21);
  const end = endOfStamp(text, zone?.end ?? at + 20);
  if (end === undefined) return undefined;
  const wallMs = wallOf(year, month, day, seconds, 0);
  if (wallMs === undefined || zone === undefined) return { stamp: wallStamp(wallMs), end };
  return { stamp: { kind: "instant", timeMs: wallMs - zone.offsetMs }, end };
}

/** Ten digits: from 2001 to 2286. */
function readEpoch(text: string, at: number): FoundStamp | undefined {
  for (let index = at; index < at + 10; index += 1) if (!isDigit(text.charCodeAt(index))) return undefined;
  const end = endOfFraction(text, at + 10);
  if (text.charCodeAt(end) !== space) return undefined;
  const timeMs = Number(text.slice(at, at + 10)) * 1000 + fractionMs(text, at + 10, end);
  return { stamp: { kind: "instant", timeMs }, end };
}
