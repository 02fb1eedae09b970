import { pfsenseWeb } from "../../formats/pfsense-web.ts";
import { createStampResolver } from "../../formats/stamps.ts";
import type { LineReading, LineStamp } from "../../model/format.ts";
import type { Entry, FetchedPage, ParsedPage } from "../../model/page.ts";
import type { PfsenseSettings } from "./options.ts";
import { kindOfPage, notTheLog } from "./page-kind.ts";

/**
 * The entries of the log, oldest first, at the time of the router's own clock in its zone.
 * @throws RetryableError when the answer was cut, FatalError when it is not the log
 */
export function parsePfsense(page: FetchedPage, router: PfsenseSettings): ParsedPage {
  const seen = kindOfPage(page.body);
  if (seen.kind !== "log") throw notTheLog(seen.kind, router);
  const shown = seen.rows.map(rowOf);
  const rows = isOldestFirst(shown, router.options.order) ? shown : shown.toReversed();
  const resolver = createStampResolver({ timezone: router.timezone, nowMs: page.answeredAtMs });
  return {
    entries: rows.map((row) => entryOf(row, row.reading.stamp && resolver.resolve(row.reading.stamp))),
    isKeyed: rows.every(({ reading }) => reading.stamp !== undefined),
    timeFrom: "router",
  };
}

interface Row {
  readonly text: string;
  readonly reading: LineReading;
}

function rowOf(text: string): Row {
  const reading = pfsenseWeb.read({ text, message: text });
  return { text, reading: reading ?? { kind: "reject", reason: "unknown line" } };
}

/** By the times as they are printed: over New Year, without years, more steps still go the one way than the other. */
function isOldestFirst(rows: readonly Row[], order: string): boolean {
  if (order !== "auto") return order === "oldest_first";
  const times = rows.flatMap(({ reading }) => (reading.stamp === undefined ? [] : printedMs(reading.stamp)));
  return times.slice(1).reduce((sum, time, index) => sum + Math.sign(time - (times[index] ?? time)), 0) >= 0;
}

function printedMs(stamp: LineStamp): number {
  if (stamp.kind === "yearless") return Date.UTC(2000, stamp.month - 1, stamp.day) + stamp.timeOfDayMs;
  return stamp.kind === "wall" ? stamp.wallMs : stamp.timeMs;
}

/** All that the row says but the server's time, which is another one at each reading. */
function keyOf(text: string): string {
  return text.trim().replace(/\|\|\d{9,11}\|\|$/, "");
}

function entryOf({ text, reading }: Row, timeMs: number | undefined): Entry {
  const identity = { key: keyOf(text), weight: 1 };
  if (reading.kind === "reject") return { ...identity, kind: "reject", reason: reading.reason, text };
  if (reading.kind === "note") return { ...identity, kind: "note", note: reading.note };
  return { ...identity, kind: "event", event: timeMs === undefined ? reading.event : { ...reading.event, timeMs } };
}
