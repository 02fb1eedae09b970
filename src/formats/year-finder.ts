import type { LineStamp } from "../model/format.ts";
import type { StreamOrder } from "./stream-order.ts";
import { isDefaultDay, nearMs } from "./unset-clock.ts";

type YearlessStamp = Extract<LineStamp, { readonly kind: "yearless" }>;

export interface YearFinderOptions {
  /** What the clock on the wall showed when the log was written at the latest. */
  readonly latestWallMs: number;
  /** The year of the first line, where somebody has told it. */
  readonly year?: number | undefined;
  readonly order: StreamOrder;
}

/** Finds the years of dates that have none, in the order of the lines. */
export interface YearFinder {
  /** Ms as if it were UTC; undefined for a day that no year near has (the 30th of February), and for that of an unset clock. */
  wallOf(stamp: YearlessStamp): number | undefined;
  /** Tells of a line that had its year. */
  follow(wallMs: number): void;
}

/**
 * The first date is the last such day before the log's end; a later one lies where it continues the lines before: behind them
 * where the log goes forward, in front of them where it goes backward, next to them where that is not known yet. Nothing lies more
 * than a day behind the log's end, unless somebody told the year.
 */
export function createYearFinder({ latestWallMs, year, order }: YearFinderOptions): YearFinder {
  const ceilingMs = year === undefined ? latestWallMs + dayMs : Number.POSITIVE_INFINITY;
  let anchorMs: number | undefined;
  let recent = { key: 0, midnightMs: 0 };

  return {
    wallOf: (stamp) => {
      const key = stamp.month * 32 + stamp.day;
      // Most lines are of the same day as the one before.
      if (key !== recent.key) {
        const midnightMs = midnightOf(stamp);
        if (midnightMs === undefined) return undefined;
        recent = { key, midnightMs };
      }
      return recent.midnightMs + stamp.timeOfDayMs;
    },
    follow: (wallMs) => {
      anchorMs = wallMs;
      const isSameDay = wallMs >= recent.midnightMs && wallMs < recent.midnightMs + dayMs;
      if (!isSameDay) recent = { key: 0, midnightMs: 0 };
    },
  };

  function midnightOf(stamp: YearlessStamp): number | undefined {
    const isDefault = isDefaultDay(stamp.month, stamp.day);
    if (anchorMs === undefined) {
      const first = firstMidnight(stamp);
      // A clock that was not set yet must not draw the lines behind it into its year.
      if (!isDefault || year !== undefined) anchorMs = first;
      return first;
    }
    const anchor = anchorMs;
    const near = midnights(stamp, yearOf(anchor)).filter((midnightMs) => midnightMs <= ceilingMs);
    const chosen = continuing(near, anchor) ?? nearest(near, anchor);
    if (chosen === undefined || (isDefault && near.every((midnightMs) => Math.abs(midnightMs - anchor) > nearMs))) {
      return undefined;
    }
    anchorMs = chosen;
    return chosen;
  }

  function firstMidnight(stamp: YearlessStamp): number | undefined {
    if (year !== undefined) return midnight(year, stamp);
    return midnights(stamp, yearOf(latestWallMs)).findLast((midnightMs) => midnightMs <= ceilingMs);
  }

  function continuing(near: readonly number[], anchor: number): number | undefined {
    if (order.steps() > 0) return near.find((midnightMs) => midnightMs >= anchor - nearMs);
    return order.steps() < 0 ? near.findLast((midnightMs) => midnightMs <= anchor + nearMs) : undefined;
  }
}

/**
 * Finds the years of lines that are written as they are read: each is of the day next to now, none of one that is more than a day to
 * come, and one of a day on which clocks wake up is meant on that day alone. `nowWallMs` is what the clock on the wall shows.
 */
export function createLiveYearFinder(nowWallMs: () => number): YearFinder {
  return {
    wallOf: (stamp) => {
      const nowMs = nowWallMs();
      const past = midnights(stamp, yearOf(nowMs)).filter((midnightMs) => midnightMs <= nowMs + dayMs);
      const chosen = nearest(past, nowMs);
      const isNow = chosen !== undefined && Math.abs(chosen - nowMs) < 2 * dayMs;
      if (chosen === undefined || (!isNow && isDefaultDay(stamp.month, stamp.day))) return undefined;
      return chosen + stamp.timeOfDayMs;
    },
    follow: () => undefined,
  };
}

/**
 * Finds the years of a page's rows, which end now: each is of the last such day, none of one that is more than a day to come. One of a day
 * on which clocks wake up is not believed when that is long ago. No row has a say in the year of another: a stranger may have written it.
 */
export function createPageYearFinder(nowWallMs: number): YearFinder {
  return {
    wallOf: (stamp) => {
      const chosen = midnights(stamp, yearOf(nowWallMs)).findLast((midnightMs) => midnightMs <= nowWallMs + dayMs);
      if (chosen === undefined) return undefined;
      const isLongAgo = chosen < nowWallMs - nearMs;
      return isLongAgo && isDefaultDay(stamp.month, stamp.day) ? undefined : chosen + stamp.timeOfDayMs;
    },
    follow: () => undefined,
  };
}

const dayMs = 86_400_000;

/** That day in the years around, oldest first: the next leap year is at most eight years away (1896, 1904). */
function midnights(stamp: YearlessStamp, aroundYear: number): readonly number[] {
  const reach = stamp.month === 2 && stamp.day === 29 ? 8 : 1;
  return Array.from({ length: 2 * reach + 1 }, (_, index) => midnight(aroundYear - reach + index, stamp)).filter(
    (midnightMs) => midnightMs !== undefined,
  );
}

function midnight(year: number, { month, day }: YearlessStamp): number | undefined {
  const midnightMs = Date.UTC(year, month - 1, day);
  return new Date(midnightMs).getUTCDate() === day ? midnightMs : undefined;
}

function nearest(midnightsMs: readonly number[], anchorMs: number): number | undefined {
  return midnightsMs.toSorted((one, other) => Math.abs(one - anchorMs) - Math.abs(other - anchorMs))[0];
}

function yearOf(wallMs: number): number {
  return new Date(wallMs).getUTCFullYear();
}
