import { readEnvelope } from "../../formats/envelope.ts";
import { netfilter } from "../../formats/netfilter.ts";
import { createStampResolver, type StampResolver } from "../../formats/stamps.ts";
import { isDefaultDay, nearMs } from "../../formats/unset-clock.ts";
import type { LineReading, LogLine } from "../../model/format.ts";
import type { Entry, FetchedPage, ParsedPage } from "../../model/page.ts";
import type { AsuswrtSettings } from "./options.ts";
import { kindOfPage, notTheLog } from "./page-kind.ts";

/**
 * The entries of the log, oldest first, at the time of the router's own clock in its zone.
 * @throws RetryableError when the page was cut, FatalError when it is not the log
 */
export function parseAsuswrt(page: FetchedPage, router: AsuswrtSettings): ParsedPage {
  const seen = kindOfPage(page.body);
  if (seen.kind !== "log") throw notTheLog(seen.kind, router);
  const resolver = createStampResolver({ timezone: router.timezone, nowMs: page.answeredAtMs });
  const lines = seen.text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const rows = believed(
    lines.map((text) => rowOf(text, resolver)),
    page.answeredAtMs,
  );
  return {
    entries: rows.map(entryOf),
    // Lines of a clock that was not set yet are written in the same words at each start.
    isKeyed: rows.every(({ timeMs }) => timeMs !== undefined),
    timeFrom: "router",
  };
}

interface Row {
  readonly line: LogLine;
  readonly timeMs: number | undefined;
}

function rowOf(text: string, resolver: StampResolver): Row {
  const line = readEnvelope(text);
  return { line, timeMs: line.stamp && resolver.resolve(line.stamp) };
}

/**
 * Until it has heard from a time server the router's clock shows a day of its firmware's (5 May, on most). The lines behind give that
 * away, where the log begins with such lines: they are of months later.
 */
function believed(rows: readonly Row[], answeredAtMs: number): readonly Row[] {
  let nextMs = answeredAtMs;
  return rows
    .toReversed()
    .map((row) => {
      const { stamp } = row.line;
      const isDefault = stamp?.kind === "yearless" && isDefaultDay(stamp.month, stamp.day);
      if (row.timeMs === undefined || (isDefault && nextMs - row.timeMs > nearMs)) return { ...row, timeMs: undefined };
      nextMs = row.timeMs;
      return row;
    })
    .reverse();
}

function entryOf({ line, timeMs }: Row): Entry {
  const identity = { key: line.text, weight: 1 };
  const reading = readLine(line);
  if (reading.kind === "reject") return { ...identity, kind: "reject", reason: reading.reason, text: line.text };
  if (reading.kind === "note") return { ...identity, kind: "note", note: reading.note };
  return { ...identity, kind: "event", event: { ...reading.event, timeMs } };
}

/** Only the kernel tells of packets: what programs write holds names that computers give themselves. */
function readLine(line: LogLine): LineReading {
  if (line.program !== "kernel") return { kind: "note", note: "system" };
  return netfilter.read(line) ?? { kind: "note", note: "kernel" };
}
