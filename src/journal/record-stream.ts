import type { DatabaseSync } from "node:sqlite";
import type { RecordFilter } from "../model/journal.ts";
import type { JournalRecord } from "../model/record.ts";
import { classNumbers } from "./event-row.ts";
import type { RecordReader } from "./records.ts";
import { rowId } from "./schema.ts";

/** Every row of a router that fits, in the order of its sequence; reads what is asked for, and no more of a long history. */
export type RecordStream = (router: number, filter: RecordFilter) => Iterable<JournalRecord>;

/** A statement of its own for each stream: several may be under way at once. */
export function openRecordStream(database: DatabaseSync, records: RecordReader): RecordStream {
  return function* stream(router, filter) {
    const period = [filter.sinceMs ?? Number.MIN_SAFE_INTEGER, filter.untilMs ?? Number.MAX_SAFE_INTEGER] as const;
    const range = [rowId(router, 0), rowId(router + 1, 0) - 1] as const;
    const isWhole = filter.sinceMs === undefined && filter.untilMs === undefined;
    // Findings and gaps are few beside events.
    const others = [
      ...(filter.kinds.has("finding") ? few("finding", "last_seen").map(records.finding) : []),
      ...(filter.kinds.has("gap") ? few("gap", "to_time").map(records.gap) : []),
    ].sort((a, b) => a.sequence - b.sequence);
    for (const event of events()) {
      while ((others[0]?.sequence ?? Number.POSITIVE_INFINITY) < event.sequence) yield* others.splice(0, 1);
      yield event;
    }
    yield* others;

    function* events(): Iterable<JournalRecord> {
      const classes = (["probe", "admitted"] as const).filter((name) => filter.kinds.has(name));
      if (classes.length === 0) return;
      // By time the rows have to be put in order, which a whole journal is already.
      const by = isWhole ? "event" : "event INDEXED BY event_time";
      const numbers = classes.map((name) => classNumbers.indexOf(name)).join(", ");
      const select = database.prepare(
        `SELECT * FROM ${by} WHERE time >= ? AND time < ? AND id BETWEEN ? AND ? AND class IN (${numbers}) ORDER BY id`,
      );
      for (const row of select.iterate(...period, ...range)) yield records.event(row);
    }

    function few(table: string, time: string) {
      const select = database.prepare(
        `SELECT * FROM ${table} WHERE ${time} >= ? AND ${time} < ? AND id BETWEEN ? AND ? ORDER BY id`,
      );
      return select.all(...period, ...range);
    }
  };
}
