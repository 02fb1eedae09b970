import type { DayCount } from "../model/summary.ts";
import type { Calendar, LocalDay } from "./calendar.ts";
import type { Period } from "./period.ts";

/** Probes of one router by quarter hour, in order; quarter hours without any are left out. */
export interface Quarters {
  readonly fromMs: readonly number[];
  readonly probes: readonly number[];
  /** How many in all, and how many in a part of it that ends and begins at quarter hours. */
  readonly total: number;
  between(part: Period): number;
}

export function collectQuarters(pairs: Iterable<readonly [number, number]>): Quarters {
  const fromMs: number[] = [];
  const probes: number[] = [];
  const before: number[] = [];
  let total = 0;
  for (const [quarterMs, count] of pairs) {
    fromMs.push(quarterMs);
    probes.push(count);
    before.push(total);
    total += count;
  }
  const upTo = (timeMs: number): number => before[firstFrom(fromMs, timeMs)] ?? total;
  return { fromMs, probes, total, between: (part) => upTo(part.toMs) - upTo(part.fromMs) };
}

/** Probes by hour of the clock on the wall, 24 of them. */
export function hoursOf(quarters: Quarters, period: Period, calendar: Calendar): readonly number[] {
  const hours = new Array<number>(24).fill(0);
  for (const { hour, probes } of byHour(quarters, period, calendar)) hours[hour] = (hours[hour] ?? 0) + probes;
  return hours;
}

/** Probes by day of the week, Monday first, and hour of the clock on the wall: seven times 24 of them. */
export function weekOf(quarters: Quarters, period: Period, calendar: Calendar): readonly (readonly number[])[] {
  const week = Array.from({ length: 7 }, () => new Array<number>(24).fill(0));
  for (const { day, hour, probes } of byHour(quarters, period, calendar)) {
    const hours = week[(new Date(`${day.date}T00:00:00Z`).getUTCDay() + 6) % 7] ?? [];
    hours[hour] = (hours[hour] ?? 0) + probes;
  }
  return week;
}

interface HourCount {
  readonly day: LocalDay;
  readonly hour: number;
  readonly probes: number;
}

/** The quarter hours with the day and the hour of the clock on the wall that each falls into, in order. */
function* byHour(quarters: Quarters, period: Period, calendar: Calendar): Generator<HourCount> {
  let at = 0;
  for (const day of calendar.days(period.fromMs, period.toMs)) {
    for (; at < quarters.fromMs.length; at += 1) {
      const quarterMs = quarters.fromMs[at] ?? 0;
      if (quarterMs >= day.toMs) break;
      yield { day, hour: calendar.hourOf(day, quarterMs), probes: quarters.probes[at] ?? 0 };
    }
  }
}

/** A day of a period, and whether enough of it lies in the period for it to be compared with others. */
export interface PeriodDay extends DayCount {
  readonly isLongEnough: boolean;
}

/** A log seldom begins at midnight, nor ends there. */
const longEnough = 0.75;

/** Probes by day, days without any too. */
export function daysOf(quarters: Quarters, period: Period, calendar: Calendar): readonly PeriodDay[] {
  return calendar.days(period.fromMs, period.toMs).map((day) => {
    const insideMs = Math.min(day.toMs, period.toMs) - Math.max(day.fromMs, period.fromMs);
    return {
      date: day.date,
      count: quarters.between(day),
      isLongEnough: insideMs >= longEnough * (day.toMs - day.fromMs),
    };
  });
}

/** Place of the first value that is not below `least`. */
function firstFrom(sorted: readonly number[], least: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
