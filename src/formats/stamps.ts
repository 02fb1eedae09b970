import type { LineStamp } from "../model/format.ts";
import { createLocalClock } from "./local-time.ts";
import { createStreamOrder, type KnownOrder, type StreamOrder } from "./stream-order.ts";
import { isUnset } from "./unset-clock.ts";
import { createLiveYearFinder, createPageYearFinder, createYearFinder, type YearFinder } from "./year-finder.ts";

export interface StampResolverOptions {
  /** IANA zone of the clock that wrote the log. */
  readonly timezone: string;
  /** Our own clock, UTC ms. */
  readonly nowMs: number;
  /** When the file was last written: no line of it is younger. Holds in place of our own clock. */
  readonly fileDateMs?: number | undefined;
  /** The year of the first line without one, where somebody has told it. */
  readonly year?: number | undefined;
  /**
   * Our own clock, of a log that is still being written: it goes forward from now on, and no line is younger than the clock when
   * it is read. Holds in place of `nowMs`.
   */
  readonly clock?: (() => number) | undefined;
  /** Whether the stamps come newest first, beginning shortly before `nowMs`: those of a page that was just fetched. */
  readonly isFromNow?: boolean | undefined;
}

/** What was assumed where lines had no year. */
export interface AssumedYears {
  readonly first: number;
  readonly last: number;
  readonly from: "year" | "file" | "now";
}

/** Makes times of the stamps of one log. */
export interface StampResolver {
  /** UTC ms; undefined where there is no such time, or it is that of a clock that nobody has set. */
  resolve(stamp: LineStamp): number | undefined;
  /** Undefined where every line had its year. */
  assumed(): AssumedYears | undefined;
}

/**
 * A resolver for one log, to be given the stamps in the order of its lines, whichever way they go. It assumes:
 * - without a year: the first line is of the last such day up to a day after the log's end (the file's date, else now), so a log
 *   without years that spans more than one needs `year`; every other line continues the ones before it, over New Year in both
 *   directions, and 29 February lies in a leap year;
 * - the hour that comes twice in autumn: lines go on in the direction in which they went, give or take a minute; a log that begins
 *   within it, newest line first, is read an hour early there;
 * - stamps of a page, newest first: each is the latest that is not younger than the one before, or than now;
 * - a log that is still being written goes forward, and its lines are of the day that is next to now;
 * - times before 1990 are not meant, nor is a step back of more than 30 days to before 2003 or to a day on which clocks wake up.
 * @throws RangeError when the zone is not known
 */
export function createStampResolver(options: StampResolverOptions): StampResolver {
  const clock = createLocalClock(options.timezone);
  const latestMs = options.clock ?? (() => options.fileDateMs ?? options.nowMs);
  const order = createStreamOrder(knownOrder(options));
  const latestWallMs = (): number => clock.wallAt(latestMs());
  const years = yearFinder(options, latestWallMs, order);
  const from = options.year !== undefined ? "year" : options.fileDateMs !== undefined ? "file" : "now";
  let assumed: AssumedYears | undefined;
  let [assumedFromMs, assumedToMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

  return { resolve, assumed: () => assumed };

  function resolve(stamp: LineStamp): number | undefined {
    const timeMs = stamp.kind === "yearless" ? resolveYearless(stamp) : resolveDated(stamp);
    if (timeMs !== undefined) order.follow(timeMs);
    return timeMs;
  }

  function resolveYearless(stamp: Extract<LineStamp, { kind: "yearless" }>): number | undefined {
    const wallMs = years.wallOf(stamp);
    if (wallMs === undefined) return undefined;
    if (wallMs < assumedFromMs || wallMs >= assumedToMs) assume(new Date(wallMs).getUTCFullYear());
    return stamp.isUtc === true ? wallMs : momentOf(wallMs);
  }

  function assume(year: number): void {
    const { first, last } = assumed ?? { first: year, last: year };
    assumed = { first: Math.min(first, year), last: Math.max(last, year), from };
    assumedFromMs = Date.UTC(assumed.first, 0);
    assumedToMs = Date.UTC(assumed.last + 1, 0);
  }

  function resolveDated(stamp: Exclude<LineStamp, { kind: "yearless" }>): number | undefined {
    const timeMs = stamp.kind === "instant" ? stamp.timeMs : momentOf(stamp.wallMs);
    if (isUnset(stamp.kind === "instant" ? timeMs : stamp.wallMs, order.previousMs())) return undefined;
    years.follow(clock.wallAt(timeMs));
    return timeMs;
  }

  function momentOf(wallMs: number): number {
    const readings = clock.readings(wallMs);
    if (readings.length === 1) return readings[0];
    const previousMs = order.previousMs() ?? Number.NEGATIVE_INFINITY;
    const last = readings.at(-1) ?? readings[0];
    if (order.steps() < 0) return readings.findLast((timeMs) => timeMs <= previousMs + jitterMs) ?? readings[0];
    return readings.find((timeMs) => timeMs >= previousMs - jitterMs) ?? last;
  }
}

function yearFinder(options: StampResolverOptions, latestWallMs: () => number, order: StreamOrder): YearFinder {
  if (options.clock !== undefined) return createLiveYearFinder(latestWallMs);
  if (options.isFromNow === true) return createPageYearFinder(latestWallMs());
  return createYearFinder({ latestWallMs: latestWallMs(), year: options.year, order });
}

/** A log that is being written before our eyes goes forward, whatever its lines say, and one that is read from now goes backward. */
function knownOrder({ clock, isFromNow, nowMs }: StampResolverOptions): KnownOrder | undefined {
  if (clock !== undefined) return { steps: Number.POSITIVE_INFINITY, fromMs: clock() };
  return isFromNow === true ? { steps: Number.NEGATIVE_INFINITY, fromMs: nowMs + aheadMs } : undefined;
}

/** So much may a router's clock be ahead of ours: less than summer time is. */
const aheadMs = 30 * 60_000;
/** Daemons that log at the same time overtake each other. */
const jitterMs = 60_000;
