import type { JournalEvent } from "../model/event.ts";
import type { Finding } from "../model/finding.ts";
import type { Labels } from "../model/labels.ts";
import type { JournalRecord } from "../model/record.ts";
import { isoTime, wireGap, wireLabels, wireRecord } from "../model/wire.ts";
import type { Topics } from "../topics.ts";
import type { Message } from "./message.ts";

export interface MessageOptions {
  readonly expirySeconds: number;
  /** Leaves our own address (`destination`) out (`privacy.mask_own_address`). */
  readonly isOwnAddressMasked: boolean;
  /** A probe is told with what was known of its source when it came. */
  readonly labels: Labels;
}

type EventRecord = Extract<JournalRecord, { kind: "event" }>;
type FindingRecord = Extract<JournalRecord, { kind: "finding" }>;

/** How many sources and ports a digest names: with them it stays far below the 16 kB that Home Assistant records of a state. */
const digestEntries = 20;

/** Protocols that have ports (IANA); ICMP has a type in their place, the others have no door at all. */
const protocolsWithPorts: ReadonlySet<string> = new Set(["tcp", "udp", "udplite", "sctp", "dccp"]);
const protocolsWithTypes: ReadonlySet<string> = new Set(["icmp", "ipv6-icmp"]);

/** What the broker is told of one row of the journal (DESIGN 4.3); nothing for admitted events and for findings that came too late. */
export function recordMessage(record: JournalRecord, topics: Topics, options: MessageOptions): Message | undefined {
  const topicsOfRouter = topics.router(record.router);
  const event = { retain: false, expirySeconds: options.expirySeconds };
  switch (record.kind) {
    case "event":
      if (record.event.class !== "probe") return undefined;
      return {
        topic: probeTopic(record.event, topics.router(record.router)),
        payload: probePayload(record, options),
        ...event,
      };
    case "finding":
      if (record.finding.isLate) return undefined;
      return { topic: topicsOfRouter.attack(record.finding.kind), payload: findingPayload(record), ...event };
    case "gap":
      return {
        topic: topicsOfRouter.gap,
        payload: JSON.stringify(wireGap(record.gap, record.router, record.id)),
        ...event,
      };
  }
}

/**
 * One event for Home Assistant about all probes of a pass; nothing where it brought none. Names the sources and the ports that
 * were met most, and carries the id of its last probe: equal payloads would be taken for one.
 */
export function digestMessage(
  router: string,
  records: readonly JournalRecord[],
  topics: Topics,
  options: MessageOptions,
): Message | undefined {
  const probes = records.filter((record) => record.kind === "event").filter((record) => record.event.class === "probe");
  const last = probes.at(-1);
  if (last === undefined) return undefined;
  const payload = {
    event_type: "probes",
    id: last.id,
    count: probes.reduce((sum, { event }) => sum + event.count, 0),
    sources: mostMet(probes, (event) => event.source),
    ports: mostMet(probes, (event) => event.port),
  };
  return {
    topic: topics.router(router).probes,
    payload: JSON.stringify(payload),
    retain: false,
    expirySeconds: options.expirySeconds,
  };
}

function probeTopic(event: JournalEvent, topics: ReturnType<Topics["router"]>): string {
  return topics.probe(event.protocol, door(event));
}

/** Where the packet knocked, as a topic level. */
function door(event: JournalEvent): number | "-" | undefined {
  if (event.protocol === undefined || protocolsWithPorts.has(event.protocol)) return event.port;
  return protocolsWithTypes.has(event.protocol) ? event.icmpType : "-";
}

function probePayload(record: EventRecord, options: MessageOptions): string {
  const { destination, ...wire } = wireRecord(record.event, record.router, record.id);
  const shown = destination === undefined || options.isOwnAddressMasked ? wire : { ...wire, destination };
  const { source, timeMs } = record.event;
  // As of the probe's own time: delivered again after a crash, it must not say more than before.
  const known = source === undefined ? {} : options.labels.at(source, timeMs);
  const labels = wireLabels(record.event, known, options.labels.service);
  return JSON.stringify({ event_type: "probe", ...shown, ...labels });
}

function findingPayload({ finding, episodeId }: FindingRecord): string {
  return JSON.stringify({
    event_type: `${finding.kind}_${finding.state}`,
    id: episodeId,
    kind: finding.kind,
    state: finding.state,
    severity: finding.severity,
    ...only("source", finding.sources),
    sources: finding.sources,
    ...only("port", finding.ports),
    ports: finding.ports,
    protocol: finding.protocol,
    count: finding.count,
    first_seen: isoTime(finding.firstSeenMs),
    last_seen: isoTime(finding.lastSeenMs),
  } satisfies Record<string, unknown> & { kind: Finding["kind"] });
}

/** The one value under a name of its own, so that an automation need not reach into a list. */
function only(key: string, values: readonly (string | number)[]): Readonly<Record<string, string | number>> {
  const [first] = values;
  return first !== undefined && values.length === 1 ? { [key]: first } : {};
}

/** The values that most probes had, most met first; of equals the first seen. */
function mostMet<Value>(probes: readonly EventRecord[], pick: (event: JournalEvent) => Value | undefined): Value[] {
  const counts = new Map<Value, number>();
  for (const { event } of probes) {
    const value = pick(event);
    if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + event.count);
  }
  return [...counts]
    .sort(([, left], [, right]) => right - left)
    .slice(0, digestEntries)
    .map(([value]) => value);
}
