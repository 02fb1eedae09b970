import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { CountReader, SourceKey } from "../model/counts.ts";
import type { EventClass } from "../model/event.ts";
import { decodeAddress, sourceKey } from "./address.ts";
import { classNumbers } from "./event-row.ts";
import { openKnowledge } from "./knowledge.ts";
import { quarterMs } from "./local-day.ts";
import { openMeasureReader } from "./measure-reader.ts";
import { splitPeriod } from "./period.ts";
import { unknownPort, unknownProtocol } from "./rollups.ts";
import { rowId } from "./schema.ts";
import type { Shapes } from "./shapes.ts";
import type { Words } from "./words.ts";

/** Single rows of a class of a router in a time; the index by time is far the shorter way. */
const singleRows = "FROM event INDEXED BY event_time WHERE time >= ? AND time < ? AND id BETWEEN ? AND ? AND class = ?";
const singleProbes = singleRows.replace(/\?$/, "0");

/** Classes that are kept row by row; of the others only counts are. */
const singleClasses = ["probe", "admitted"] as const;
const singleNumbers = singleClasses.map((name) => classNumbers.indexOf(name)).join(", ");

/** Counts of any period: whole quarter hours and days from the rollups, what is cut off from single probes. */
export function openCounts(database: DatabaseSync, words: Words, shapes: Shapes): CountReader {
  const list = (sql: string): StatementSync => {
    const statement = database.prepare(sql);
    statement.setReturnArrays(true);
    return statement;
  };
  const selectRouter = database.prepare("SELECT number, timezone FROM router WHERE name = ?");
  const selectKept = database.prepare("SELECT value FROM meta WHERE key = 'kept_since'");
  const selectQuarters = list(
    "SELECT quarter * 900000, count FROM quarter_class WHERE router = ? AND quarter >= ? AND quarter < ? AND class = ?",
  );
  const selectSingle = list(`SELECT sum(count) ${singleRows}`);
  const selectMinutes = list(`SELECT time / 60000 * 60000 AS minute, sum(count) ${singleRows} GROUP BY minute`);
  const selectClasses = list(
    `SELECT class, sum(count) FROM quarter_class WHERE router = ? AND quarter >= ? AND quarter < ? AND class NOT IN (${singleNumbers}) GROUP BY class`,
  );
  const selectDoors = list(
    "SELECT protocol, port, sum(probes) FROM quarter_door WHERE router = ? AND quarter >= ? AND quarter < ? GROUP BY protocol, port",
  );
  const selectSingleDoors = list(
    `SELECT protocol, port, sum(count) FROM (SELECT shape, event.port AS port, count ${singleProbes}) AS single ` +
      "JOIN shape ON shape.number = single.shape GROUP BY protocol, port",
  );
  const selectSources = list(`SELECT source, sum(count) ${singleProbes} AND source IS NOT NULL GROUP BY source`);
  const selectDay = list("SELECT source, probes, 1 FROM day_source WHERE router = ? AND day = ?");
  const selectDays = list(
    "SELECT source, sum(probes), count(*) FROM day_source WHERE router = ? AND day BETWEEN ? AND ? GROUP BY source",
  );

  const numberOf = (router: string): number => Number(selectRouter.get(router)?.["number"] ?? 0);
  const keptSinceMs = (): number => Number(selectKept.get()?.["value"] ?? 0);
  const rangeOf = (number: number): readonly [number, number] => [rowId(number, 0), rowId(number + 1, 0) - 1];
  const knowledge = openKnowledge(database);
  const measures = openMeasureReader(database, words, shapes);

  return {
    known: (router) => knowledge(numberOf(router)),
    timezone(router) {
      const timezone = selectRouter.get(router)?.["timezone"];
      return typeof timezone === "string" ? timezone : undefined;
    },
    keptSinceMs,
    quarters: (router, fromMs, toMs, eventClass = "probe") =>
      quarters(numberOf(router), fromMs, toMs, classNumbers.indexOf(eventClass)),
    *minutes(router, fromMs, toMs, eventClass = "probe") {
      const place = [...rangeOf(numberOf(router)), classNumbers.indexOf(eventClass)];
      for (const row of rows(selectMinutes, fromMs, toMs, ...place)) yield [Number(row[0]), Number(row[1])];
    },
    classes(router, fromMs, toMs) {
      const number = numberOf(router);
      const counts: Partial<Record<EventClass, number>> = {};
      for (const name of singleClasses) {
        for (const [, count] of quarters(number, fromMs, toMs, classNumbers.indexOf(name)))
          counts[name] = (counts[name] ?? 0) + count;
      }
      const touched = [Math.floor(fromMs / quarterMs), Math.ceil(toMs / quarterMs)] as const;
      for (const row of rows(selectClasses, number, ...touched)) {
        const name = classNumbers[Number(row[0])];
        if (name !== undefined) counts[name] = Number(row[1]);
      }
      return counts;
    },
    measures: (router, fromMs, toMs) => measures(numberOf(router), splitPeriod(fromMs, toMs, keptSinceMs())),
    *doors(router, fromMs, toMs) {
      const number = numberOf(router);
      const { before, first, end, after } = splitPeriod(fromMs, toMs, keptSinceMs());
      for (const row of rows(selectDoors, number, first, end)) yield door(row);
      for (const part of [before, after]) {
        if (part !== undefined) for (const row of rows(selectSingleDoors, ...part, ...rangeOf(number))) yield door(row);
      }
    },
    *sources(router, fromMs, toMs) {
      for (const row of rows(selectSources, fromMs, toMs, ...rangeOf(numberOf(router)))) yield source(row);
    },
    *sourcesOfDays(router, first, last) {
      const number = numberOf(router);
      const found = first === last ? rows(selectDay, number, first) : rows(selectDays, number, first, last);
      for (const row of found) yield [...source(row), Number(row[2])];
    },
    addressOf: (key) => decodeAddress(key) ?? "",
  };

  function* quarters(
    number: number,
    fromMs: number,
    toMs: number,
    eventClass: number,
  ): Iterable<readonly [number, number]> {
    const { before, first, end, after } = splitPeriod(fromMs, toMs, keptSinceMs());
    if (before !== undefined) yield* cut(number, ...before, eventClass);
    for (const row of rows(selectQuarters, number, first, end, eventClass)) yield [Number(row[0]), Number(row[1])];
    if (after !== undefined) yield* cut(number, ...after, eventClass);
  }

  function* cut(number: number, fromMs: number, toMs: number, eventClass: number): Iterable<readonly [number, number]> {
    const [row] = rows(selectSingle, fromMs, toMs, ...rangeOf(number), eventClass);
    const count = Number(row?.[0] ?? 0);
    if (count > 0) yield [Math.floor(fromMs / quarterMs) * quarterMs, count];
  }

  function door(row: ArrayRow): readonly [string | undefined, number | undefined, number] {
    const port = typeof row[1] === "number" && row[1] !== unknownPort ? row[1] : undefined;
    return [row[0] === unknownProtocol ? undefined : words.textOf(row[0]), port, Number(row[2])];
  }
}

/** A row as its values, in the order of the query. */
type ArrayRow = readonly unknown[];

/** All rows at once: a statement of the writer must not be open while it writes. */
function rows(statement: StatementSync, ...values: readonly number[]): readonly ArrayRow[] {
  // The types of node:sqlite do not follow `setReturnArrays`.
  return statement.all(...values) as unknown as readonly ArrayRow[];
}

function source(row: ArrayRow): readonly [SourceKey, number] {
  return [sourceKey(row[0]), Number(row[1])];
}
