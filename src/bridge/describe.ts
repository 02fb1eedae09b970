import type { Gap } from "../model/gap.ts";
import type { JournalRecord } from "../model/record.ts";
import { describeDoor, type ServiceName } from "../summary/summary.ts";

/** How many doors one line names. */
const namedGroups = 4;
const shortestReject = 120;

/** "4 new: udp/137 netbios-ns from 203.0.113.9, tcp/445 microsoft-ds from 198.51.100.20 (3 times, burst)"; undefined where a pass brought no probe. */
export function describeProbes(records: readonly JournalRecord[], service: ServiceName): string | undefined {
  const groups = new Map<string, { count: number; isBurst: boolean }>();
  const bursts = burstsOf(records);
  let total = 0;
  for (const record of records) {
    if (record.kind !== "event") continue;
    const { event } = record;
    const name = `${describeDoor(event, service)} from ${event.source ?? "an unknown address"}${event.class === "admitted" ? ", let in" : ""}`;
    const group = groups.get(name) ?? { count: 0, isBurst: false };
    group.count += event.count;
    group.isBurst ||= bursts.has(`${event.source} ${event.port}`);
    groups.set(name, group);
    total += event.count;
  }
  if (total === 0) return undefined;
  const busiest = [...groups].sort(([, a], [, b]) => b.count - a.count);
  const named = busiest.slice(0, namedGroups).map(([name, group]) => name + timesOf(group));
  const rest = busiest.slice(namedGroups).reduce((sum, [, { count }]) => sum + count, 0);
  return `${total} new: ${named.join(", ")}${rest > 0 ? `, and ${rest} more` : ""}`;
}

/** A gap in words: when, why, how much, and what helps. A router that sends its log by itself loses entries in other ways. */
export function describeGap(gap: Gap, side: "poll" | "push" = "poll"): string {
  const reason = (side === "push" ? pushReasons[gap.cause] : undefined) ?? reasons[gap.cause];
  return `gap ${describeSpan(gap.fromMs, gap.toMs)}: ${reason}; ${describeLoss(gap)}`;
}

/** By the same clock as the log's own lines, the machine's; with dates where it goes beyond midnight. */
function describeSpan(fromMs: number, toMs: number): string {
  // The Swedish way to write a moment is that of ISO 8601.
  const moment = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "medium" });
  const [from, to] = [moment.format(fromMs), moment.format(toMs)];
  const [[fromDate, fromTime], [toDate, toTime]] = [from.split(" "), to.split(" ")];
  return fromDate === toDate ? `from ${fromTime} to ${toTime}` : `from ${from} to ${to}`;
}

function describeLoss({ entries, probesEstimate }: Gap): string {
  if (entries !== undefined) return `${entries} ${entries === 1 ? "entry was" : "entries were"} not seen`;
  if (probesEstimate === 0) return "few probes, if any, were not seen";
  return `about ${probesEstimate} ${probesEstimate === 1 ? "probe was" : "probes were"} not seen`;
}

/** "3 lines were not understood, such as …". */
export function describeRejects(count: number, samples: readonly string[]): string {
  const sample = samples[0] === undefined ? "" : `, such as: ${samples[0].slice(0, shortestReject)}`;
  return `${count} ${count === 1 ? "line was" : "lines were"} not understood${sample}`;
}

const reasons: Readonly<Record<Gap["cause"], string>> = {
  overrun: "the router's log was full and forgot before we asked again (a closer schedule helps)",
  reboot: "the router restarted and its log began anew",
  cleared: "somebody cleared the router's log",
  downtime: "we were not running",
  unreadable: "the router could not be read",
};

const pushReasons: Readonly<Partial<Record<Gap["cause"], string>>> = {
  overrun: "the router sent more at once than can be kept",
  unreadable: "its lines could not be listened for",
};

function timesOf({ count, isBurst }: { readonly count: number; readonly isBurst: boolean }): string {
  const notes = [...(count > 1 ? [`${count} times`] : []), ...(isBurst ? ["burst"] : [])];
  return notes.length === 0 ? "" : ` (${notes.join(", ")})`;
}

/** Source and port of each burst that goes on. */
function burstsOf(records: readonly JournalRecord[]): ReadonlySet<string> {
  const findings = records.filter((record) => record.kind === "finding").map(({ finding }) => finding);
  const open = findings.filter(({ kind, state }) => kind === "burst" && state !== "ended");
  return new Set(open.map(({ sources, ports }) => `${sources[0]} ${ports[0]}`));
}
