import type { DatabaseSync } from "node:sqlite";
import type { Pass } from "../model/journal.ts";

/**
 * Remembers the time of which all that a router logged is known, up to each pass: what an import brings of it is left out. Within the
 * transaction of the pass.
 */
export function openCoverage(database: DatabaseSync): (router: number, pass: Pass) => void {
  const extendCoverage = database.prepare(
    "UPDATE coverage SET to_time = max(to_time, ?) WHERE router = ? AND from_time = (SELECT max(from_time) FROM coverage WHERE router = ?)",
  );
  const beginCoverage = database.prepare("INSERT OR REPLACE INTO coverage VALUES (?, ?, ?)");
  const cutCoverage = database.prepare(
    "UPDATE coverage SET to_time = max(from_time, ?) WHERE router = ? AND from_time <= ? AND to_time > ?",
  );
  return cover;

  /** What a listener heard, but for what it is known to have missed; pages tell theirs by their entries. */
  function cover(router: number, pass: Pass): void {
    if (pass.heardFromMs === undefined) {
      coverPage(router, pass);
      return;
    }
    for (const item of pass.items)
      if (item.kind === "gap") cutCoverage.run(item.gap.fromMs, router, item.gap.fromMs, item.gap.fromMs);
    beginCoverage.run(router, pass.heardFromMs, Math.max(pass.heardFromMs, pass.scrapedAtMs));
  }

  /** Coverage runs on while pages follow each other without a loss; after one it begins anew at the oldest new entry. */
  function coverPage(router: number, pass: Pass): void {
    const hasGap = pass.items.some((item) => item.kind === "gap");
    if (!hasGap && extendCoverage.run(pass.scrapedAtMs, router, router).changes > 0) return;
    const times = pass.items.flatMap((item) => (item.kind === "event" ? [item.event.timeMs] : []));
    const oldestMs = times.reduce((oldest, timeMs) => Math.min(oldest, timeMs), pass.scrapedAtMs);
    beginCoverage.run(router, oldestMs, pass.scrapedAtMs);
  }
}
