import { opnsenseJson } from "../../formats/opnsense-json.ts";
import { createStampResolver } from "../../formats/stamps.ts";
import type { LineReading } from "../../model/format.ts";
import type { Entry, FetchedPage, ParsedPage } from "../../model/page.ts";
import type { OpnsenseSettings } from "./options.ts";
import { type ApiRow, kindOfPage, notTheLog } from "./page-kind.ts";

/**
 * The entries of the log, oldest first. Times without their zone are of the router's.
 * @throws RetryableError when the answer was cut, FatalError when it is not the log
 */
export function parseOpnsense(page: FetchedPage, router: OpnsenseSettings): ParsedPage {
  const seen = kindOfPage(page.body);
  if (seen.kind !== "log") throw notTheLog(seen.kind, router);
  const resolver = createStampResolver({ timezone: router.timezone, nowMs: page.answeredAtMs });
  return {
    entries: seen.rows.toReversed().map((row) => {
      const reading = readRow(row);
      return entryOf(row, reading, reading.stamp && resolver.resolve(reading.stamp));
    }),
    isKeyed: seen.rows.every(({ digest }) => digest !== undefined),
    timeFrom: "router",
  };
}

function readRow({ text }: ApiRow): LineReading {
  return opnsenseJson.read({ text, message: text }) ?? { kind: "reject", reason: "unknown line" };
}

function entryOf({ digest, text }: ApiRow, reading: LineReading, timeMs: number | undefined): Entry {
  const identity = { key: digest ?? text, weight: 1 };
  if (reading.kind === "reject") return { ...identity, kind: "reject", reason: reading.reason, text };
  if (reading.kind === "note") return { ...identity, kind: "note", note: reading.note };
  return { ...identity, kind: "event", event: timeMs === undefined ? reading.event : { ...reading.event, timeMs } };
}
