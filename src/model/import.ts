import type { LogEvent } from "./event.ts";

/**
 * Many events as columns, so that they go from thread to thread and into the journal without an object each. Only the first
 * `length` places of each column count.
 */
export interface EventColumns {
  readonly length: number;
  readonly timeMs: Float64Array;
  /** Places in `classes` of the journal. */
  readonly eventClass: Uint8Array;
  /** Places in `shapes`. */
  readonly shape: Uint32Array;
  /** IPv4 as an integer; NaN for none; -1 and below: `addresses[-1 - source]`. */
  readonly source: Float64Array;
  /** -1 for none. */
  readonly sourcePort: Int32Array;
  readonly port: Int32Array;
  readonly count: Float64Array;
  /** What many of the events have in common; of each, the keys that have a column of their own do not count. */
  readonly shapes: readonly LogEvent[];
  /** Sources that are no IPv4 addresses. */
  readonly addresses: readonly string[];
  /** Whether the log told no year, so that one was assumed. */
  readonly isYearless: boolean;
}

/** The time that a stream of lines spans, UTC ms. */
export interface StreamSpan {
  readonly firstMs: number;
  readonly lastMs: number;
}

/** What became of the events that were handed to an import, weighted by nothing: a repeated line is one. */
export interface ImportCounts {
  /** Probes and admitted events that are new in the journal. */
  readonly probes: number;
  readonly admitted: number;
  /** What the journal had already; of classes that are kept as counts, what lies in the time that an earlier import brought. */
  readonly known: number;
  /** Left out, because a live reading covered their time. */
  readonly covered: number;
  /** Refused, because they are older than what is kept. */
  readonly expired: number;
  /** Of classes that are kept as counts. */
  readonly counted: number;
  readonly gapsFilled: number;
  /** Of all that was handed in; absent where nothing was. */
  readonly span?: StreamSpan | undefined;
}

/** Brings events of the past into the journal of one router, beside whatever else writes it. */
export interface JournalImporter {
  /** Takes events of the present stream; writes when enough have come together. */
  add(events: EventColumns): void;
  /**
   * Ends the present stream: writes what is left of it.
   * @param isPage true for one of several pages of one log, whose ends overlap rather than meet
   * @throws FatalError when its lines are journalled already under another year
   */
  endStream(isPage: boolean): void;
  /** Marks the gaps that were filled. */
  finish(): ImportCounts;
  close(): void;
}
