import type { Calendar, LocalDay } from "./calendar.ts";
import type { Period } from "./period.ts";

const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** A step of less than a quarter hour needs single rows, one by one. */
const finestQuietly = 15 * minuteMs;
const steps = [minuteMs, finestQuietly, hourMs, 6 * hourMs, dayMs, 7 * dayMs] as const;
/** Longer periods are not counted by minutes. */
const longestByMinutes = 6 * hourMs;

/** The least step by which a period has at most so many buckets; minutes where single rows are there. */
export function stepOf({ fromMs, toMs }: Period, points: number, hasSingleRows: boolean): number {
  const lengthMs = toMs - fromMs;
  const mayBeMinutes = hasSingleRows && lengthMs <= longestByMinutes;
  const fits = (step: number): boolean => lengthMs <= step * points && (step >= finestQuietly || mayBeMinutes);
  return steps.find(fits) ?? 7 * dayMs;
}

/**
 * Begins of the buckets that a period touches, UTC ms. Days and parts of them begin by the calendar's clock, weeks on its Mondays; on a
 * day whose clock is changed the last bucket is longer or shorter.
 */
export function bucketStarts({ fromMs, toMs }: Period, stepMs: number, calendar: Calendar): readonly number[] {
  const starts: number[] = [];
  for (const day of calendar.days(fromMs, toMs)) {
    if (stepMs >= dayMs) {
      if (stepMs === dayMs || starts.length === 0 || isMonday(day)) starts.push(day.fromMs);
    } else for (let atMs = day.fromMs; atMs < day.toMs; atMs += stepMs) starts.push(atMs);
  }
  const first = starts.findLastIndex((start) => start <= fromMs);
  return starts.slice(Math.max(first, 0)).filter((start) => start < toMs);
}

/** Sums up counts by the buckets that they fall into. */
export function intoBuckets(
  starts: readonly number[],
  counts: Iterable<readonly [atMs: number, count: number]>,
): readonly number[] {
  const sums = new Array<number>(starts.length).fill(0);
  let at = 0;
  for (const [atMs, count] of counts) {
    while (at + 1 < starts.length && (starts[at + 1] ?? 0) <= atMs) at += 1;
    sums[at] = (sums[at] ?? 0) + count;
  }
  return sums;
}

function isMonday({ date }: LocalDay): boolean {
  return new Date(`${date}T00:00:00Z`).getUTCDay() === 1;
}
