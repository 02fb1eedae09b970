import type { DatabaseSync } from "node:sqlite";
import type { AddressColumn } from "./address.ts";
import { openBulkInsert } from "./bulk-insert.ts";
import { classNumbers, eventColumns } from "./event-row.ts";
import { createMeasureFold } from "./import-measures.ts";
import { type MomentRule, mergeMoments } from "./import-merge.ts";
import { openImportRollups } from "./import-rollups.ts";
import type { ImportRow, KnownRow } from "./import-row.ts";
import { createLocalDays, quarterMs, quarterOf } from "./local-day.ts";
import { runLookBackMs } from "./measures.ts";
import { unknownProtocol } from "./rollups.ts";
import { rowId } from "./schema.ts";
import type { Shapes } from "./shapes.ts";
import type { Words } from "./words.ts";

/** Writes batches of one router's rows, each in a transaction of its caller. */
export interface ImportBatches {
  /**
   * Keeps those rows that are new by a rule; gives how many of each class these are.
   * @param rows in the order of time
   * @param keptSinceMs what is older was or will be deleted: figures of such quarter hours stay as they are
   */
  write(rows: readonly ImportRow[], rule: MomentRule, keptSinceMs: number): KeptRows;
  /** Counts rows of classes that are kept as counts alone. */
  count(rows: readonly ImportRow[]): void;
}

/** How many rows are new in the journal. */
export interface KeptRows {
  readonly probes: number;
  readonly admitted: number;
}

const admittedNumber = classNumbers.indexOf("admitted");

/** A row changes the measures of its own quarter hour and, near its ends, of its neighbours; their windows reach some minutes further. */
const marginQuarters = 1;
const windowMs = runLookBackMs;

/** @param router the number of the router's row */
export function openImportBatches(
  database: DatabaseSync,
  router: number,
  timezone: string,
  dictionary: { readonly words: Words; readonly shapes: Shapes },
): ImportBatches {
  const { shapes, words } = dictionary;
  const selectKnown = database.prepare(
    "SELECT id, time, class, shape, source, source_port, port, count, coalesce(time_uncertainty, 0) FROM event INDEXED BY event_time WHERE time >= ? AND time < ? AND id BETWEEN ? AND ? ORDER BY time",
  );
  selectKnown.setReturnArrays(true);
  const selectSequence = database.prepare("SELECT sequence FROM router WHERE number = ?");
  const updateSequence = database.prepare("UPDATE router SET sequence = ? WHERE number = ?");
  const extendRange = database.prepare("UPDATE import_range SET to_sequence = ? WHERE router = ? AND to_sequence = ?");
  const beginRange = database.prepare("INSERT INTO import_range VALUES (?, ?, ?)");
  // The time of an imported row is as certain as its log.
  const events = openBulkInsert(
    database,
    "event",
    eventColumns.filter((column) => column !== "time_uncertainty"),
  );
  const rollups = openImportRollups(database, createLocalDays(timezone), protocolOf);

  return {
    write(rows, rule, keptSinceMs) {
      let [kept, admitted] = [0, 0];
      for (const run of runsOf(rows)) {
        const fresh = merge(run, rule, keptSinceMs);
        insert(fresh);
        rollups.add(router, fresh);
        kept += fresh.length;
        for (const { eventClass } of fresh) if (eventClass === admittedNumber) admitted += 1;
      }
      return { probes: kept - admitted, admitted };
    },
    count: (rows) => rollups.add(router, rows),
  };

  function merge(run: readonly ImportRow[], rule: MomentRule, keptSinceMs: number): readonly ImportRow[] {
    const fromMs = (quarterOf(run[0]?.timeMs ?? 0) - marginQuarters) * quarterMs - windowMs;
    const toMs = (quarterOf(run.at(-1)?.timeMs ?? 0) + marginQuarters + 1) * quarterMs + windowMs;
    const fold = createMeasureFold(shapes);
    const fresh: ImportRow[] = [];
    mergeMoments(run, knownRows(fromMs, toMs), rule, (row, isFresh) => {
      fold.add(row);
      if (isFresh) fresh.push(row);
    });
    const quarters = new Set(fresh.map(({ timeMs }) => quarterOf(timeMs)));
    const touched = new Set(
      [...quarters].flatMap((quarter) => [quarter - marginQuarters, quarter, quarter + marginQuarters]),
    );
    rollups.setMeasures(
      router,
      [...touched].filter((quarter) => quarter * quarterMs >= keptSinceMs),
      fold.byQuarter,
    );
    return fresh;
  }

  function* knownRows(fromMs: number, toMs: number): Generator<KnownRow> {
    for (const row of selectKnown.iterate(fromMs, toMs, rowId(router, 0), rowId(router + 1, 0) - 1)) {
      const [id, timeMs, eventClass, shape, source, sourcePort, port, count, uncertaintyMs] = Object.values(row);
      yield {
        id: Number(id),
        timeMs: Number(timeMs),
        eventClass: Number(eventClass),
        shape: Number(shape),
        source: source as AddressColumn,
        sourcePort: sourcePort as number | null,
        port: port as number | null,
        count: Number(count),
        uncertaintyMs: Number(uncertaintyMs),
      };
    }
  }

  function insert(fresh: readonly ImportRow[]): void {
    if (fresh.length === 0) return;
    const before = Number(selectSequence.get(router)?.["sequence"]);
    let sequence = before;
    for (const { timeMs, eventClass, shape, source, sourcePort, port, count } of fresh) {
      sequence += 1;
      events.add(rowId(router, sequence), timeMs, eventClass, shape, source, sourcePort, port, count);
    }
    events.flush();
    updateSequence.run(sequence, router);
    if (extendRange.run(sequence, router, before).changes === 0) beginRange.run(router, before + 1, sequence);
  }

  function protocolOf(shape: number): number {
    return words.numberOf(shapes.of(shape).protocol) ?? unknownProtocol;
  }
}

/** What is merged with the known rows of the same time in one go: without long silences, for what is known of those is not read, and of a week at most. */
const longestRun = 7 * 96;
const longestSilence = 2 * marginQuarters + 1;

function runsOf(rows: readonly ImportRow[]): readonly (readonly ImportRow[])[] {
  const runs: (readonly ImportRow[])[] = [];
  let [from, at] = [0, 0];
  let [firstQuarter, lastQuarter] = [quarterOf(rows[0]?.timeMs ?? 0), Number.NaN];
  for (const { timeMs } of rows) {
    const quarter = quarterOf(timeMs);
    if (quarter > lastQuarter + longestSilence || quarter > firstQuarter + longestRun) {
      runs.push(rows.slice(from, at));
      from = at;
      firstQuarter = quarter;
    }
    lastQuarter = quarter;
    at += 1;
  }
  return rows.length === 0 ? runs : [...runs, rows.slice(from)];
}
