import { fritzbox } from "../../formats/fritzbox.ts";
import { createStampResolver } from "../../formats/stamps.ts";
import type { LineReading } from "../../model/format.ts";
import type { Entry, FetchedPage, ParsedPage } from "../../model/page.ts";
import type { FritzboxSettings } from "./options.ts";
import { kindOfPage, notTheLog } from "./page-kind.ts";

/**
 * The entries of the list of events, oldest first, at the time of the box's own clock in its zone. The list tells of no packet: the
 * events are failed logins, at the port that the option names.
 * @throws RetryableError when the answer was cut, FatalError when it is not the list
 */
export function parseFritzbox(page: FetchedPage, router: FritzboxSettings): ParsedPage {
  const seen = kindOfPage(page.body);
  if (seen.kind !== "log") throw notTheLog(seen.kind, router);
  const resolver = createStampResolver({ timezone: router.timezone, nowMs: page.answeredAtMs });
  const rows = seen.lines.toReversed().map((text) => {
    const reading = readLine(text);
    return { text, reading, timeMs: reading.stamp && resolver.resolve(reading.stamp) };
  });
  return {
    entries: rows.map(({ text, reading, timeMs }) => entryOf(text, reading, timeMs, router.options.login_port)),
    // Lines of a clock that was not set yet are written in the same words at each start.
    isKeyed: rows.every(({ timeMs }) => timeMs !== undefined),
    timeFrom: "router",
  };
}

function readLine(text: string): LineReading {
  return fritzbox.read({ text, message: text }) ?? { kind: "reject", reason: "unknown line" };
}

const drawnTogether = /^\S{8,10} \S{8} (.*?) ?\[\d{1,6} \S{4,20} seit (\S{8,10} \S{8})\]\s*$/s;

/** Where the box draws equal events together it puts their number behind, and the time of the last in front: the first one's stays. */
function keyOf(text: string): string {
  const [, message, firstTime] = drawnTogether.exec(text) ?? [];
  return message === undefined ? text.trimEnd() : `${firstTime} ${message}`;
}

function entryOf(text: string, reading: LineReading, timeMs: number | undefined, loginPort: number): Entry {
  const identity = { key: keyOf(text), weight: 1 };
  if (reading.kind === "reject") return { ...identity, kind: "reject", reason: reading.reason, text };
  if (reading.kind === "note") return { ...identity, kind: "note", note: reading.note };
  const port = loginPort === 0 ? undefined : loginPort;
  return { ...identity, weight: reading.event.count, kind: "event", event: { ...reading.event, port, timeMs } };
}
