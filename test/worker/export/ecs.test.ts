import assert from "node:assert/strict";
import { isIP } from "node:net";
import { describe, type TestContext, test } from "node:test";
import fc from "fast-check";
import type { JournalEvent } from "../../../src/model/event.ts";
import { ecs } from "../../../src/worker/export/ecs.ts";
import { eventItems, probe } from "../../support/events.ts";
import { journalWith, linesOf } from "../../support/exports.ts";
import { labelsOf } from "../../support/labels.ts";
import { ecsFields, ecsValues } from "./ecs-fields.ts";

const noon = Date.parse("2026-12-01T12:00:00Z");
const format = ecs(new Map([["home", "SMC"]]));
const known = {
  hostname: "a.example.co.uk",
  domain: "example.co.uk",
  tld: "uk",
  country: "GB",
  asn: 64_500,
  network: "EXAMPLE",
};
const labels = labelsOf({ "203.0.113.9": known });

type Document = Readonly<Record<string, unknown>>;
type Request = NonNullable<Parameters<typeof linesOf>[2]>;

function documentOf(t: TestContext, facts: Partial<JournalEvent>, request: Request = {}): Document {
  const journal = journalWith(t, { home: eventItems([probe(noon, facts)]) });
  return JSON.parse(linesOf(journal, format, { isAdmittedWanted: true, ...request })[0] ?? "{}");
}

/** The document's values by dotted name. */
function fieldsOf(value: unknown, name = ""): readonly (readonly [string, unknown])[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [[name, value]];
  return Object.entries(value).flatMap(([key, inner]) => fieldsOf(inner, name === "" ? key : `${name}.${key}`));
}

test("a probe with all that may be known of it becomes this document", (t) => {
  const facts: Partial<JournalEvent> = {
    destination: "198.51.100.1",
    tcpFlags: ["syn"],
    count: 3,
    interface: "eth0",
    rule: "WAN in\n",
    timeFrom: "age",
    timeUncertaintyMs: 500,
  };
  const document = documentOf(t, facts, { labels });
  const id = Object(document["event"]).id;
  assert.match(id, /^home-[a-z0-9]{4}-1$/);
  assert.deepEqual(document, {
    "@timestamp": "2026-12-01T12:00:00.000Z",
    ecs: { version: "9.5.0" },
    event: {
      kind: "event",
      category: ["network"],
      type: ["connection", "denied"],
      action: "drop",
      outcome: "failure",
      module: "whos_knocking",
      dataset: "whos_knocking.log",
      id,
      sequence: 1,
    },
    source: {
      address: "203.0.113.9",
      ip: "203.0.113.9",
      port: 40_000,
      domain: "a.example.co.uk",
      registered_domain: "example.co.uk",
      as: { number: 64_500, organization: { name: "EXAMPLE" } },
      geo: { country_iso_code: "GB" },
    },
    destination: { address: "198.51.100.1", ip: "198.51.100.1", port: 445 },
    network: {
      direction: "inbound",
      type: "ipv4",
      transport: "tcp",
      iana_number: "6",
      application: "microsoft-ds",
      packets: 3,
    },
    observer: {
      name: "home",
      type: "firewall",
      vendor: "SMC",
      ingress: { interface: { name: "eth0" } },
    },
    rule: { name: "WAN in\n" },
    related: { ip: ["203.0.113.9", "198.51.100.1"], hosts: ["a.example.co.uk"] },
    tags: ["probe"],
    whos_knocking: { format: "test", time_from: "age", time_uncertainty_ms: 500, tcp_flags: ["syn"] },
  });
});

test("of a probe of which the log tells nothing only the time is told", (t) => {
  const journal = journalWith(t, {
    edge: eventItems([
      probe(noon, {
        source: undefined,
        sourcePort: undefined,
        port: undefined,
        protocol: undefined,
        action: "unknown",
      }),
    ]),
  });
  const document: Document = JSON.parse(linesOf(journal, format)[0] ?? "{}");
  const { id, ...event } = Object(document["event"]);
  assert.deepEqual(
    { ...document, event },
    {
      "@timestamp": "2026-12-01T12:00:00.000Z",
      ecs: { version: "9.5.0" },
      event: {
        kind: "event",
        category: ["network"],
        type: ["info"],
        outcome: "unknown",
        module: "whos_knocking",
        dataset: "whos_knocking.log",
        sequence: 1,
      },
      network: { direction: "inbound", packets: 1 },
      observer: { name: "edge", type: "firewall" },
      tags: ["probe"],
      whos_knocking: { format: "test", time_from: "router" },
    },
  );
  assert.match(id, /^edge-/);
});

const cases: readonly {
  readonly what: string;
  readonly facts: Partial<JournalEvent>;
  readonly request?: Request;
  readonly fields: Readonly<Record<string, unknown>>;
}[] = [
  {
    what: "what was let in was allowed",
    facts: { class: "admitted", action: "accept" },
    fields: { "event.type": ["allowed"], "event.action": "accept", "event.outcome": "success", tags: ["admitted"] },
  },
  {
    what: "what was refused was denied",
    facts: { action: "reject" },
    fields: { "event.type": ["denied"], "event.action": "reject", "event.outcome": "failure" },
  },
  {
    what: "what the log does not judge has no action, and an unknown outcome",
    facts: { action: "unknown", destination: "198.51.100.1" },
    fields: { "event.type": ["connection"], "event.action": undefined, "event.outcome": "unknown" },
  },
  {
    what: "without the target's address it is no connection",
    facts: {},
    fields: { "event.type": ["denied"], "destination.port": 445, "destination.ip": undefined },
  },
  {
    what: "our own address is left out everywhere where its owner asks for it",
    facts: { destination: "198.51.100.1" },
    request: { isOwnAddressMasked: true },
    fields: {
      "event.type": ["denied"],
      "destination.address": undefined,
      "destination.ip": undefined,
      "related.ip": ["203.0.113.9"],
    },
  },
  {
    what: "IPv6 is named, and ICMP has its type and code among our own fields",
    facts: {
      source: "2001:db8::9",
      protocol: "ipv6-icmp",
      port: undefined,
      sourcePort: undefined,
      icmpType: 128,
      icmpCode: 0,
    },
    fields: {
      "source.ip": "2001:db8::9",
      "network.type": "ipv6",
      "network.transport": "ipv6-icmp",
      "network.iana_number": "58",
      "whos_knocking.icmp_type": 128,
      "whos_knocking.icmp_code": 0,
    },
  },
  {
    what: "a protocol without a keyword has its number alone",
    facts: { protocol: "253" },
    fields: { "network.transport": undefined, "network.iana_number": "253" },
  },
  {
    what: "a protocol of another name has no number",
    facts: { protocol: "carrier-pigeon" },
    fields: { "network.transport": "carrier-pigeon", "network.iana_number": undefined },
  },
  {
    what: "a source that is no address is not given as one",
    facts: { source: "gateway.example" },
    fields: {
      "source.address": "gateway.example",
      "source.ip": undefined,
      "related.ip": undefined,
      "network.type": undefined,
    },
  },
];

describe("in a document", () => {
  for (const { what, facts, request, fields } of cases) {
    test(what, (t) => {
      const found = Object.fromEntries(fieldsOf(documentOf(t, facts, request)));
      assert.deepEqual(Object.fromEntries(Object.keys(fields).map((name) => [name, found[name]])), fields);
    });
  }
});

const facts: fc.Arbitrary<Partial<JournalEvent>> = fc.record(
  {
    class: fc.constantFrom("probe", "admitted"),
    action: fc.constantFrom("drop", "reject", "accept", "unknown"),
    timeFrom: fc.constantFrom("router", "age", "scrape"),
    timeUncertaintyMs: fc.nat(),
    protocol: fc.oneof(fc.constantFrom("tcp", "udp", "icmp", "ipv6-icmp", "gre", "253"), fc.string({ unit: "binary" })),
    source: fc.oneof(fc.ipV4(), fc.ipV6(), fc.string({ unit: "binary" })),
    destination: fc.oneof(fc.ipV4(), fc.ipV6()),
    sourcePort: fc.nat(65_535),
    port: fc.nat(65_535),
    icmpType: fc.nat(255),
    icmpCode: fc.nat(255),
    tcpFlags: fc.subarray(["syn", "ack", "fin", "rst", "psh", "urg", "ece", "cwr"] as const),
    count: fc.integer({ min: 1, max: 1000 }),
    interface: fc.string({ unit: "binary" }),
    rule: fc.string({ unit: "binary" }),
  },
  { requiredKeys: [] },
);

test("every field is one that ECS documents, or our own, and holds what ECS lets it hold", (t) => {
  fc.assert(
    fc.property(fc.array(facts, { maxLength: 50, size: "max" }), (events) => {
      const journal = journalWith(t, { home: eventItems(events.map((each) => probe(noon, each))) });
      const lines = linesOf(journal, format, { isAdmittedWanted: true, labels });
      assert.equal(lines.length, events.length);
      for (const line of lines) {
        assert.ok(!line.includes("\n"));
        const wrong = fieldsOf(JSON.parse(line)).filter(([name, value]) => !isSound(name, value));
        assert.deepEqual(wrong, []);
      }
    }),
    { numRuns: 20 },
  );
});

function isSound(name: string, value: unknown): boolean {
  if (name.startsWith("whos_knocking.")) return true;
  const type = ecsFields[name];
  const allowed = ecsValues[name];
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (type === undefined || Array.isArray(value) !== type.endsWith("[]") || values.length === 0) return false;
  if (allowed !== undefined && !values.every((each) => allowed.includes(String(each)))) return false;
  return values.every((each) => isOfType(type, each));
}

function isOfType(type: string, value: unknown): boolean {
  if (type.startsWith("long")) return Number.isSafeInteger(value);
  if (typeof value !== "string") return false;
  if (type.startsWith("ip")) return isIP(value) !== 0;
  return type !== "date" || new Date(value).toISOString() === value;
}
