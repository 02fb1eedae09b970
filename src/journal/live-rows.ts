import type { DatabaseSync } from "node:sqlite";

/** Numbers of a router's sequence with nothing imported among them: above `after`, up to `to`. */
export interface LiveStretch {
  readonly after: number;
  readonly to: number;
}

/**
 * Tells what was read live from what was imported. Both share a router's sequence, and what an import brought is never
 * delivered: its ranges are remembered, so that it can be stepped over however much it is.
 */
export interface LiveRows {
  /** The first stretch of live rows above a number; `to` is infinite where no import follows. */
  stretchAfter(router: number, sequence: number): LiveStretch;
  /** The highest number up to `sequence` that was given live; 0 where none was. */
  lastUpTo(router: number, sequence: number): number;
  /** How many of the numbers above `after` up to `to` were given live. */
  count(router: number, after: number, to: number): number;
}

export function openLiveRows(database: DatabaseSync): LiveRows {
  const selectNext = database.prepare(
    "SELECT from_sequence AS first, to_sequence AS last FROM import_range WHERE router = ? AND to_sequence > ? ORDER BY from_sequence LIMIT 1",
  );
  const selectHolding = database.prepare(
    "SELECT from_sequence AS first FROM import_range WHERE router = ? AND from_sequence <= ? AND to_sequence >= ?",
  );
  const selectImported = database.prepare(
    "SELECT coalesce(sum(min(to_sequence, ?) - max(from_sequence, ?) + 1), 0) AS count FROM import_range WHERE router = ? AND to_sequence > ? AND from_sequence <= ?",
  );
  return {
    stretchAfter(router, sequence) {
      for (let after = sequence; ; ) {
        const range = selectNext.get(router, after);
        const first = range === undefined ? Number.POSITIVE_INFINITY : Number(range["first"]);
        if (first > after + 1) return { after, to: first - 1 };
        after = Number(range?.["last"]);
      }
    },
    lastUpTo(router, sequence) {
      for (let last = sequence; last > 0; ) {
        const range = selectHolding.get(router, last, last);
        if (range === undefined) return last;
        last = Number(range["first"]) - 1;
      }
      return 0;
    },
    count: (router, after, to) =>
      Math.max(0, to - after - Number(selectImported.get(to, after + 1, router, after, to)?.["count"])),
  };
}
