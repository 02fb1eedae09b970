import type { DatabaseSync } from "node:sqlite";
import { FatalError } from "../errors.ts";
import type { ImportCounts, JournalImporter, StreamSpan } from "../model/import.ts";
import { connect, openOver } from "./connection.ts";
import { classNumbers } from "./event-row.ts";
import { type KeptRows, openImportBatches } from "./import-batch.ts";
import { meetingOf, type StreamEdges, widenEdges } from "./import-edges.ts";
import { createMeetingRule, createStreamRule, type MomentRule } from "./import-merge.ts";
import { type CountableRows, createOtherRows, type StreamFacts } from "./import-others.ts";
import { type ImportRow, rowsOf } from "./import-row.ts";
import { joinedSpans, openImportSpans, unionOf, type Within } from "./import-spans.ts";
import { openFindOtherYear } from "./import-years.ts";
import { openIncarnations } from "./incarnation.ts";
import { quarterMs } from "./local-day.ts";
import { journalFile } from "./open.ts";
import { requireCurrentSchema, rowId } from "./schema.ts";
import { openShapes } from "./shapes.ts";
import { createTransact } from "./transaction.ts";
import { openWords } from "./words.ts";

export interface ImportSettings {
  readonly dataDir: string;
  readonly router: string;
  /** IANA zone of the router. */
  readonly timezone: string;
  /** Rows older than this are refused, because retention would delete them, as are those that it may have deleted; UTC ms. */
  readonly keptSinceMs: number;
  /** Rows a transaction; while one is under way, nobody else can write. */
  readonly batchRows?: number | undefined;
}

/** About a day of a busy household. */
const usualBatchRows = 4_096;
const busyMs = 30_000;
/** Streams this near each other leave no gap between them. */
const nearMs = quarterMs;
const probeNumber = classNumbers.indexOf("probe");
const admittedNumber = classNumbers.indexOf("admitted");

/** What belongs to the stream that is read now. */
interface Stream extends StreamFacts {
  readonly rule: MomentRule;
  /** What earlier imports brought when it began. */
  readonly imported: Within;
  readonly edgesMs: Set<number>;
  waiting: ImportRow[];
  edges: StreamEdges | undefined;
  span: StreamSpan | undefined;
  isPage: boolean;
  isTaken: boolean;
  isYearless: boolean;
  isYearChecked: boolean;
}

/**
 * Opens the journal for an import into one router, on a connection of its own. The journal has been opened by its writer before, who
 * holds the lock; both may write by turns.
 * @throws FatalError when there is no journal, or it is damaged or of another version
 */
export function openImporter(settings: ImportSettings): JournalImporter {
  const file = journalFile(settings.dataDir);
  return openOver(connect(file, { timeout: busyMs }), (database) => {
    requireCurrentSchema(database, file);
    // A power cut costs the last batches, which the next run of the same import brings again.
    database.exec("PRAGMA synchronous = NORMAL; PRAGMA cache_size = -8000; PRAGMA wal_autocheckpoint = 4000");
    return createImporter(database, settings);
  });
}

function createImporter(database: DatabaseSync, settings: ImportSettings): JournalImporter {
  const { timezone, batchRows = usualBatchRows } = settings;
  const keptSinceMs = Math.ceil(Math.max(settings.keptSinceMs, deletedBeforeMs(database)) / quarterMs) * quarterMs;
  const words = openWords(database);
  const shapes = openShapes(database, words);
  const transact = createTransact(database, () => {
    words.forget();
    shapes.forget();
  });
  const router = transact(() => routerNumber(database, settings));
  const batches = openImportBatches(database, router, timezone, { words, shapes });
  const spans = openImportSpans(database);
  const findOtherYear = openFindOtherYear(database, router, timezone);
  const selectSequence = database.prepare("SELECT sequence FROM router WHERE number = ?");
  const fillGaps = database.prepare(
    "UPDATE gap SET is_filled = 1 WHERE id BETWEEN ? AND ? AND is_filled = 0 AND from_time >= ? AND to_time <= ?",
  );
  const counts = { probes: 0, admitted: 0, known: 0, covered: 0, expired: 0, counted: 0, gapsFilled: 0 };
  const ended: StreamEdges[] = [];
  const read: StreamSpan[] = [];
  /** Those of which something was neither too old nor read live. */
  const taken: StreamSpan[] = [];
  const otherRows = createOtherRows();
  let stream = beginStream();

  return {
    add(events) {
      const numbers = transact(() => events.shapes.map((shape) => shapes.numberOf({ ...shape, timeFrom: "router" })));
      stream.waiting = stream.waiting.concat(rowsOf(events, numbers));
      stream.isYearless ||= events.isYearless;
      if (stream.waiting.length >= batchRows) writeBatch(settled(stream.waiting));
    },
    endStream(isPage) {
      stream.isPage = isPage;
      writeBatch(stream.waiting);
      if (!isPage) meetEarlier();
      if (stream.span !== undefined) read.push(stream.span);
      if (stream.span !== undefined && stream.isTaken) taken.push(stream.span);
      stream = beginStream();
    },
    finish: () => transact(finish),
    close: () => database.close(),
  };

  function beginStream(): Stream {
    const firstOwnSequence = Number(selectSequence.get(router)?.["sequence"]) + 1;
    return {
      rule: createStreamRule(rowId(router, firstOwnSequence)),
      imported: spans.imported(router),
      edgesMs: new Set(),
      waiting: [],
      edges: undefined,
      span: undefined,
      isPage: false,
      isTaken: false,
      isYearless: false,
      isYearChecked: false,
    };
  }

  function writeBatch(batch: readonly ImportRow[]): void {
    const [firstRow, lastRow] = [batch[0], batch.at(-1)];
    if (firstRow !== undefined && stream.edgesMs.size === 0) stream.edgesMs.add(firstRow.timeMs);
    if (lastRow !== undefined && batch.length === stream.waiting.length) stream.edgesMs.add(lastRow.timeMs);
    const brought = batch.toSorted((a, b) => a.timeMs - b.timeMs);
    const [earliest, latest] = [brought[0], brought.at(-1)];
    if (earliest === undefined || latest === undefined) return;
    stream.waiting = stream.waiting.slice(batch.length);
    const batchSpan = { firstMs: earliest.timeMs, lastMs: latest.timeMs };
    const span = stream.span === undefined ? batchSpan : unionOf([stream.span, batchSpan]);
    stream.span = span;
    const rows = withoutLeftOut(brought);
    const single = rows.filter(({ eventClass }) => isSingle(eventClass));
    requireYear(single);
    transact(() => {
      account(single.length, batches.write(single, stream.rule, keptSinceMs));
      const others = rows.filter(({ eventClass }) => !isSingle(eventClass));
      count(otherRows.take(others, stream, stream.imported));
      const inner = withoutEdges(span, stream.edgesMs);
      if (rows.length > 0 && inner.firstMs <= inner.lastMs) spans.add(router, inner);
    });
    stream.isTaken ||= rows.length > 0;
    stream.edges = widenEdges(stream.edges, single);
  }

  /** What is older than what is kept, and what a live reading covered: nobody knows whether it counted the very same packet. */
  function withoutLeftOut(rows: readonly ImportRow[]): readonly ImportRow[] {
    const covered = spans.covered(router);
    return rows.filter(({ timeMs }) => {
      if (timeMs < keptSinceMs) counts.expired += 1;
      else if (covered(timeMs)) counts.covered += 1;
      else return true;
      return false;
    });
  }

  function requireYear(rows: readonly ImportRow[]): void {
    if (stream.isYearChecked || !stream.isYearless || rows.length === 0) return;
    stream.isYearChecked = true;
    const other = findOtherYear(rows);
    if (other === undefined) return;
    throw new FatalError(
      `its lines, which tell no year, are in the journal already under ${other}: --year ${other} reads them so again, and nothing is counted twice`,
      { facts: { year: other } },
    );
  }

  function meetEarlier(): void {
    const { edges } = stream;
    if (edges === undefined) return;
    for (const meeting of ended.flatMap((earlier) => meetingOf(earlier, edges) ?? [])) {
      const rows = [...meeting.rows.values()].map(({ row }) => row);
      const wanted = new Map([...meeting.rows].map(([identity, { count }]) => [identity, count]));
      transact(() => account(0, batches.write(rows, createMeetingRule(wanted), keptSinceMs)));
    }
    ended.push(edges);
  }

  /** What was brought and is not new was known; what a meeting of streams adds had been taken for known. */
  function account(brought: number, { probes, admitted }: KeptRows): void {
    counts.probes += probes;
    counts.admitted += admitted;
    counts.known += brought - probes - admitted;
  }

  function count({ fresh, known }: CountableRows): void {
    batches.count(fresh);
    counts.counted += fresh.length;
    counts.known += known;
  }

  function finish(): ImportCounts {
    count(otherRows.finish());
    for (const span of taken) spans.add(router, span);
    const whole = read.toSorted((a, b) => a.firstMs - b.firstMs);
    for (const { firstMs, lastMs } of joinedSpans(whole, nearMs)) {
      counts.gapsFilled += Number(fillGaps.run(rowId(router, 0), rowId(router + 1, 0) - 1, firstMs, lastMs).changes);
    }
    return { ...counts, span: whole.length === 0 ? undefined : unionOf(whole) };
  }
}

/**
 * What can be written before the stream is over: not its last moment, of which more may come. An import that is killed between two
 * batches would take the rest of that moment for known.
 */
function settled(waiting: readonly ImportRow[]): readonly ImportRow[] {
  const lastMs = waiting.at(-1)?.timeMs;
  const end = waiting.findLastIndex(({ timeMs }) => timeMs !== lastMs) + 1;
  return end === 0 ? waiting : waiting.slice(0, end);
}

/** Single rows that were older are deleted, and live on in the counts: they would count twice. */
function deletedBeforeMs(database: DatabaseSync): number {
  const kept = database.prepare("SELECT value FROM meta WHERE key = 'kept_since'").get()?.["value"];
  return typeof kept === "number" ? kept : Number.NEGATIVE_INFINITY;
}

function routerNumber(database: DatabaseSync, { router, timezone }: ImportSettings): number {
  const known = database.prepare("SELECT number FROM router WHERE name = ?").get(router);
  if (known !== undefined) return Number(known["number"]);
  const insert = database.prepare("INSERT INTO router (name, timezone) VALUES (?, ?) RETURNING number");
  const number = Number(insert.get(router, timezone)?.["number"]);
  openIncarnations(database).begin(number);
  return number;
}

/** The time of which nothing waits for other streams. */
function withoutEdges({ firstMs, lastMs }: StreamSpan, edgesMs: ReadonlySet<number>): StreamSpan {
  return {
    firstMs: edgesMs.has(firstMs) ? firstMs + 1 : firstMs,
    lastMs: edgesMs.has(lastMs) ? lastMs - 1 : lastMs,
  };
}

function isSingle(eventClass: number): boolean {
  return eventClass === probeNumber || eventClass === admittedNumber;
}
