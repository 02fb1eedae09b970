import type { JournalRecord } from "../model/record.ts";

/** A pass that was kept. */
interface ReadPass {
  readonly scrapedAtMs: number;
  readonly entries: number;
  readonly fresh: number;
  readonly records: readonly JournalRecord[];
}

/** What one reading of a log showed of how fast it turns over. */
export interface Reading {
  readonly scrapedAtMs: number;
  /** Rows on the page, and how many of them were new. */
  readonly entries: number;
  readonly fresh: number;
  /** Where rows were lost to others before they were read: when the oldest row that was still there was written, UTC ms. */
  readonly overrunToMs?: number | undefined;
}

/** What a pass showed of it. */
export function readingOf({ scrapedAtMs, entries, fresh, records }: ReadPass): Reading {
  const overrun = records.find((record) => record.kind === "gap" && record.gap.cause === "overrun");
  return { scrapedAtMs, entries, fresh, overrunToMs: overrun?.kind === "gap" ? overrun.gap.toMs : undefined };
}

/**
 * How long the log takes to be full of new rows, ms, as this reading and the one before show it; undefined where they do not, because
 * nothing was pushed out of it.
 */
export function fillTimeMs(before: Reading | undefined, reading: Reading): number | undefined {
  const { scrapedAtMs, entries, fresh, overrunToMs } = reading;
  if (overrunToMs !== undefined) return Math.max(0, scrapedAtMs - overrunToMs);
  if (before === undefined || fresh === 0) return undefined;
  const pushedOut = before.entries + fresh - entries;
  const passedMs = scrapedAtMs - before.scrapedAtMs;
  return pushedOut > 0 && passedMs > 0 ? (passedMs * entries) / fresh : undefined;
}
