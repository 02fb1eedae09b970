import type { Calendar, LocalDay } from "./calendar.ts";

/** From a moment up to before another, UTC ms. */
export interface Period {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A stretch of a period: whole days of a router's zone, or a part of one. */
export interface Span extends Period {
  /** The whole days whose sources are counted together for good, as yyyymmdd, both included. */
  readonly wholeDays?: { readonly first: number; readonly last: number };
  /** The day that it is a part of, as yyyymmdd. */
  readonly day: number;
  /** True where the single probes of that part are deleted. */
  readonly isGone: boolean;
}

const hourMs = 3_600_000;

/** The hours before now; a router whose clock is ahead of ours is still heard. */
export function lastHours(hours: number, nowMs: number): Period {
  return { fromMs: nowMs - hours * hourMs, toMs: nowMs + 24 * hourMs };
}

/**
 * Cuts a period into whole months, whole days and, where a day is not whole, hours of UTC and what is left. Of a part whose
 * single probes are deleted the whole day counts if it begins there, and else nothing.
 */
export function spansOf({ fromMs, toMs }: Period, calendar: Calendar, keptSinceMs: number): readonly Span[] {
  const spans: Span[] = [];
  let month: LocalDay[] = [];
  for (const day of calendar.days(fromMs, toMs)) {
    const part = { fromMs: Math.max(fromMs, day.fromMs), toMs: Math.min(toMs, day.toMs) };
    if (day.number % 100 === 1) month = [];
    if (part.fromMs !== day.fromMs || part.toMs !== day.toMs) {
      spans.push(...partsOf(part, day, keptSinceMs));
      continue;
    }
    month.push(day);
    spans.push(wholeDays([day]));
    if (month.length === daysInMonth(day.number)) spans.splice(-month.length, month.length, wholeDays(month));
  }
  return spans;
}

function wholeDays(days: readonly LocalDay[]): Span {
  const first = days[0];
  const last = days.at(-1);
  if (first === undefined || last === undefined) throw new RangeError("a span needs a day");
  const numbers = { first: first.number, last: last.number };
  return { fromMs: first.fromMs, toMs: last.toMs, wholeDays: numbers, day: first.number, isGone: false };
}

function partsOf(part: Period, day: LocalDay, keptSinceMs: number): readonly Span[] {
  if (part.fromMs >= keptSinceMs) return hoursOf(part).map((hour) => ({ ...hour, day: day.number, isGone: false }));
  const gone = { ...part, day: day.number, isGone: true };
  return [part.fromMs === day.fromMs ? { ...gone, wholeDays: { first: day.number, last: day.number } } : gone];
}

function daysInMonth(day: number): number {
  return new Date(Date.UTC(Math.floor(day / 10_000), Math.floor(day / 100) % 100, 0)).getUTCDate();
}

function hoursOf({ fromMs, toMs }: Period): readonly Period[] {
  const hours: Period[] = [];
  for (let atMs = fromMs; atMs < toMs; ) {
    const nextMs = Math.min(toMs, (Math.floor(atMs / hourMs) + 1) * hourMs);
    hours.push({ fromMs: atMs, toMs: nextMs });
    atMs = nextMs;
  }
  return hours;
}
