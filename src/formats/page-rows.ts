import type { Format } from "../model/format.ts";
import type { Entry, ParsedPage } from "../model/page.ts";
import { createLineReader, type ReadLine } from "./reader.ts";
import { createStampResolver } from "./stamps.ts";

export interface PageRowsOptions {
  readonly format: Format;
  /** IANA zone of the router's clock. */
  readonly timezone: string;
  /** Our own clock at the answer, UTC ms. */
  readonly answeredAtMs: number;
  /** `auto` looks at the rows' times, and takes the usual order where they tell nothing. */
  readonly order: string;
  readonly usualOrder: "newest_first" | "oldest_first";
}

/**
 * The rows of a log page as entries, oldest first, at the times that they tell. A row's key is its text: with its time it is met
 * again only on the very same row. Any text is an entry; blank rows are none.
 * @throws RangeError when the zone is not known
 */
export function readPageRows(rows: readonly string[], options: PageRowsOptions): ParsedPage {
  const isReversed = isNewestFirst(rows, options);
  const read = readRows(isReversed ? rows.toReversed() : rows, options);
  return {
    entries: read.map(entryOf),
    // A row that nobody understands may have a date that nobody sees.
    isKeyed: read.every(({ timeMs, reading }) => timeMs !== undefined || reading.kind === "reject"),
    timeFrom: "router",
  };
}

function isNewestFirst(rows: readonly string[], options: PageRowsOptions): boolean {
  if (options.order !== "auto") return options.order === "newest_first";
  const times = readRows(rows, options).flatMap(({ timeMs }) => timeMs ?? []);
  const steps = times.slice(1).reduce((sum, timeMs, index) => sum + Math.sign(timeMs - (times[index] ?? timeMs)), 0);
  return steps === 0 ? options.usualOrder === "newest_first" : steps < 0;
}

function readRows(rows: readonly string[], { format, timezone, answeredAtMs }: PageRowsOptions): readonly ReadLine[] {
  const resolver = createStampResolver({ timezone, nowMs: answeredAtMs });
  const reader = createLineReader({ format, resolver });
  return rows.flatMap((row) => reader.read(row) ?? []);
}

function entryOf({ reading, text: row }: ReadLine): Entry {
  const key = row.trim();
  switch (reading.kind) {
    case "event":
      return { kind: "event", key, weight: reading.event.count, event: reading.event };
    case "note":
      return { kind: "note", key, weight: 1, note: reading.note };
    case "reject":
      return { kind: "reject", key, weight: 1, reason: reading.reason, text: key };
  }
}
