import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { openJournal } from "../../src/journal/open.ts";
import type { JournalEvent } from "../../src/model/event.ts";
import type { JournalWriter, PassItem } from "../../src/model/journal.ts";
import { startOfDayMs } from "../../src/summary/calendar.ts";
import { rateBefore } from "../../src/summary/rate.ts";
import { describeState, summarize } from "../../src/summary/summary.ts";
import { eventItems, passOf, probe } from "../support/events.ts";
import { temporaryFolder } from "../support/folder.ts";
import { labelsOf } from "../support/labels.ts";

const noon = Date.parse("2026-12-01T12:00:00Z");
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const labels = labelsOf({ "203.0.113.77": { country: "MX", hostname: "dsl.example.net" } });
const level = { severity: "high", calmMs: 15 * minuteMs } as const;

function journalOf(t: TestContext, items: readonly PassItem[]): JournalWriter {
  const journal = openJournal(temporaryFolder(t));
  t.after(() => journal.close());
  journal.commit(passOf(items, { scrapedAtMs: noon }));
  return journal;
}

test("an empty journal has no numbers and no last probe", (t) => {
  const journal = openJournal(temporaryFolder(t));
  t.after(() => journal.close());
  const { last_probe, ...numbers } = summarize(journal, "home", "UTC", noon, labels);
  assert.equal(last_probe, undefined);
  assert.deepEqual(numbers, {
    ...{
      probes: 0,
      rate: 0,
      today: 0,
      attempts_today: 0,
      sources_24h: 0,
      multiple_share_24h: 0,
      admitted: 0,
      classes: {},
    },
  });
  assert.deepEqual(describeState(journal, "home", noon, level).active_episodes, []);
});

test("the last hour, today in the router's zone, and the sources of a day are counted by weight", (t) => {
  const ages = [10, 59, 61, 13 * 60, 23 * 60, 25 * 60];
  const probes = ages.map((minutes, index) =>
    probe(noon - minutes * minuteMs, { source: `192.0.2.${index % 4}`, count: index === 0 ? 3 : 1 }),
  );
  const summary = summarize(journalOf(t, eventItems(probes)), "home", "UTC", noon, labels);
  assert.deepEqual([summary.probes, summary.rate, summary.today, summary.sources_24h], [8, 4, 5, 4]);
  const inTokyo = summarize(journalOf(t, eventItems(probes)), "home", "Asia/Tokyo", noon, labels);
  assert.equal(inTokyo.today, 6);
  const inHonolulu = summarize(journalOf(t, eventItems(probes)), "home", "Pacific/Honolulu", noon, labels);
  assert.equal(inHonolulu.today, 5);
});

test("three probes within 15 seconds among six are half of them", (t) => {
  const seconds = [0, 5, 10, 600, 1200, 1800];
  const probes = seconds.map((second) => probe(noon - hourMs + second * 1000));
  assert.equal(summarize(journalOf(t, eventItems(probes)), "home", "UTC", noon, labels).multiple_share_24h, 50);
});

test("attempts are left out where the log cannot tell them", (t) => {
  assert.equal(
    "attempts_today" in summarize(journalOf(t, eventItems([probe(noon - 1)])), "home", "UTC", noon, labels),
    false,
  );
  const whole = eventItems([probe(noon - 1, { destination: "192.0.2.1" })]);
  assert.equal(summarize(journalOf(t, whole), "home", "UTC", noon, labels).attempts_today, 1);
});

const doors: readonly (readonly [string, Partial<JournalEvent>])[] = [
  ["udp/137 netbios-ns from 203.0.113.9", { protocol: "udp", port: 137 }],
  ["udp/137 netbios-ns from 203.0.113.77 (MX)", { protocol: "udp", port: 137, source: "203.0.113.77" }],
  ["tcp/57 from 203.0.113.9", { protocol: "tcp", port: 57 }],
  ["icmp type 8 from 203.0.113.9", { protocol: "icmp", icmpType: 8, port: undefined }],
  ["gre from 203.0.113.9", { protocol: "gre", port: undefined }],
  ["port 8080 from 203.0.113.9", { protocol: undefined, port: 8080 }],
  ["a packet from an unknown address", { protocol: undefined, port: undefined, source: undefined }],
];

for (const [words, facts] of doors) {
  test(`a probe is told as "${words}"`, (t) => {
    const journal = journalOf(t, eventItems([probe(noon - 1, facts)]));
    assert.equal(summarize(journal, "home", "UTC", noon, labels).last_probe, words);
  });
}

test("the day begins at midnight of the zone, also on the days when the clock changes", () => {
  const begin = (zone: string, time: string) => new Date(startOfDayMs(zone, Date.parse(time))).toISOString();
  assert.equal(begin("Europe/Berlin", "2026-10-25T12:00:00Z"), "2026-10-24T22:00:00.000Z");
  assert.equal(begin("Europe/Berlin", "2026-10-25T23:30:00Z"), "2026-10-25T23:00:00.000Z");
  assert.equal(begin("America/Sao_Paulo", "2018-11-04T12:00:00Z"), "2018-11-04T03:00:00.000Z");
});

test("a gap is estimated by the day before it, or by what there is of it", (t) => {
  const probes = Array.from({ length: 24 }, (_, index) => probe(noon - (index + 1) * 30 * minuteMs));
  assert.equal(rateBefore(journalOf(t, eventItems(probes.toReversed())), "home", noon), 2);
  assert.equal(rateBefore(journalOf(t, []), "home", noon), 0);
});
