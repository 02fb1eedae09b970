import type { DatabaseSync } from "node:sqlite";
import type { EventClass } from "../model/event.ts";
import type { RouterTotals } from "../model/journal.ts";

/** Kinds of running totals: of events by class, of notes and rejects by their name, of gaps and ambiguous passes. */
export type TallyKind = "class" | "note" | "reject" | "gap" | "pass";

/** Adds to a router's running totals, within the transaction of a pass. */
export function openTallies(
  database: DatabaseSync,
): (router: number, kind: TallyKind, name: string, count: number) => void {
  const add = database.prepare(
    "INSERT INTO tally (router, kind, name, count) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count",
  );
  return (router, kind, name, count) => {
    if (count > 0) add.run(router, kind, name, count);
  };
}

/** Reads the running totals of a router. */
export function openTotals(database: DatabaseSync): (router: number, lastScrape: unknown) => RouterTotals {
  const select = database.prepare("SELECT kind, name, count FROM tally WHERE router = ?");
  return (router, lastScrape) => totalsOf(select.all(router), lastScrape);
}

function totalsOf(rows: readonly Readonly<Record<string, unknown>>[], lastScrape: unknown): RouterTotals {
  const byKind = new Map<string, Record<string, number>>();
  for (const row of rows) {
    const kind = String(row["kind"]);
    const names = byKind.get(kind) ?? {};
    names[String(row["name"])] = Number(row["count"]);
    byKind.set(kind, names);
  }
  const classes: Partial<Record<EventClass, number>> = byKind.get("class") ?? {};
  const gaps = byKind.get("gap") ?? {};
  return {
    probes: classes.probe ?? 0,
    admitted: classes.admitted ?? 0,
    byClass: classes,
    notes: byKind.get("note") ?? {},
    rejects: Object.values(byKind.get("reject") ?? {}).reduce((sum, count) => sum + count, 0),
    gaps: gaps["gaps"] ?? 0,
    lostProbesEstimate: gaps["lost_probes"] ?? 0,
    ambiguousPasses: byKind.get("pass")?.["ambiguous"] ?? 0,
    lastScrapeMs: typeof lastScrape === "number" ? lastScrape : undefined,
  };
}
