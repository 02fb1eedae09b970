import { classify, hostList } from "../../src/classify.ts";
import { loadCountries } from "../../src/enrich/countries.ts";
import { openJournal } from "../../src/journal/open.ts";
import type { JournalEvent, LogEvent, TcpFlag } from "../../src/model/event.ts";
import type { JournalWriter } from "../../src/model/journal.ts";
import type { LabelAnswer } from "../../src/model/labels.ts";
import { createRandom } from "../../src/routers/simulator/random.ts";
import { filledToMs, routerName, timezone } from "./filled-journal.ts";
import { householdTraffic, type Packet } from "./generated-traffic.ts";

const dayMs = 86_400_000;
/** Events a pass: as many as make the filling quick. */
const batch = 5000;
const context = { knownHosts: hostList([]), countUnknown: true };

/**
 * Fills the journal of a folder with what knocks at an address and a half of today in so many days before `filledToMs`, more than
 * 10,000 probes a day, and gives every source its labels. Gives the number of probes.
 */
export function fillHousehold(folder: string, days: number): number {
  const journal = openJournal(folder);
  let probes = 0;
  let events: JournalEvent[] = [];
  for (const event of bothLines(filledToMs - days * dayMs)) {
    if (event.class === "probe") probes += 1;
    events.push(event);
    if (events.length < batch) continue;
    commit(journal, events);
    events = [];
  }
  commit(journal, events);
  label(journal);
  journal.close();
  return probes;
}

/** Some more probes, as a pass brings them. */
export function addPass(journal: JournalWriter, timeMs: number): void {
  const probe: LogEvent = { action: "drop", direction: "in", protocol: "tcp", port: 23, count: 1, format: "netfilter" };
  const knocks = Array.from({ length: 5 }, (_, index): JournalEvent => {
    return { ...probe, class: "probe", timeFrom: "router", timeMs: timeMs + index, source: `198.51.100.${index}` };
  });
  commit(journal, knocks);
}

function* bothLines(fromMs: number): Generator<JournalEvent> {
  const [one, other] = [1, 2].map((seed) => householdTraffic(createRandom(seed), fromMs));
  if (one === undefined || other === undefined) return;
  let [head, next] = [one.next().value, other.next().value];
  while (Math.min(head.timeMs, next.timeMs) < filledToMs) {
    const isFirst = head.timeMs <= next.timeMs;
    const packet = isFirst ? head : next;
    if (isFirst) head = one.next().value;
    else next = other.next().value;
    const event = eventOf(packet);
    const eventClass = isFirst || isOfHalf(packet) ? classify(event, context) : undefined;
    if (eventClass !== undefined) yield { ...event, class: eventClass, timeFrom: "router", timeMs: packet.timeMs };
  }
}

/** Half of the sources. */
function isOfHalf({ source }: Packet): boolean {
  return source.charCodeAt(source.length - 1) % 2 === 0;
}

const protocols: Readonly<Record<Packet["protocol"], string>> = {
  ...{ TCP: "tcp", UDP: "udp", ICMP: "icmp", ICMPv6: "ipv6-icmp", "2": "igmp" },
};

function eventOf(packet: Packet): LogEvent {
  const { source, destination, sourcePort, port, icmpType, flags } = packet;
  const hasPorts = packet.protocol === "TCP" || packet.protocol === "UDP";
  const tcpFlags = flags === "" ? undefined : flags.toLowerCase().split(" ").filter(isFlag);
  const facts = hasPorts ? { sourcePort, port, tcpFlags } : { icmpType };
  const protocol = protocols[packet.protocol];
  return { action: "drop", direction: "in", count: 1, format: "netfilter", protocol, source, destination, ...facts };
}

function isFlag(text: string): text is TcpFlag {
  return ["syn", "ack", "fin", "rst", "psh"].includes(text);
}

function commit(journal: JournalWriter, events: readonly JournalEvent[]): void {
  const scrapedAtMs = events.at(-1)?.timeMs ?? filledToMs;
  journal.commit({
    ...{ router: routerName, timezone, scrapedAtMs, notes: {}, rejects: {}, isAmbiguous: false, checkpoints: {} },
    items: events.map((event) => ({ kind: "event", event })),
    page: { keys: [], lastWeight: 0, pageLength: 0, longestPage: 200, scrapedAtMs },
  });
}

/** Countries as they are, and names and networks out of the address: half of the sources have a name. */
function label({ labels }: JournalWriter): void {
  const findCountry = loadCountries();
  const known = { foundMs: filledToMs, dueMs: filledToMs } as const;
  const look = (address: string): readonly LabelAnswer[] => {
    const place = [...address].reduce((sum, character) => (31 * sum + character.charCodeAt(0)) % 65_521, 7);
    const domain = `provider-${place % 4000}.example`;
    const name = place % 2 === 0 ? {} : { hostname: `host-${place}.${domain}`, domain, tld: "example" };
    return [
      { address, kind: "country", labels: { country: findCountry(address) }, ...known },
      { address, kind: "name", labels: name, ...known },
      {
        address,
        kind: "network",
        labels: { asn: 64_496 + (place % 3000), network: `Network ${place % 3000}` },
        ...known,
      },
    ];
  };
  while (labels.takeIn(5000, look));
}
