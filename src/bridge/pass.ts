import type { LostLines } from "../model/gap.ts";
import type { PushedLine } from "../model/listener.ts";
import type { JournalRecord } from "../model/record.ts";

/** What one pass brought. */
export interface PassResult {
  readonly scrapedAtMs: number;
  /** Rows with a number, in order: probes, admitted events, findings, gaps. */
  readonly records: readonly JournalRecord[];
  /** Entries on the page, and how many of them were new. */
  readonly entries: number;
  readonly fresh: number;
  /** How many of the new entries were rejects, with the first few texts. */
  readonly rejects: number;
  readonly rejectSamples: readonly string[];
  readonly isAmbiguous: boolean;
  /** How far the router's clock is ahead of ours, where it is; below 0 where it is known to be behind. */
  readonly skewMs?: number | undefined;
}

/** What a router sent since the batch before. */
export interface Batch {
  readonly lines: readonly PushedLine[];
  /** What is known to have been lost before or among them. */
  readonly lost: readonly LostLines[];
  /** All that came before this moment is in this batch or was in one before, UTC ms. */
  readonly untilMs: number;
}
