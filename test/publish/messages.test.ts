import assert from "node:assert/strict";
import { test } from "node:test";
import type { JournalEvent } from "../../src/model/event.ts";
import type { Finding } from "../../src/model/finding.ts";
import type { JournalRecord } from "../../src/model/record.ts";
import { digestMessage, recordMessage } from "../../src/publish/messages.ts";
import { createTopics } from "../../src/topics.ts";
import { probe } from "../support/events.ts";
import { labelsOf } from "../support/labels.ts";

const topics = createTopics("whos-knocking");
const options = { expirySeconds: 3600, isOwnAddressMasked: false, labels: labelsOf() };
const at = Date.parse("2026-12-01T12:00:00Z");

function eventRecord(sequence: number, facts: Partial<JournalEvent> = {}): JournalRecord {
  return { kind: "event", router: "home", sequence, id: `home-ab12-${sequence}`, event: probe(at, facts) };
}

const finding: Finding = {
  kind: "burst",
  state: "started",
  severity: "medium",
  episodeKey: "203.0.113.9|445",
  sources: ["203.0.113.9"],
  ports: [445],
  protocol: "tcp",
  count: 3,
  firstSeenMs: at,
  lastSeenMs: at + 9000,
  isLate: false,
};

function findingRecord(facts: Partial<Finding> = {}): JournalRecord {
  const value = { ...finding, ...facts };
  return { kind: "finding", router: "home", sequence: 9, id: "home-ab12-9", episodeId: "home-ab12-7", finding: value };
}

test("a probe is told with all that is known, under its protocol and port", () => {
  const record = eventRecord(3, { destination: "198.51.100.1", count: 2, timeFrom: "age", timeUncertaintyMs: 500 });
  const message = recordMessage(record, topics, options);
  assert.equal(message?.topic, "whos-knocking/home/probe/tcp/445");
  assert.equal(message?.retain, false);
  assert.equal(message?.expirySeconds, 3600);
  assert.deepEqual(JSON.parse(message?.payload ?? ""), {
    event_type: "probe",
    id: "home-ab12-3",
    router: "home",
    time: "2026-12-01T12:00:00.000Z",
    time_from: "age",
    time_uncertainty_ms: 500,
    action: "drop",
    protocol: "tcp",
    source: "203.0.113.9",
    source_port: 40_000,
    destination: "198.51.100.1",
    port: 445,
    count: 2,
    format: "test",
    service: "microsoft-ds",
  });
});

test("a probe is told with what was known of its source when it came", () => {
  const known = { hostname: "dsl-9.example.net", isForwardConfirmed: false, domain: "example.net", tld: "net" };
  const { of, ...rest } = labelsOf({ "203.0.113.9": { ...known, country: "MX", asn: 64_496, network: "EXAMPLE-NET" } });
  const labels = { ...rest, of, at: (address: string, timeMs: number) => (timeMs === at ? of(address) : {}) };
  const told = (facts: Partial<JournalEvent>) =>
    Object.entries(JSON.parse(recordMessage(eventRecord(3, facts), topics, { ...options, labels })?.payload ?? ""));
  const names = [
    ["hostname", "dsl-9.example.net"],
    ["domain", "example.net"],
  ];
  const places = [
    ["country", "MX"],
    ["asn", 64_496],
    ["network", "EXAMPLE-NET"],
  ];
  assert.deepEqual(told({}).slice(-6), [["service", "microsoft-ds"], ...names, ...places]);
  assert.deepEqual(told({ port: 57 }).slice(-6), [["format", "test"], ...names, ...places]);
  assert.deepEqual(told({ source: "203.0.113.10" }).at(-1), ["service", "microsoft-ds"]);
  assert.deepEqual(told({ source: undefined, protocol: undefined }).at(-1), ["format", "test"]);
});

const doors: readonly { readonly name: string; readonly facts: Partial<JournalEvent>; readonly levels: string }[] = [
  { name: "UDP has a port", facts: { protocol: "udp", port: 137 }, levels: "udp/137" },
  { name: "port 0 is a port", facts: { protocol: "tcp", port: 0 }, levels: "tcp/0" },
  { name: "ICMP has a type", facts: { protocol: "icmp", port: undefined, icmpType: 8 }, levels: "icmp/8" },
  {
    name: "ICMP of version 6 too",
    facts: { protocol: "ipv6-icmp", port: undefined, icmpType: 128 },
    levels: "ipv6-icmp/128",
  },
  { name: "GRE has no ports", facts: { protocol: "gre", port: undefined }, levels: "gre/-" },
  { name: "a protocol without a name has none", facts: { protocol: "253", port: undefined }, levels: "253/-" },
  {
    name: "a port that the log lacks is not known",
    facts: { protocol: "tcp", port: undefined },
    levels: "tcp/unknown",
  },
  {
    name: "an ICMP type that the log lacks is not known",
    facts: { protocol: "icmp", port: undefined },
    levels: "icmp/unknown",
  },
  {
    name: "a protocol that the log lacks is not known",
    facts: { protocol: undefined, port: 23 },
    levels: "unknown/23",
  },
  { name: "neither is known", facts: { protocol: undefined, port: undefined }, levels: "unknown/unknown" },
  {
    name: "a protocol that is no keyword forges no topic",
    facts: { protocol: "tcp/#", port: undefined },
    levels: "unknown/-",
  },
];

for (const { name, facts, levels } of doors) {
  test(`the topic of a probe: ${name}`, () => {
    assert.equal(recordMessage(eventRecord(1, facts), topics, options)?.topic, `whos-knocking/home/probe/${levels}`);
  });
}

test("our own address is left out where the owner asks for it", () => {
  const record = eventRecord(1, { destination: "198.51.100.1" });
  const message = recordMessage(record, topics, { ...options, isOwnAddressMasked: true });
  assert.ok(!message?.payload.includes("198.51.100.1"));
});

test("what was let in is journalled and not told", () => {
  assert.equal(recordMessage(eventRecord(1, { class: "admitted" }), topics, options), undefined);
});

test("an attack is told under its kind, with the one source and port also by themselves", () => {
  const message = recordMessage(findingRecord(), topics, options);
  assert.equal(message?.topic, "whos-knocking/home/attack/burst");
  assert.deepEqual(JSON.parse(message?.payload ?? ""), {
    event_type: "burst_started",
    id: "home-ab12-7",
    kind: "burst",
    state: "started",
    severity: "medium",
    source: "203.0.113.9",
    sources: ["203.0.113.9"],
    port: 445,
    ports: [445],
    protocol: "tcp",
    count: 3,
    first_seen: "2026-12-01T12:00:00.000Z",
    last_seen: "2026-12-01T12:00:09.000Z",
  });
});

test("an attack from several sources on several ports has lists alone", () => {
  const record = findingRecord({
    kind: "coordinated_scan",
    state: "ended",
    sources: ["192.0.2.1", "192.0.2.2"],
    ports: [22, 23],
  });
  const payload = JSON.parse(recordMessage(record, topics, options)?.payload ?? "");
  assert.equal(payload.event_type, "coordinated_scan_ended");
  assert.ok(!("source" in payload) && !("port" in payload));
});

test("an attack that was found too late is kept and not told", () => {
  assert.equal(recordMessage(findingRecord({ isLate: true }), topics, options), undefined);
});

test("a gap is told with what is known of it", () => {
  const gap = {
    fromMs: at,
    toMs: at + 60_000,
    probesEstimate: 4,
    isExact: false,
    cause: "overrun",
    isFilled: false,
  } as const;
  const message = recordMessage({ kind: "gap", router: "home", sequence: 5, id: "home-ab12-5", gap }, topics, options);
  assert.equal(message?.topic, "whos-knocking/home/gap");
  assert.deepEqual(JSON.parse(message?.payload ?? ""), {
    id: "home-ab12-5",
    router: "home",
    from: "2026-12-01T12:00:00.000Z",
    to: "2026-12-01T12:01:00.000Z",
    probes_estimate: 4,
    exact: false,
    cause: "overrun",
    filled: false,
  });
});

test("the digest of a pass counts weights and names what was met most", () => {
  const records = [
    eventRecord(1, { source: "192.0.2.1", port: 23 }),
    eventRecord(2, { source: "192.0.2.2", port: 445, count: 3 }),
    eventRecord(3, { source: "192.0.2.9", class: "admitted" }),
    findingRecord(),
  ];
  const message = digestMessage("home", records, topics, options);
  assert.equal(message?.topic, "whos-knocking/home/probes");
  assert.deepEqual(JSON.parse(message?.payload ?? ""), {
    event_type: "probes",
    id: "home-ab12-2",
    count: 4,
    sources: ["192.0.2.2", "192.0.2.1"],
    ports: [445, 23],
  });
});

test("the digest stays small however much a pass brought", () => {
  const records = Array.from({ length: 5000 }, (_, n) =>
    eventRecord(n, { source: `2001:db8::${n.toString(16)}`, port: n }),
  );
  const message = digestMessage("home", records, topics, options);
  assert.ok((message?.payload.length ?? Infinity) < 2000);
});

test("a pass without a probe has no digest", () => {
  assert.equal(digestMessage("home", [findingRecord()], topics, options), undefined);
});
