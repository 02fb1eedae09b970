import assert from "node:assert/strict";
import { test } from "node:test";
import type { JournalEvent } from "../../../src/model/event.ts";
import type { Finding } from "../../../src/model/finding.ts";
import type { Gap } from "../../../src/model/gap.ts";
import type { PassItem } from "../../../src/model/journal.ts";
import { ndjson } from "../../../src/worker/export/ndjson.ts";
import { eventItems, probe } from "../../support/events.ts";
import { journalWith, linesOf } from "../../support/exports.ts";
import { labelsOf } from "../../support/labels.ts";

const noon = Date.parse("2026-12-01T12:00:00Z");
const hourMs = 3_600_000;

const gap: Gap = {
  fromMs: noon,
  toMs: noon + hourMs,
  entries: 12,
  probesEstimate: 10,
  isExact: true,
  cause: "overrun",
  isFilled: false,
};

const finding: Finding = {
  kind: "burst",
  state: "started",
  severity: "low",
  episodeKey: "a",
  sources: ["203.0.113.9"],
  ports: [445],
  count: 3,
  firstSeenMs: noon,
  lastSeenMs: noon,
  isLate: false,
};

const items: readonly PassItem[] = [
  ...eventItems([
    probe(noon, { destination: "198.51.100.1", rule: '=cmd|"\n\u{1b}[2J' }),
    probe(noon + hourMs, { class: "admitted", action: "accept", port: 22, destination: "192.168.1.5" }),
    probe(noon + 2 * hourMs, { source: undefined, port: undefined, protocol: undefined, sourcePort: undefined }),
  ]),
  { kind: "finding", finding },
  { kind: "gap", gap },
];

type Row = Readonly<Record<string, unknown>>;

function rowsOf(...given: Parameters<typeof linesOf>): readonly Row[] {
  return linesOf(...given).map((line) => JSON.parse(line));
}

test("each probe is an object with its id, and what is not known is absent", (t) => {
  const rows = rowsOf(journalWith(t, { home: items }), ndjson);
  const [{ id: firstId } = {}, { id: secondId } = {}] = rows;
  assert.match(String(firstId), /^home-[a-z0-9]{4}-1$/);
  assert.match(String(secondId), /^home-[a-z0-9]{4}-3$/);
  assert.deepEqual(rows, [
    {
      id: firstId,
      router: "home",
      time: "2026-12-01T12:00:00.000Z",
      action: "drop",
      protocol: "tcp",
      source: "203.0.113.9",
      destination: "198.51.100.1",
      source_port: 40_000,
      port: 445,
      time_from: "router",
      rule: '=cmd|"\n\u{1b}[2J',
      format: "test",
      service: "microsoft-ds",
    },
    {
      id: secondId,
      router: "home",
      time: "2026-12-01T14:00:00.000Z",
      action: "drop",
      time_from: "router",
      format: "test",
    },
  ]);
});

test("a line holds no control character, whatever a rule is called", (t) => {
  const [line = ""] = linesOf(journalWith(t, { home: items }), ndjson);
  assert.match(line, /^\P{Cc}+$/u);
});

test("what was let in comes along where it is asked for, in order", (t) => {
  const rows = rowsOf(journalWith(t, { home: items }), ndjson, { isAdmittedWanted: true });
  assert.deepEqual(
    rows.map(({ action, port }) => [action, port]),
    [
      ["drop", 445],
      ["accept", 22],
      ["drop", undefined],
    ],
  );
});

test("gaps come in place of probes", (t) => {
  const [row, ...others] = rowsOf(journalWith(t, { home: items }), ndjson, { isGapsWanted: true });
  assert.deepEqual(others, []);
  assert.deepEqual(row, {
    id: row?.["id"],
    router: "home",
    from: "2026-12-01T12:00:00.000Z",
    to: "2026-12-01T13:00:00.000Z",
    entries: 12,
    probes_estimate: 10,
    exact: true,
    cause: "overrun",
    filled: false,
  });
});

test("rows are those of a time and of the routers that are asked for", (t) => {
  const journal = journalWith(t, { edge: eventItems([probe(noon), probe(noon + hourMs)]), home: items });
  const times = (request: NonNullable<Parameters<typeof linesOf>[2]>) =>
    rowsOf(journal, ndjson, request).map(({ router, time }) => `${router} ${String(time).slice(11, 16)}`);
  assert.deepEqual(times({}), ["edge 12:00", "edge 13:00", "home 12:00", "home 14:00"]);
  assert.deepEqual(times({ sinceMs: noon + hourMs }), ["edge 13:00", "home 14:00"]);
  assert.deepEqual(times({ untilMs: noon + hourMs }), ["edge 12:00", "home 12:00"]);
  assert.deepEqual(times({ routers: ["edge"], sinceMs: noon + hourMs }), ["edge 13:00"]);
});

test("our own address is left out where its owner asks for it", (t) => {
  const rows = rowsOf(journalWith(t, { home: items }), ndjson, { isAdmittedWanted: true, isOwnAddressMasked: true });
  assert.deepEqual([rows.length, rows.filter((row) => "destination" in row)], [3, []]);
});

test("what is known of a source and a door is joined", (t) => {
  const known = {
    hostname: "a.example.co.uk",
    isForwardConfirmed: true,
    domain: "example.co.uk",
    tld: "uk",
    country: "GB",
    asn: 64_500,
    network: "EXAMPLE-AS",
  };
  const labels = labelsOf({ "203.0.113.9": known });
  const events: readonly JournalEvent[] = [probe(noon), probe(noon, { source: "203.0.113.10", port: 1 })];
  const rows = rowsOf(journalWith(t, { home: eventItems(events) }), ndjson, { labels });
  const joined = ["service", "hostname", "domain", "country", "asn", "network", "tld"];
  assert.deepEqual(
    rows.map((row) => joined.map((key) => row[key])),
    [
      ["microsoft-ds", "a.example.co.uk", "example.co.uk", "GB", 64_500, "EXAMPLE-AS", undefined],
      Array(joined.length).fill(undefined),
    ],
  );
});
