import type { Labels } from "../../model/labels.ts";
import type { JournalRecord } from "../../model/record.ts";

export type EventRecord = Extract<JournalRecord, { kind: "event" }>;
type GapRecord = Extract<JournalRecord, { kind: "gap" }>;

/** How one kind of rows is written. */
interface RowWriter<Row extends readonly unknown[]> {
  /** A line before the first row. */
  readonly head?: string;
  /** The row's line without its end; undefined where the format does not take such a row. */
  line(...row: Row): string | undefined;
}

/** A format of exports. */
export interface RowFormat {
  /** An event is written with what is known by now. */
  readonly events: RowWriter<[EventRecord, Labels]>;
  /** Absent where gaps have no form in it. */
  readonly gaps?: RowWriter<[GapRecord]>;
}
