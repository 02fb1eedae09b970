import type { DatabaseSync } from "node:sqlite";
import { Temporal } from "temporal-polyfill";
import { type ImportRow, identityOf } from "./import-row.ts";
import { rowId } from "./schema.ts";

/**
 * Finds out whether lines without a year are journalled already under another year than they would be taken for; gives that
 * year, or undefined. A few lines tell: that as many as half of them were seen at the same moment of another year, with all their
 * fields, is no chance.
 */
export type FindOtherYear = (rows: readonly ImportRow[]) => number | undefined;

const sampleSize = 50;

export function openFindOtherYear(database: DatabaseSync, router: number, timezone: string): FindOtherYear {
  const range = [rowId(router, 0), rowId(router + 1, 0) - 1] as const;
  const selectAt = database.prepare(
    "SELECT time AS timeMs, class AS eventClass, shape, source, source_port AS sourcePort, port, count FROM event WHERE time = ? AND id BETWEEN ? AND ?",
  );
  const selectSpan = database.prepare("SELECT min(time) AS first, max(time) AS last FROM event");
  return (rows) => {
    const sample = rows.filter(({ source, port }) => source !== null && port !== null).slice(0, sampleSize);
    const span = selectSpan.get();
    const [first] = sample;
    if (first === undefined || typeof span?.["first"] !== "number") return undefined;
    const year = yearOf(first.timeMs);
    const isKnownIn = (other: number): boolean =>
      2 * sample.filter((row) => isHeld(moved(row, other - year))).length >= sample.length;
    if (isKnownIn(year)) return undefined;
    for (let other = yearOf(span["first"]); other <= yearOf(Number(span["last"])); other += 1) {
      if (other !== year && isKnownIn(other)) return other;
    }
    return undefined;
  };

  function isHeld(row: ImportRow): boolean {
    const identity = identityOf(row);
    return selectAt.all(row.timeMs, ...range).some((held) => identityOf(held as unknown as ImportRow) === identity);
  }

  function moved(row: ImportRow, years: number): ImportRow {
    const timeMs = zoned(row.timeMs).add({ years }).epochMilliseconds;
    return { ...row, timeMs };
  }

  function yearOf(timeMs: number): number {
    return zoned(timeMs).year;
  }

  function zoned(timeMs: number): Temporal.ZonedDateTime {
    return Temporal.Instant.fromEpochMilliseconds(timeMs).toZonedDateTimeISO(timezone);
  }
}
