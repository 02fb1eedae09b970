import type { DatabaseSync } from "node:sqlite";
import type { LabelKind, LabelStore } from "../model/labels.ts";
import { decodeAddress } from "./address.ts";

/** The queue of sources that have no labels yet. Its rows are added by a trigger of the schema; to be used within a transaction. */
export interface Arrivals extends Pick<LabelStore, "waiting"> {
  /** Gives each new source a row among the labels and calls `fill` for it; true while there may be more. */
  takeIn(limit: number, fill: (address: string) => void): boolean;
}

/** Of so many of the newest sources the busiest come first: more would have to be sorted each time. */
const sortedSources = 1000;

/** Rows up to this number of the queue are taken in. */
const takenInKey = "labels_taken_in";

export function openArrivals(database: DatabaseSync): Arrivals {
  const selectTakenIn = database.prepare("SELECT value FROM meta WHERE key = ?");
  const putTakenIn = database.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)");
  const selectNew = database.prepare("SELECT number, address FROM label_wait WHERE number > ? ORDER BY number LIMIT ?");
  const insertLabel = database.prepare("INSERT INTO label (address) VALUES (?) ON CONFLICT DO NOTHING");
  const takenIn = (): number => Number(selectTakenIn.get(takenInKey)?.["value"] ?? 0);
  return {
    takeIn(limit, fill) {
      const rows = selectNew.all(takenIn(), limit);
      for (const { address } of rows) {
        insertLabel.run(address ?? null);
        const source = decodeAddress(address);
        if (source !== undefined) fill(source);
      }
      const last = rows.at(-1);
      if (last !== undefined) putTakenIn.run(takenInKey, Number(last["number"]));
      return rows.length === limit;
    },
    waiting(kinds, limit) {
      // What was asked for in the meantime, because the source came again, waits no more.
      database
        .prepare(`DELETE FROM label_wait WHERE number IN (${newest(kinds, "NOT")})`)
        .run(takenIn(), sortedSources);
      const select = database.prepare(`
        SELECT DISTINCT address FROM label_wait WHERE number IN (${newest(kinds, "")}) ORDER BY (
          SELECT sum(probes) FROM router CROSS JOIN day_source
          WHERE router = router.number AND day_source.day = label_wait.day AND source = address
        ) DESC, number DESC LIMIT ?`);
      return select.all(takenIn(), sortedSources, limit).flatMap((row) => decodeAddress(row["address"]) ?? []);
    },
  };
}

/** Numbers of the newest rows for which it is true, or not true, that one of the kinds was never asked for. */
function newest(kinds: readonly LabelKind[], not: "" | "NOT"): string {
  const isWanted = ["0", ...kinds.map((kind) => `${kind}_due = 0`)].join(" OR ");
  return `SELECT number FROM (SELECT number, address FROM label_wait WHERE number <= ? ORDER BY number DESC LIMIT ?)
    JOIN label USING (address) WHERE ${not} (${isWanted})`;
}
