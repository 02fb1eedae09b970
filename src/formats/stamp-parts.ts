import type { LineStamp } from "../model/format.ts";
import { fourDigits, isDigit, twoDigits } from "./digits.ts";

/** The second of the day of `15:04:05`; undefined where it has not the form of a time, -1 where there is no such time. */
export function secondsOfDay(text: string, at: number): number | undefined {
  const hour = twoDigits(text, at);
  const minute = twoDigits(text, at + 3);
  const second = twoDigits(text, at + 6);
  if (hour === -1 || minute === -1 || second === -1) return undefined;
  if (text.charCodeAt(at + 2) !== colon || text.charCodeAt(at + 5) !== colon) return undefined;
  // 60 is a leap second.
  return hour < 24 && minute < 60 && second <= 60 ? hour * 3600 + minute * 60 + second : -1;
}

/** Behind the digits of `.123` or `,123`; the place itself where none are. */
export function endOfFraction(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if ((code !== dot && code !== comma) || !isDigit(text.charCodeAt(at + 1))) return at;
  let end = at + 1;
  while (end < at + 10 && isDigit(text.charCodeAt(end))) end += 1;
  return end;
}

/** Milliseconds of a fraction with its dot or comma, however many digits it has; 0 where it is empty. */
export function fractionMs(text: string, at: number, end: number): number {
  return at === end ? 0 : Number(text.slice(at + 1, Math.min(at + 4, end)).padEnd(3, "0"));
}

/** `Z`, `+01:00`, `+0100` or `+01`. */
export function readOffset(text: string, at: number): { readonly offsetMs: number; readonly end: number } | undefined {
  const sign = text[at];
  if (sign === "Z" || sign === "z") return { offsetMs: 0, end: at + 1 };
  if (sign !== "+" && sign !== "-") return undefined;
  const hours = twoDigits(text, at + 1);
  const minutesAt = text.charCodeAt(at + 3) === colon ? at + 4 : at + 3;
  const minutes = twoDigits(text, minutesAt);
  if (hours === -1 || hours > 23 || minutes > 59) return undefined;
  const offsetMs = (hours * 60 + Math.max(0, minutes)) * 60_000;
  return { offsetMs: sign === "-" ? -offsetMs : offsetMs, end: minutes === -1 ? at + 3 : minutesAt + 2 };
}

/** Behind ` UTC`, which alone means the same everywhere; undefined where that does not stand there. */
export function endOfUtc(text: string, at: number): number | undefined {
  if (!text.startsWith(" UTC", at) && !text.startsWith(" GMT", at)) return undefined;
  const code = text.charCodeAt(at + 4);
  return code === space || code === colon ? at + 4 : undefined;
}

/** Behind any abbreviation in front of Cisco's mnemonic (` CET: %SEC-6-...`); the place itself where none stands there. */
export function endOfCiscoZone(text: string, at: number): number {
  if (text.charCodeAt(at) !== space) return at;
  const end = endOfCapitals(text, at + 1);
  return end > at + 1 && text.startsWith(": %", end) ? end : at;
}

/** Behind at most five capital letters. */
export function endOfCapitals(text: string, at: number): number {
  let end = at;
  while (end < at + 5 && text.charCodeAt(end) >= 65 && text.charCodeAt(end) <= 90) end += 1;
  return end;
}

/** A time ends where a blank, a bracket or the line's end follows; a colon in between belongs to it (Cisco ASA). */
export function endOfStamp(text: string, at: number): number | undefined {
  const end = text.charCodeAt(at) === colon ? at + 1 : at;
  const code = text.charCodeAt(end);
  return Number.isNaN(code) || code === space || code === closeBracket ? end : undefined;
}

/** A year on its own. */
export function yearAt(text: string, at: number): number | undefined {
  const year = fourDigits(text, at);
  const code = text.charCodeAt(at + 4);
  const isWhole = Number.isNaN(code) || code === space || code === closeBracket;
  return isWhole && year >= 1970 && year <= 2199 ? year : undefined;
}

/** Ms as if it were UTC; undefined where the calendar has no such day. */
export function wallOf(year: number, month: number, day: number, seconds: number, ms: number): number | undefined {
  if (month < 1 || month > 12 || day < 1 || day > 31 || seconds < 0) return undefined;
  const midnightMs = Date.UTC(year, month - 1, day);
  // A day that the month does not have moves the date into the next month.
  if (day > 28 && new Date(midnightMs).getUTCDate() !== day) return undefined;
  return midnightMs + seconds * 1000 + ms;
}

/** A clock on the wall with its year. */
export function wallStamp(wallMs: number | undefined): LineStamp | undefined {
  return wallMs === undefined ? undefined : { kind: "wall", wallMs };
}

/** A clock on the wall without its year. */
export function yearlessStamp(month: number, day: number, seconds: number, ms: number): LineStamp | undefined {
  if (day < 1 || day > 31 || seconds < 0) return undefined;
  return { kind: "yearless", month, day, timeOfDayMs: seconds * 1000 + ms };
}

/** The month that three letters name, 1 to 12. */
export function monthAt(text: string, at: number): number | undefined {
  switch (text[at]) {
    case "J":
      if (text.startsWith("Jan", at)) return 1;
      if (text.startsWith("Jun", at)) return 6;
      return text.startsWith("Jul", at) ? 7 : undefined;
    case "F":
      return text.startsWith("Feb", at) ? 2 : undefined;
    case "M":
      if (text.startsWith("Mar", at)) return 3;
      return text.startsWith("May", at) ? 5 : undefined;
    case "A":
      if (text.startsWith("Apr", at)) return 4;
      return text.startsWith("Aug", at) ? 8 : undefined;
    case "S":
      return text.startsWith("Sep", at) ? 9 : undefined;
    case "O":
      return text.startsWith("Oct", at) ? 10 : undefined;
    case "N":
      return text.startsWith("Nov", at) ? 11 : undefined;
    case "D":
      return text.startsWith("Dec", at) ? 12 : undefined;
    default:
      return undefined;
  }
}

/** As ctime abbreviates them. */
export const weekdays: ReadonlySet<string> = new Set(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]);
const space = 32;
const comma = 44;
const dot = 46;
const colon = 58;
const closeBracket = 93;
