import type { DatabaseSync } from "node:sqlite";
import type { Knowledge } from "../model/counts.ts";
import { quarterMs } from "./local-day.ts";
import { rowId } from "./schema.ts";

/** Tells of what time a journal knows something of a router: from its rollups, which outlive single rows, and its readings. */
export function openKnowledge(database: DatabaseSync): (router: number) => Knowledge | undefined {
  const selectQuarters = database.prepare(
    "SELECT (SELECT min(quarter) FROM quarter_class WHERE router = ?1) AS first, (SELECT max(quarter) FROM quarter_class WHERE router = ?1) AS last",
  );
  const selectTimes = database.prepare(
    "SELECT min(time) AS first, max(time) AS last FROM event INDEXED BY event_time WHERE time >= ? AND time < ? AND id BETWEEN ? AND ?",
  );
  const selectCoverage = database.prepare(
    "SELECT min(from_time) AS first, max(to_time) AS last FROM coverage WHERE router = ?",
  );
  return (router) => {
    const quarters = selectQuarters.get(router);
    const coverage = selectCoverage.get(router);
    const readFromMs = numberOr(coverage?.["first"]);
    const readToMs = numberOr(coverage?.["last"]);
    const firstMs = exactly(router, numberOr(quarters?.["first"]), "first") ?? readFromMs;
    const lastMs = exactly(router, numberOr(quarters?.["last"]), "last") ?? readToMs;
    return firstMs === undefined || lastMs === undefined ? undefined : { firstMs, lastMs, readFromMs, readToMs };
  };

  /** The first or last single row of a quarter hour; where none is kept, the begin or end of it. */
  function exactly(router: number, quarter: number | undefined, which: "first" | "last"): number | undefined {
    if (quarter === undefined) return undefined;
    const fromMs = quarter * quarterMs;
    const times = selectTimes.get(fromMs, fromMs + quarterMs, rowId(router, 0), rowId(router + 1, 0) - 1);
    return numberOr(times?.[which]) ?? (which === "first" ? fromMs : fromMs + quarterMs);
  }
}

function numberOr(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}
