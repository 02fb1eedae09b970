import type { DatabaseSync } from "node:sqlite";
import type { EventClass } from "../model/event.ts";
import type { JournalReader, PageMemory, RecordFilter, RouterTotals } from "../model/journal.ts";
import type { JournalRecord } from "../model/record.ts";
import { openCounts } from "./counts.ts";
import { classNumbers, readEvent } from "./event-row.ts";
import { openEventStream } from "./event-stream.ts";
import { openFindings } from "./findings.ts";
import { openImportSpans } from "./import-spans.ts";
import { openIncarnations } from "./incarnation.ts";
import { openLabelReader } from "./labels.ts";
import { type LiveStretch, openLiveRows } from "./live-rows.ts";
import { quarterOf } from "./local-day.ts";
import { openRecollections } from "./recollection.ts";
import { openRecordStream } from "./record-stream.ts";
import { createRecordReader, readGap } from "./records.ts";
import { rowId } from "./schema.ts";
import { openSearch } from "./search.ts";
import type { Shapes } from "./shapes.ts";
import { openTotals } from "./totals.ts";
import type { Words } from "./words.ts";

const noTotals: RouterTotals = {
  probes: 0,
  admitted: 0,
  byClass: {},
  notes: {},
  rejects: 0,
  gaps: 0,
  lostProbesEstimate: 0,
  ambiguousPasses: 0,
};

const probeNumber = classNumbers.indexOf("probe");

/** All reading of a journal, over a connection of a reader or of the writer itself. */
export function createReader(database: DatabaseSync, words: Words, shapes: Shapes): JournalReader {
  const incarnations = openIncarnations(database);
  const records = createRecordReader(database, shapes, incarnations);
  const liveRows = openLiveRows(database);
  const stream = openRecordStream(database, records);
  const recollect = openRecollections(database, shapes);
  const findings = openFindings(database, records);
  const selectRouter = database.prepare("SELECT number, sequence, last_scrape FROM router WHERE name = ?");
  const totalsOf = openTotals(database);
  const selectPage = database.prepare("SELECT page FROM router WHERE name = ?");
  const selectNames = database.prepare("SELECT name FROM router ORDER BY name");
  const selectWindow = database.prepare(
    "SELECT coalesce(sum(count), 0) AS probes, count(DISTINCT source) AS sources FROM event INDEXED BY event_time WHERE time >= ? AND time < ? AND id BETWEEN ? AND ? AND class = ?",
  );
  const selectQuarters = database.prepare(
    "SELECT coalesce(sum(count), 0) AS count FROM quarter_class WHERE router = ? AND quarter >= ? AND quarter < ? AND class = ?",
  );
  const selectMeasures = database.prepare(
    "SELECT coalesce(sum(attempts), 0) AS attempts, coalesce(sum(multiple), 0) AS multiple FROM quarter_measure WHERE router = ? AND quarter >= ? AND quarter < ?",
  );
  const selectLast = database.prepare(
    "SELECT * FROM event WHERE id BETWEEN ? AND ? AND class = ? ORDER BY id DESC LIMIT 1",
  );
  const selectFirst = database.prepare(
    "SELECT time FROM event WHERE id BETWEEN ? AND ? AND class = ? ORDER BY id LIMIT 1",
  );
  const streamEvents = openEventStream(database, shapes);
  const importSpans = openImportSpans(database);
  const selectGaps = database.prepare(
    "SELECT * FROM gap WHERE from_time < ? AND to_time > ? AND id BETWEEN ? AND ? ORDER BY from_time, id",
  );
  const selectAfter = ["event", "finding", "gap"].map((table) =>
    database.prepare(`SELECT * FROM ${table} WHERE id > ? AND id <= ? ORDER BY id LIMIT ?`),
  );
  const readers = [records.event, records.finding, records.gap];

  const numberOf = (router: string): number | undefined => {
    const number = selectRouter.get(router)?.["number"];
    return typeof number === "number" ? number : undefined;
  };
  const range = (router: string): readonly [number, number] => {
    const number = numberOf(router);
    return number === undefined ? [1, 0] : [rowId(number, 0), rowId(number + 1, 0) - 1];
  };

  return {
    routers: () => selectNames.all().map((row) => String(row["name"])),
    totals(router) {
      const row = selectRouter.get(router);
      return row === undefined ? noTotals : totalsOf(Number(row["number"]), row["last_scrape"]);
    },
    probesBetween(router, fromMs, toMs) {
      const row = selectWindow.get(fromMs, toMs, ...range(router), probeNumber);
      return { probes: Number(row?.["probes"]), sources: Number(row?.["sources"]) };
    },
    classBetween: (router, eventClass: EventClass, fromMs, toMs) =>
      Number(
        selectQuarters.get(
          numberOf(router) ?? 0,
          quarterOf(fromMs),
          quarterOf(toMs),
          classNumbers.indexOf(eventClass),
        )?.["count"],
      ),
    measuresBetween(router, fromMs, toMs) {
      const row = selectMeasures.get(numberOf(router) ?? 0, quarterOf(fromMs), quarterOf(toMs));
      return { attempts: Number(row?.["attempts"]), multiple: Number(row?.["multiple"]) };
    },
    firstProbeMs(router) {
      const time = selectFirst.get(...range(router), probeNumber)?.["time"];
      return typeof time === "number" ? time : undefined;
    },
    lastProbe(router) {
      const [first, last] = range(router);
      const row = selectLast.get(first, Math.min(last, first + lastSequence(router)), probeNumber);
      return row === undefined ? undefined : readEvent(row, shapes);
    },
    openEpisodes: (router, atMost) => findings.open(numberOf(router) ?? 0, atMost),
    findingsSince: (router, sinceMs) => findings.since(range(router), sinceMs),
    sourcesLetIn: (router, fromMs, toMs) => findings.sourcesLetIn(range(router), fromMs, toMs),
    lastId(router) {
      const sequence = lastSequence(router);
      return sequence === 0 ? undefined : recordsAfter(router, sequence - 1, 1)[0]?.id;
    },
    gapsBetween: (router, fromMs, toMs) => selectGaps.all(toMs, fromMs, ...range(router)).map(readGap),
    recordsAfter,
    countAfter: (router, sequence) => liveRows.count(numberOf(router) ?? 0, sequence, lastSequence(router)),
    findingsBetween: (router, kinds, fromMs, toMs) => findings.between(range(router), kinds, fromMs, toMs),
    eventsBetween: (router, fromMs, toMs) => streamEvents(numberOf(router) ?? 0, fromMs, toMs),
    importedSpans: (router) => importSpans.list(numberOf(router) ?? 0),
    records: streamRecords,
    pageMemory(router) {
      const page = selectPage.get(router)?.["page"];
      return typeof page === "string" ? (JSON.parse(page) as PageMemory) : undefined;
    },
    recollection: (router, sinceMs, sinceDay) => recollect(numberOf(router) ?? 0, sinceMs, sinceDay),
    counts: openCounts(database, words, shapes),
    search: openSearch(database, records, incarnations, shapes),
    labels: openLabelReader(database),
    sizeBytes: () => pragma(database, "page_count") * pragma(database, "page_size"),
    close: () => database.close(),
  };

  function lastSequence(router: string): number {
    const row = selectRouter.get(router);
    return row === undefined ? 0 : liveRows.lastUpTo(Number(row["number"]), Number(row["sequence"]));
  }

  function recordsAfter(router: string, sequence: number, limit: number): readonly JournalRecord[] {
    const number = numberOf(router);
    if (number === undefined) return [];
    const found: JournalRecord[] = [];
    let stretch = liveRows.stretchAfter(number, sequence);
    for (; ; stretch = liveRows.stretchAfter(number, stretch.to)) {
      found.push(...recordsOf(number, stretch, limit - found.length));
      if (found.length >= limit || stretch.to === Number.POSITIVE_INFINITY) return found;
    }
  }

  function recordsOf(number: number, { after, to }: LiveStretch, limit: number): readonly JournalRecord[] {
    const last = Math.min(rowId(number, to), rowId(number + 1, 0) - 1);
    const found = selectAfter.flatMap((statement, table) =>
      statement.all(rowId(number, after), last, limit).map((row) => readers[table]?.(row)),
    );
    return found
      .filter((record): record is JournalRecord => record !== undefined)
      .sort((a, b) => a.sequence - b.sequence)
      .slice(0, limit);
  }

  function* streamRecords(filter: RecordFilter): Iterable<JournalRecord> {
    for (const router of filter.routers ?? selectNames.all().map((row) => String(row["name"]))) {
      const number = numberOf(router);
      if (number !== undefined) yield* stream(number, filter);
    }
  }
}

function pragma(database: DatabaseSync, name: string): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
}
