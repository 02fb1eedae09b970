import type { DatabaseSync } from "node:sqlite";
import { readEvent } from "./event-row.ts";
import { quarterMs, quarterOf } from "./local-day.ts";
import { createMeasures } from "./measures.ts";
import { openMeasureRollup } from "./rollups.ts";
import { rowId } from "./schema.ts";
import type { Shapes } from "./shapes.ts";
import type { Words } from "./words.ts";

/**
 * Counts attempts and multiple attacks anew from the single probes that are kept, once after the journal learnt to keep more of
 * them. Of quarter hours whose probes are deleted stays what is known.
 */
export function recountMeasures(database: DatabaseSync, words: Words, shapes: Shapes): void {
  if (database.prepare("SELECT value FROM meta WHERE key = 'measures_due'").get() === undefined) return;
  const ofRouter = "FROM event WHERE id BETWEEN ? AND ? AND class = 0";
  const selectFirst = database.prepare(`SELECT time ${ofRouter} ORDER BY time LIMIT 1`);
  const selectKept = database.prepare(`SELECT coalesce(sum(count), 0) AS count ${ofRouter} AND time < ?`);
  const selectCounted = database.prepare(
    "SELECT count FROM quarter_class WHERE router = ? AND quarter = ? AND class = 0",
  );
  const selectProbes = database.prepare(`SELECT * ${ofRouter} ORDER BY time, id`);
  const forget = database.prepare("DELETE FROM quarter_measure WHERE router = ? AND quarter >= ?");
  database.exec("BEGIN IMMEDIATE");
  for (const row of database.prepare("SELECT number FROM router").all()) recountRouter(Number(row["number"]));
  database.exec("DELETE FROM meta WHERE key = 'measures_due'; COMMIT");

  function recountRouter(router: number): void {
    const range = [rowId(router, 0), rowId(router + 1, 0) - 1] as const;
    const firstMs = selectFirst.get(...range)?.["time"];
    if (typeof firstMs !== "number") return;
    const from = firstWhole(router, range, quarterOf(firstMs));
    forget.run(router, from);
    const addMeasured = openMeasureRollup(database, words);
    const measures = createMeasures();
    for (const row of selectProbes.iterate(...range)) {
      const probe = readEvent(row, shapes);
      const measured = measures.step(probe);
      if (quarterOf(probe.timeMs) >= from) addMeasured(router, probe, measured);
    }
  }

  /** Of the quarter hour of the first probe that is kept, others may be deleted. */
  function firstWhole(router: number, range: readonly [number, number], quarter: number): number {
    const kept = selectKept.get(...range, (quarter + 1) * quarterMs)?.["count"];
    return selectCounted.get(router, quarter)?.["count"] === kept ? quarter : quarter + 1;
  }
}
