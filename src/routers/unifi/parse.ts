import type { Entry, FetchedPage, ParsedPage } from "../../model/page.ts";
import type { UnifiOptions, UnifiSettings } from "./options.ts";
import { kindOfPage, notTheLog } from "./page-kind.ts";
import { type LogRow, logRowOf, readLogRow } from "./row.ts";

/**
 * The entries of the log, oldest first, whichever way the router gives them. Times are ms since 1970.
 * @throws RetryableError when the answer was cut, FatalError when it is not the log
 */
export function parseUnifi(page: FetchedPage, router: UnifiSettings): ParsedPage {
  const seen = kindOfPage(page.body);
  if (seen.kind !== "log") throw notTheLog(seen.kind, router);
  const rows = new Map<string, LogRow>();
  for (const value of seen.rows) {
    const row = logRowOf(value, router.options);
    // A row that came while pages were read stands on two of them.
    rows.set(row.key, row);
  }
  const shown = [...rows.values()];
  const isNewestFirst = (shown.at(0)?.timeMs ?? 0) > (shown.at(-1)?.timeMs ?? 0);
  // Rows of one ms stay in the order in which they are given, whichever way that is.
  const oldestFirst = (isNewestFirst ? shown.reverse() : shown).sort(byTime);
  return {
    entries: oldestFirst.map((row) => entryOf(row, router.options)),
    isKeyed: true,
    timeFrom: "router",
  };
}

function byTime(one: LogRow, other: LogRow): number {
  return (one.timeMs ?? 0) - (other.timeMs ?? 0);
}

function entryOf(row: LogRow, options: UnifiOptions): Entry {
  const identity = { key: row.key, weight: 1 };
  const reading = readLogRow(row, options);
  // The whole row: whoever sees it rejected sees by which names it goes.
  if (reading.kind === "reject")
    return { ...identity, kind: "reject", reason: reading.reason, text: JSON.stringify(row.value) };
  if (reading.kind === "note") return { ...identity, kind: "note", note: reading.note };
  return { ...identity, kind: "event", event: { ...reading.event, timeMs: row.timeMs } };
}
