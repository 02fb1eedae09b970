import type { JournalEvent } from "../model/event.ts";
import type { OptionTable, OptionValues } from "../model/options.ts";
import { type Contact, type Contacts, contactsOf, forgetBefore, isKnown, lastContactMs, meet } from "./contacts.ts";
import { createRecent, keep, type Recent, sweep } from "./recent.ts";
import type { Rule } from "./rule.ts";

/**
 * Thresholds for one home address, where 77 to 99 % of sources touch a single port; and the sequential test (threshold random walk)
 * of Jung, Paxson, Berger and Balakrishnan, IEEE Security and Privacy 2004, with their parameters.
 */
export const portScanOptions = {
  ports: { doc: "ports of one source that make a scan within the short window", default: 5, min: 2, max: 60 },
  window_minutes: { doc: "minutes of the short window", default: 15, min: 1, max: 1440 },
  ports_day: { doc: "ports of one source that make a scan within 24 hours", default: 10, min: 2, max: 60 },
  benign_success: {
    doc: "sequential test: how likely somebody with good intent is let in at first contact with a port",
    default: 0.8,
    min: 0.01,
    max: 0.99,
  },
  scanner_success: { doc: "sequential test: the same of a scanner", default: 0.2, min: 0.01, max: 0.99 },
  detection: { doc: "sequential test: share of scanners that it must find", default: 0.99, min: 0.5, max: 0.9999 },
  false_alarms: {
    doc: "sequential test: share of others that it may take for one",
    default: 0.01,
    min: 0.0001,
    max: 0.5,
  },
  test_minutes: { doc: "sequential test: how old what it goes by may be", default: 30, min: 1, max: 1440 },
  quiet_minutes: { doc: "minutes of silence that end a scan", default: 60, min: 1, max: 1440 },
} as const satisfies OptionTable;

type PortScanSettings = OptionValues<typeof portScanOptions>;
/** What each source touched first in the last day. */
type PortScanMemory = Recent<Contacts>;

const dayMs = 86_400_000;
const sourcesAtMost = 50_000;

/**
 * One source on many doors, a door being protocol and port: so many in a short time, so many in a day, or so few successes that the
 * sequential test takes it for a scanner (with nothing but refusals that is the fourth door). Doors that it was let in by count as
 * successes there. Counts doors to begin, so retransmissions do not matter, and probes afterwards. Low; medium from 10 ports, high
 * from 50.
 */
export const portScan: Rule<PortScanSettings, PortScanMemory> = {
  kind: "port_scan",
  version: 1,
  tellEveryMs: 15 * 60_000,
  quietMs: ({ quiet_minutes }) => quiet_minutes * 60_000,
  severityOf: ({ ports }) => (ports.length >= 50 ? "high" : ports.length >= 10 ? "medium" : "low"),
  begin: createRecent,
  observe(memory, { event }, settings) {
    const { source, port, protocol, count } = event;
    if (source === undefined || port === undefined || !isJudged(event, settings)) return undefined;
    const weight = event.class === "probe" ? count : 0;
    const sighting = { key: source, source, port, protocol, weight };
    const before = forgetBefore(memory.values.get(source) ?? [], event.timeMs - dayMs);
    const contacts = meet(before, event, weight);
    keep(memory, source, contacts, sourcesAtMost);
    if (isKnown(before, event) || event.class !== "probe") return sighting;
    const met = contactsOf(contacts);
    if (!isScan(met, event.timeMs, settings)) return sighting;
    // What made one scan does not make another.
    memory.values.delete(source);
    const probed = met.filter(({ isAdmitted }) => !isAdmitted);
    return {
      ...sighting,
      protocol: probed.every((contact) => contact.protocol === protocol) ? protocol : undefined,
      onset: {
        count: probed.reduce((sum, contact) => sum + contact.weight, 0),
        firstSeenMs: Math.min(...probed.map(({ timeMs }) => timeMs)),
        sources: [source],
        ports: [...new Set(probed.map((contact) => contact.port))],
      },
    };
  },
  forget: (memory, nowMs) => sweep(memory, nowMs, dayMs, lastContactMs),
};

function isJudged(event: JournalEvent, { window_minutes }: PortScanSettings): boolean {
  if (event.class !== "probe" && event.class !== "admitted") return false;
  return (event.timeUncertaintyMs ?? 0) <= window_minutes * 60_000;
}

function isScan(contacts: readonly Contact[], nowMs: number, settings: PortScanSettings): boolean {
  const refused = contacts.filter(({ isAdmitted }) => !isAdmitted);
  const within = (minutes: number) => (contact: Contact) => Math.abs(nowMs - contact.timeMs) <= minutes * 60_000;
  if (refused.filter(within(settings.window_minutes)).length >= settings.ports) return true;
  if (refused.filter(within(dayMs / 60_000)).length >= settings.ports_day) return true;
  return isScanner(contacts.filter(within(settings.test_minutes)), settings);
}

/** The walk of the sequential test: each first contact makes it likelier, or less so, that this is a scanner. */
function isScanner(contacts: readonly Contact[], settings: PortScanSettings): boolean {
  const { benign_success, scanner_success, detection, false_alarms } = settings;
  let likelihood = 1;
  for (const { isAdmitted } of contacts) {
    likelihood *= isAdmitted ? scanner_success / benign_success : (1 - scanner_success) / (1 - benign_success);
    if (likelihood >= detection / false_alarms) return true;
    // Found to be of good intent: the walk begins anew.
    if (likelihood <= (1 - detection) / (1 - false_alarms)) likelihood = 1;
  }
  return false;
}
