import type { DatabaseSync } from "node:sqlite";
import type { JournalEvent } from "../model/event.ts";
import type { Gap } from "../model/gap.ts";
import type { JournalWriter, Pass, PassItem } from "../model/journal.ts";
import type { JournalRecord } from "../model/record.ts";
import { openCoverage } from "./coverage.ts";
import { eventValues, prepareEventInsert, readEvent } from "./event-row.ts";
import { openFindingInsert } from "./finding-insert.ts";
import { openIncarnations } from "./incarnation.ts";
import { openLabelStore } from "./labels.ts";
import { createReader } from "./reader.ts";
import { openRollups } from "./rollups.ts";
import { rowId } from "./schema.ts";
import { openSettings } from "./settings.ts";
import { openShapes } from "./shapes.ts";
import { openTallies } from "./totals.ts";
import { createTransact } from "./transaction.ts";
import { openWords } from "./words.ts";

/** The writer's side of a journal whose schema is current and whose lock is ours. */
export function createWriter(database: DatabaseSync, unlock: () => void): JournalWriter {
  const words = openWords(database);
  const shapes = openShapes(database, words);
  const reader = createReader(database, words, shapes);
  const incarnations = openIncarnations(database);
  const selectRecent = database.prepare(
    "SELECT * FROM event WHERE time >= ? AND id BETWEEN ? AND ? AND class = 0 ORDER BY id",
  );
  const rollups = openRollups(database, words, function* (router, sinceMs) {
    for (const row of selectRecent.iterate(sinceMs, rowId(router, 0), rowId(router + 1, 0) - 1))
      yield readEvent(row, shapes);
  });
  // A pass that cannot be written leaves no trace, so the next one finds the same entries new.
  const transact = createTransact(database, () => {
    words.forget();
    shapes.forget();
    rollups.forget();
  });
  const tally = openTallies(database);
  const insertRouter = database.prepare("INSERT INTO router (name) VALUES (?) RETURNING number, sequence");
  const selectRouter = database.prepare("SELECT number, sequence, cursor FROM router WHERE name = ?");
  const updateRouter = database.prepare(
    "UPDATE router SET sequence = ?, last_scrape = ?, page = ?, timezone = ? WHERE number = ?",
  );
  const insertEvent = prepareEventInsert(database);
  const insertFinding = openFindingInsert(database);
  const insertGap = database.prepare("INSERT INTO gap VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  const putCheckpoint = database.prepare("INSERT OR REPLACE INTO checkpoint VALUES (?, ?, ?, ?)");
  const dropCheckpoint = database.prepare("DELETE FROM checkpoint WHERE router = ? AND detector = ?");
  const cover = openCoverage(database);
  const raise = (key: string) =>
    database.prepare(
      `INSERT INTO meta (key, value) VALUES ('${key}', ?) ON CONFLICT DO UPDATE SET value = max(value, excluded.value)`,
    );
  const raiseClock = raise("highest_clock");
  const raiseKept = raise("kept_since");
  const selectClock = database.prepare("SELECT value FROM meta WHERE key = 'highest_clock'");
  const updateCursor = database.prepare("UPDATE router SET cursor = ? WHERE name = ?");
  const selectRetained = database.prepare("SELECT topic FROM retained");
  const insertRetained = database.prepare("INSERT INTO retained (topic) VALUES (?)");
  const deleteExpired = database.prepare(
    "DELETE FROM event WHERE id IN (SELECT id FROM event WHERE time < ? LIMIT 10000)",
  );

  return {
    ...reader,
    settings: openSettings(database, transact),
    labels: openLabelStore(database, (action) => relaxed(() => transact(action))),
    commit: (pass) => transact(() => writePass(pass)),
    cursor: (router) => Number(selectRouter.get(router)?.["cursor"] ?? 0),
    moveCursor: (router, sequence) => void relaxed(() => updateCursor.run(sequence, router)),
    retainedTopics: () => selectRetained.all().map((row) => String(row["topic"])),
    rememberRetained: (topics) =>
      transact(() => {
        database.exec("DELETE FROM retained");
        for (const topic of new Set(topics)) insertRetained.run(topic);
      }),
    expire: (beforeMs) =>
      transact(() => {
        const deleted = Number(deleteExpired.run(beforeMs).changes);
        if (deleted > 0) raiseKept.run(beforeMs);
        return deleted;
      }),
    highestClockMs: () => Number(selectClock.get()?.["value"] ?? 0),
    close() {
      reader.close();
      unlock();
    },
  };

  /** A cursor that a power cut sets back costs a second delivery under the same id, which is allowed; an fsync each time is not worth it. */
  function relaxed<T>(action: () => T): T {
    database.exec("PRAGMA synchronous = NORMAL");
    try {
      return action();
    } finally {
      database.exec("PRAGMA synchronous = FULL");
    }
  }

  function writePass(pass: Pass): readonly JournalRecord[] {
    const known = selectRouter.get(pass.router);
    const row = known ?? insertRouter.get(pass.router);
    const router = Number(row?.["number"]);
    const before = Number(row?.["sequence"]);
    if (known === undefined) incarnations.begin(router);
    let sequence = before;
    for (const item of pass.items) {
      if (item.kind === "event" && !isKept(item.event)) writeCounts(router, pass.timezone, item.event);
      else writeItem(router, ++sequence, pass.timezone, item);
    }
    for (const [note, count] of Object.entries(pass.notes)) tally(router, "note", note, count);
    for (const [reason, count] of Object.entries(pass.rejects)) tally(router, "reject", reason, count);
    if (pass.isAmbiguous) tally(router, "pass", "ambiguous", 1);
    for (const [part, checkpoint] of Object.entries(pass.checkpoints)) {
      if (checkpoint === undefined) dropCheckpoint.run(router, part);
      else putCheckpoint.run(router, part, checkpoint.version, JSON.stringify(checkpoint.state));
    }
    cover(router, pass);
    raiseClock.run(pass.scrapedAtMs);
    updateRouter.run(sequence, pass.scrapedAtMs, JSON.stringify(pass.page), pass.timezone, router);
    return sequence === before ? [] : reader.recordsAfter(pass.router, before, sequence - before);
  }

  function writeItem(router: number, sequence: number, timezone: string, item: PassItem): void {
    const id = rowId(router, sequence);
    switch (item.kind) {
      case "event":
        // The counts come first: their running windows are rebuilt from rows, and must not meet this one twice.
        writeCounts(router, timezone, item.event);
        insertEvent.run(...eventValues(id, item.event, shapes));
        break;
      case "finding":
        insertFinding(router, id, item.finding);
        break;
      case "gap":
        writeGap(router, id, item.gap);
        break;
    }
  }

  function writeCounts(router: number, timezone: string, event: JournalEvent): void {
    rollups.add(router, timezone, event);
    tally(router, "class", event.class, event.count);
  }

  function writeGap(router: number, id: number, gap: Gap): void {
    const { fromMs, toMs, entries, probesEstimate, cause } = gap;
    insertGap.run(id, fromMs, toMs, entries ?? null, probesEstimate, gap.isExact ? 1 : 0, cause, gap.isFilled ? 1 : 0);
    tally(router, "gap", "gaps", 1);
    tally(router, "gap", "lost_probes", probesEstimate);
  }
}

/** Probes and admitted events are kept one by one, the other classes as counts. */
function isKept(event: JournalEvent): boolean {
  return event.class === "probe" || event.class === "admitted";
}
