import type { Format } from "../model/format.ts";
import type { Entry, ParsedPage } from "../model/page.ts";
import { createLineReader, type ReadLine, withTime } from "./reader.ts";
import { createStampResolver } from "./stamps.ts";

export interface PageRowsOptions {
  readonly format: Format | "auto";
  /** IANA zone of the router's clock. */
  readonly timezone: string;
  /** Our own clock at the answer, UTC ms. */
  readonly answeredAtMs: number;
  /** `auto` looks at the rows' times, and takes the usual order where they tell nothing. */
  readonly order: string;
  readonly usualOrder: "newest_first" | "oldest_first";
  /** What tells a row from its neighbours where that is not its text; undefined for a row of which it is. */
  readonly identify?: (row: string) => RowIdentity | undefined;
  /** Where the times come from; from the router's clock where nothing is said. */
  readonly timeFrom?: ParsedPage["timeFrom"];
}

export interface RowIdentity {
  readonly key: string;
  /** Whether the key is never given twice; else a row with a time is met again only on the very same row. */
  readonly isUnique: boolean;
}

/**
 * The rows of a log page as entries, oldest first, at the times that they tell. A row's key is its text: with its time it is met
 * again only on the very same row. Any text is an entry; blank rows are none.
 * @throws RangeError when the zone is not known
 */
export function readPageRows(rows: readonly string[], options: PageRowsOptions): ParsedPage {
  const read = readRows(isNewestFirst(rows, options) ? rows.toReversed() : rows, options.format);
  const times = timesOf(read.toReversed(), options).reverse();
  const identities = read.map(({ text }) => options.identify?.(text));
  return {
    entries: read.map((row, at) => entryOf(row, times[at], identities[at]?.key)),
    // A row that nobody understands may have a date that nobody sees.
    isKeyed: read.every(
      ({ reading }, at) => identities[at]?.isUnique ?? (times[at] !== undefined || reading.kind === "reject"),
    ),
    timeFrom: options.timeFrom ?? "router",
  };
}

function isNewestFirst(rows: readonly string[], options: PageRowsOptions): boolean {
  if (options.order !== "auto") return options.order === "newest_first";
  // By the clock on the wall: which hour of the two is meant depends on the order.
  const walls = timesOf(readRows(rows, options.format), { ...options, timezone: "UTC" });
  const times = walls.flatMap((timeMs) => timeMs ?? []);
  const steps = times.slice(1).reduce((sum, timeMs, at) => sum + Math.sign(timeMs - (times[at] ?? timeMs)), 0);
  return steps === 0 ? options.usualOrder === "newest_first" : steps < 0;
}

/** Without times, which only their order among all rows tells. */
function readRows(rows: readonly string[], format: Format | "auto"): readonly ReadLine[] {
  const reader = createLineReader({ format });
  return rows.flatMap((row) => reader.read(row) ?? []);
}

/** The times of rows that come newest first. */
function timesOf(newestFirst: readonly ReadLine[], options: PageRowsOptions): (number | undefined)[] {
  const { timezone, answeredAtMs: nowMs } = options;
  const resolver = createStampResolver({ timezone, nowMs, isFromNow: true });
  return newestFirst.map(({ stamp }) => (stamp === undefined ? undefined : resolver.resolve(stamp)));
}

function entryOf({ reading: timeless, text }: ReadLine, timeMs: number | undefined, ownKey: string | undefined): Entry {
  const row = text.trim();
  const key = ownKey ?? row;
  const reading = withTime(timeless, timeMs);
  switch (reading.kind) {
    case "event":
      return { kind: "event", key, weight: reading.event.count, event: reading.event };
    case "note":
      return { kind: "note", key, weight: 1, note: reading.note };
    case "reject":
      return { kind: "reject", key, weight: 1, reason: reading.reason, text: row };
  }
}
