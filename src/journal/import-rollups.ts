import type { DatabaseSync } from "node:sqlite";
import type { AddressColumn } from "./address.ts";
import { openBulkInsert } from "./bulk-insert.ts";
import { classNumbers } from "./event-row.ts";
import type { QuarterMeasure } from "./import-measures.ts";
import type { ImportRow } from "./import-row.ts";
import { quarterOf } from "./local-day.ts";
import { unknownPort } from "./rollups.ts";

/** Adds many rows to the rollups at once. */
export interface ImportRollups {
  /** Adds new rows, in the order of time; within the transaction that writes them. */
  add(router: number, rows: readonly ImportRow[]): void;
  /** Sets what is measured of whole quarter hours. */
  setMeasures(router: number, quarters: Iterable<number>, measures: ReadonlyMap<number, QuarterMeasure>): void;
}

const probeNumber = classNumbers.indexOf("probe");
const ports = 2 ** 17;

/**
 * @param dayOf the router's local day of a time
 * @param protocolOf the word of a shape's protocol; 0 for none
 */
export function openImportRollups(
  database: DatabaseSync,
  dayOf: (timeMs: number) => number,
  protocolOf: (shape: number) => number,
): ImportRollups {
  const added = (column: string) => `ON CONFLICT DO UPDATE SET ${column} = ${column} + excluded.${column}`;
  const doors = openBulkInsert(
    database,
    "quarter_door",
    ["router", "quarter", "protocol", "port", "probes"],
    added("probes"),
  );
  const ofClass = openBulkInsert(database, "quarter_class", ["router", "quarter", "class", "count"], added("count"));
  const sources = openBulkInsert(database, "day_source", ["router", "day", "source", "probes"], added("probes"));
  const putMeasure = database.prepare(
    "INSERT INTO quarter_measure (router, quarter, attempts, multiple, multiple_attempts) VALUES (?, ?, ?, ?, ?)",
  );
  const putRun = database.prepare(
    "INSERT INTO quarter_run (router, quarter, source, protocol, port, count, first_time, last_time) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
  );
  const dropRun = database.prepare("DELETE FROM quarter_run WHERE router = ? AND quarter = ?");
  const dropMeasure = database.prepare("DELETE FROM quarter_measure WHERE router = ? AND quarter = ?");
  return {
    add(router, rows) {
      for (const [quarter, part] of stretches(rows, (row) => quarterOf(row.timeMs))) addQuarter(router, quarter, part);
      for (const [day, part] of stretches(rows, (row) => dayOf(row.timeMs))) addDay(router, day, part);
      for (const insert of [doors, ofClass, sources]) insert.flush();
    },
    setMeasures(router, quarters, measures) {
      for (const quarter of quarters) {
        dropMeasure.run(router, quarter);
        dropRun.run(router, quarter);
        const measure = measures.get(quarter);
        if (measure !== undefined) putQuarter(router, quarter, measure);
      }
    },
  };

  function putQuarter(router: number, quarter: number, measure: QuarterMeasure): void {
    const { attempts, multiple, multipleAttempts, run } = measure;
    if (attempts + multiple + multipleAttempts > 0) {
      putMeasure.run(router, quarter, attempts, multiple, multipleAttempts);
    }
    if (run === undefined) return;
    const { shape, source, port, count, firstMs, lastMs } = run;
    putRun.run(router, quarter, source, protocolOf(shape), port, count, firstMs, lastMs);
  }

  function addQuarter(router: number, quarter: number, rows: readonly ImportRow[]): void {
    const byClass = new Map<number, number>();
    const byDoor = new Map<number, number>();
    for (const { eventClass, shape, port, count } of rows) {
      raise(byClass, eventClass, count);
      if (eventClass === probeNumber) raise(byDoor, protocolOf(shape) * ports + (port ?? unknownPort) + 1, count);
    }
    for (const [eventClass, count] of byClass) ofClass.add(router, quarter, eventClass, count);
    for (const door of inOrder(byDoor)) {
      doors.add(router, quarter, Math.floor(door / ports), (door % ports) - 1, byDoor.get(door) ?? 0);
    }
  }

  function addDay(router: number, day: number, rows: readonly ImportRow[]): void {
    const bySource = new Map<number, number>();
    const others = new Map<string, { readonly source: AddressColumn; count: number }>();
    for (const { eventClass, source, count } of rows) {
      if (eventClass !== probeNumber || source === null) continue;
      if (typeof source === "number") raise(bySource, source, count);
      else {
        const name = Buffer.from(source).toString("hex");
        const other = others.get(name) ?? { source, count: 0 };
        other.count += count;
        others.set(name, other);
      }
    }
    for (const source of inOrder(bySource)) sources.add(router, day, source, bySource.get(source) ?? 0);
    for (const { source, count } of others.values()) sources.add(router, day, source, count);
  }
}

/** Rows that follow each other and have the same key. */
function* stretches(
  rows: readonly ImportRow[],
  keyOf: (row: ImportRow) => number,
): Generator<readonly [number, readonly ImportRow[]]> {
  let [from, at] = [0, 0];
  let key = Number.NaN;
  for (const row of rows) {
    const next = keyOf(row);
    if (next !== key) {
      if (at > from) yield [key, rows.slice(from, at)];
      from = at;
      key = next;
    }
    at += 1;
  }
  if (rows.length > from) yield [key, rows.slice(from)];
}

/** A tree grows fastest in the order of its keys. */
function inOrder(counts: ReadonlyMap<number, number>): Float64Array {
  return Float64Array.from([...counts.keys()]).sort();
}

function raise(counts: Map<number, number>, key: number, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}
