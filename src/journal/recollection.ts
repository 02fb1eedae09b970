import type { DatabaseSync } from "node:sqlite";
import type { JournalEvent } from "../model/event.ts";
import type { Checkpoint, Recollection } from "../model/journal.ts";
import { decodeAddress } from "./address.ts";
import { readEvent } from "./event-row.ts";
import { readFinding } from "./records.ts";
import { rowId } from "./schema.ts";
import type { Shapes } from "./shapes.ts";

/** Reads what the detectors of a router remember; events and visits stream. */
export function openRecollections(
  database: DatabaseSync,
  shapes: Shapes,
): (router: number, sinceMs: number, sinceDay: number) => Recollection {
  const selectParts = database.prepare("SELECT detector, version, state FROM checkpoint WHERE router = ?");
  const selectOpen = database.prepare(
    "SELECT finding.* FROM open_episode JOIN finding ON finding.id = open_episode.latest WHERE open_episode.router = ?",
  );
  const selectVisits = database.prepare(
    "SELECT day, source FROM day_source WHERE router = ? AND day >= ? ORDER BY day, source",
  );
  const selectEvents = database.prepare(
    `SELECT * FROM event INDEXED BY event_time WHERE time >= ? AND id BETWEEN ? AND ? AND NOT EXISTS (
       SELECT 1 FROM import_range WHERE router = ? AND id BETWEEN from_sequence + ? AND to_sequence + ?
     ) ORDER BY id`,
  );
  return (router, sinceMs, sinceDay) => ({
    checkpoints: Object.fromEntries(
      selectParts
        .all(router)
        .map((row): [string, Checkpoint] => [
          String(row["detector"]),
          { version: Number(row["version"]), state: JSON.parse(String(row["state"])) },
        ]),
    ),
    openEpisodes: selectOpen.all(router).map(readFinding),
    visits: visits(router, sinceDay),
    events: events(router, sinceMs),
  });

  function* visits(router: number, sinceDay: number): Recollection["visits"] {
    for (const row of selectVisits.iterate(router, sinceDay)) {
      const source = decodeAddress(row["source"]);
      if (source !== undefined) yield { source, day: Number(row["day"]) };
    }
  }

  function* events(router: number, sinceMs: number): Iterable<JournalEvent> {
    const base = rowId(router, 0);
    const rows = selectEvents.iterate(sinceMs, base, rowId(router + 1, 0) - 1, router, base, base);
    for (const row of rows) yield readEvent(row, shapes);
  }
}
