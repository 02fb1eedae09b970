import { readStamp } from "../../formats/stamp-text.ts";
import { monthOf, wallTime } from "../../formats/wall-time.ts";
import type { LineStamp } from "../../model/format.ts";

/** Reads the time of a row; `answeredAtMs` is our clock at the answer. Undefined where the text is no such time. */
export type TimeReader = (text: string, answeredAtMs: number) => LineStamp | undefined;

/** Whether rows tell how long ago they were, so that the same row reads differently each time. */
export function isAge(form: string): boolean {
  return form === "age_s" || form === "age_ms";
}

/**
 * The reader of a form: `auto` for whatever the head of a syslog line may be, `unix_s` and `unix_ms` for what counts from 1970, `age_s` and
 * `age_ms` for what counts back from the answer, else letters as in `dd.MM.yyyy HH:mm:ss`. Undefined for what is no form.
 */
export function timeReader(form: string): TimeReader | undefined {
  if (form === "auto") return (text) => readStamp(`${text} `, 0)?.stamp;
  const counter = counters[form];
  return counter === undefined ? formReader(form) : (text, nowMs) => counted(text, (count) => counter(count, nowMs));
}

const counters: Readonly<Record<string, (count: number, nowMs: number) => number>> = {
  unix_s: (count) => count * 1000,
  unix_ms: (count) => count,
  age_s: (count, nowMs) => nowMs - count * 1000,
  age_ms: (count, nowMs) => nowMs - count,
};

function counted(text: string, timeOf: (count: number) => number): LineStamp | undefined {
  if (!/^\d{1,15}(?:\.\d{1,9})?$/.test(text)) return undefined;
  const timeMs = Math.round(timeOf(Number(text)));
  return Math.abs(timeMs) <= farthestMs ? { kind: "instant", timeMs } : undefined;
}

/** Farther from 1970 no Date goes. */
const farthestMs = 8.64e15;

/** What each run of letters of a form stands for, as a pattern of a length that has a bound. */
const letters: Readonly<Record<string, string>> = {
  yyyy: "(?<year>\\d{4})",
  yy: "(?<year>\\d{2})",
  MMMM: "(?<name>[A-Za-z]{3,9})",
  MMM: "(?<name>[A-Za-z]{3,9})",
  MM: "(?<month>\\d{1,2})",
  M: "(?<month>\\d{1,2})",
  dd: "(?<day>\\d{1,2})",
  d: "(?<day>\\d{1,2})",
  HH: "(?<hour>\\d{1,2})",
  H: "(?<hour>\\d{1,2})",
  hh: "(?<hour>\\d{1,2})",
  h: "(?<hour>\\d{1,2})",
  mm: "(?<minute>\\d{2})",
  ss: "(?<second>\\d{2})",
  a: "(?<half>[AaPp])\\.?[Mm]\\.?",
  EEE: "[A-Za-z]{2,9}",
  EEEE: "[A-Za-z]{2,9}",
};

/** Needed for a moment of a day that can be found. */
const needed: readonly RegExp[] = [/M/, /d/, /[Hh]/, /m/];

function formReader(form: string): TimeReader | undefined {
  const pattern = patternOf(form);
  if (pattern === undefined || needed.some((letter) => !letter.test(form))) return undefined;
  const isHalf = form.includes("h");
  return (text) => {
    const groups = pattern.exec(text)?.groups;
    return groups === undefined ? undefined : stampOf(groups, isHalf);
  };
}

/** Undefined where it has letters that stand for nothing, or the same thing twice. */
function patternOf(form: string): RegExp | undefined {
  const parts = [...form.matchAll(/([A-Za-z])\1*|\s+|[^A-Za-z\s]/g)].map(([part]) => {
    if (/^[A-Za-z]/.test(part)) return letters[part];
    return /^\s/.test(part) ? "\\s{1,4}" : RegExp.escape(part);
  });
  const names = parts.flatMap((part) => [...(part ?? "").matchAll(/\?<(\w+)>/g)].map(([, name]) => name));
  const meanings = names.map((name) => (name === "name" ? "month" : name));
  if (parts.includes(undefined) || new Set(meanings).size < meanings.length) return undefined;
  return new RegExp(`^\\s{0,4}${parts.join("")}`);
}

function stampOf(groups: Readonly<Record<string, string | undefined>>, isHalf: boolean): LineStamp | undefined {
  const { year, month, name, day, hour = "", minute = "", second = "00", half } = groups;
  const monthNumber = name === undefined ? Number(month) : monthOf(name.slice(0, 3));
  const hours = isHalf ? (Number(hour) % 12) + (half?.toLowerCase() === "p" ? 12 : 0) : Number(hour);
  const time = `${hours}:${minute}:${second}`;
  const fullYear = year === undefined ? leapYear : Number(year.length === 2 ? `20${year}` : year);
  const wall = wallTime({ year: fullYear, month: monthNumber, day: Number(day), time });
  if (wall?.kind !== "wall" || year !== undefined) return wall;
  return { kind: "yearless", month: monthNumber, day: Number(day), timeOfDayMs: wall.wallMs % 86_400_000 };
}

/** Has every day that a year may have. */
const leapYear = 2000;
