import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { JournalEvent } from "../../../src/model/event.ts";
import { publicAddress } from "../../../src/routers/simulator/address.ts";
import { createRandom } from "../../../src/routers/simulator/random.ts";
import { dshield } from "../../../src/worker/export/dshield.ts";
import { eventItems, probe } from "../../support/events.ts";
import { journalWith, linesOf } from "../../support/exports.ts";

const noon = Date.parse("2026-12-01T12:00:00Z");
const dayMs = 86_400_000;
/** DShield wants addresses of strangers; none of them is written down here. */
const stranger = publicAddress(createRandom(1));
/** What DShield's own client framework (2013) takes for a line, with its alternatives in brackets. */
const wellFormed =
  /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2} [+-]\d{2}:?\d{2}\t\d+\t\d+\t[0-9.]{7,15}\t(\d+|\?\?\?)\t[0-9.]{7,15}\t(\d+|\?\?\?)\t[0-9TCPIMPUD?]{1,4}\t?[12UPFSAR]{0,8}$/;

const taken: readonly { readonly what: string; readonly facts: Partial<JournalEvent>; readonly line: string }[] = [
  {
    what: "a TCP probe with its flags",
    facts: { tcpFlags: ["syn", "cwr", "ece"], destination: "198.51.100.1" },
    line: "2026-12-01 12:00:00 +00:00|1234|1|STRANGER|40000|10.0.0.1|445|TCP|12S",
  },
  {
    what: "a UDP probe, without flags",
    facts: { protocol: "udp", sourcePort: 0, port: 137 },
    line: "2026-12-01 12:00:00 +00:00|1234|1|STRANGER|0|10.0.0.1|137|UDP|",
  },
  {
    what: "a scan by flags that no connection has",
    facts: { tcpFlags: ["fin", "psh", "urg"] },
    line: "2026-12-01 12:00:00 +00:00|1234|1|STRANGER|40000|10.0.0.1|445|TCP|UPF",
  },
  {
    what: "a repeated line, as weight",
    facts: { count: 12 },
    line: "2026-12-01 12:00:00 +00:00|1234|12|STRANGER|40000|10.0.0.1|445|TCP|",
  },
  {
    what: "what the log does not tell, as question marks",
    facts: { protocol: undefined, sourcePort: undefined, port: undefined },
    line: "2026-12-01 12:00:00 +00:00|1234|1|STRANGER|???|10.0.0.1|???|???|",
  },
  {
    what: "a time that is certain to the day",
    facts: { timeMs: noon + 999, timeFrom: "scrape", timeUncertaintyMs: dayMs },
    line: "2026-12-01 12:00:00 +00:00|1234|1|STRANGER|40000|10.0.0.1|445|TCP|",
  },
  {
    what: "a probe a year ago",
    facts: { timeMs: noon - 365 * dayMs },
    line: "2025-12-01 12:00:00 +00:00|1234|1|STRANGER|40000|10.0.0.1|445|TCP|",
  },
];

describe("DShield gets", () => {
  for (const { what, facts, line } of taken) {
    test(what, (t) => {
      const report = dshield(1234, noon);
      const lines = linesOf(
        journalWith(t, { home: eventItems([probe(noon, { source: stranger, ...facts })]) }),
        report,
      );
      assert.deepEqual(lines, [line.replaceAll("|", "\t").replace("STRANGER", stranger)]);
      assert.match(lines[0] ?? "", wellFormed);
      assert.deepEqual([report.lines(), [...report.leftOut()]], [1, []]);
    });
  }
});

const notTaken: readonly { readonly what: string; readonly facts: Partial<JournalEvent>; readonly reason: string }[] = [
  { what: "ICMP", facts: { protocol: "icmp", port: undefined, icmpType: 8 }, reason: "other protocol" },
  { what: "GRE", facts: { protocol: "gre" }, reason: "other protocol" },
  { what: "IPv6", facts: { source: "2001:db8::9" }, reason: "IPv6" },
  { what: "a probe without a source", facts: { source: undefined }, reason: "no public source" },
  { what: "a name in place of a source", facts: { source: "gateway.example" }, reason: "no public source" },
  { what: "a private source", facts: { source: "192.168.1.5" }, reason: "no public source" },
  { what: "a source behind a provider's NAT", facts: { source: "100.64.0.1" }, reason: "no public source" },
  { what: "a source of multicast", facts: { source: "224.0.0.1" }, reason: "no public source" },
  { what: "everybody as a source", facts: { source: "255.255.255.255" }, reason: "no public source" },
  { what: "a source of documentation", facts: { source: "192.0.2.1" }, reason: "no public source" },
  { what: "an acknowledgement", facts: { tcpFlags: ["ack"] }, reason: "answer" },
  { what: "the end of a connection", facts: { tcpFlags: ["ack", "fin"] }, reason: "answer" },
  { what: "a reset", facts: { tcpFlags: ["rst"] }, reason: "answer" },
  { what: "what may have been any day", facts: { timeUncertaintyMs: dayMs + 1 }, reason: "uncertain time" },
  { what: "what is long past", facts: { timeMs: noon - 365 * dayMs - 1 }, reason: "older than a year" },
  { what: "what is still to come", facts: { timeMs: noon + dayMs + 1 }, reason: "in the future" },
];

describe("DShield does not get", () => {
  for (const { what, facts, reason } of notTaken) {
    test(what, (t) => {
      const report = dshield(0, noon);
      const journal = journalWith(t, { home: eventItems([probe(noon, { source: stranger, ...facts })]) });
      assert.deepEqual([linesOf(journal, report), report.lines(), [...report.leftOut()]], [[], 0, [[reason, 1]]]);
    });
  }
});

test("what was let in and what was missed are nothing for DShield", (t) => {
  const gap = {
    fromMs: noon,
    toMs: noon,
    probesEstimate: 1,
    isExact: false,
    cause: "reboot",
    isFilled: false,
  } as const;
  const admitted = probe(noon, { source: stranger, class: "admitted", action: "accept" });
  const journal = journalWith(t, { home: [...eventItems([admitted]), { kind: "gap", gap }] });
  assert.deepEqual(linesOf(journal, dshield(0, noon)), []);
});

test("nothing of our own address is told", (t) => {
  const own = publicAddress(createRandom(2));
  const events = [own, "2001:db8::1", undefined].map((destination) => probe(noon, { source: stranger, destination }));
  const lines = linesOf(journalWith(t, { home: eventItems(events) }), dshield(0, noon));
  assert.deepEqual(lines, Array(events.length).fill(lines[0]));
  assert.equal(lines[0]?.split("\t")[5], "10.0.0.1");
});
