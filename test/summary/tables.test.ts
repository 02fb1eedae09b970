import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { openJournal } from "../../src/journal/open.ts";
import type { JournalEvent } from "../../src/model/event.ts";
import type { JournalWriter } from "../../src/model/journal.ts";
import type { TableKind, TableRow } from "../../src/model/summary.ts";
import { createTables, type Tables } from "../../src/summary/tables.ts";
import { eventItems, passOf, probe } from "../support/events.ts";
import { temporaryFolder } from "../support/folder.ts";
import { labelsOf } from "../support/labels.ts";

const noon = Date.parse("2026-12-01T12:00:00Z");
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

function emptyJournal(t: TestContext): JournalWriter {
  const journal = openJournal(temporaryFolder(t));
  t.after(() => journal.close());
  return journal;
}

function keep(journal: JournalWriter, probes: readonly JournalEvent[], timezone = "UTC", router = "home"): void {
  journal.commit(passOf(eventItems(probes), { timezone, router }));
}

const home = [{ name: "home", timezone: "UTC" }];
const everything = { fromMs: noon - 400 * dayMs, toMs: noon + dayMs };

function counts(rows: readonly TableRow[]): Record<string, number> {
  return Object.fromEntries(rows.map(({ key, count }) => [key, count]));
}

test("rows are ordered by count, equals by key, and what is not known has a row of its own", (t) => {
  const journal = emptyJournal(t);
  const knocks = (source: string | undefined, count: number) => probe(noon, { source, count });
  keep(journal, [knocks("192.0.2.2", 2), knocks("192.0.2.1", 2), knocks("192.0.2.3", 5), knocks(undefined, 3)]);
  const of = createTables(journal, labelsOf({ "192.0.2.3": { hostname: "a.example" } }))(home, everything);
  assert.deepEqual(of.top("sources", 10), [
    { key: "192.0.2.3", name: "a.example", count: 5, share: 41.67 },
    { key: "UNKNOWN", name: "UNKNOWN", count: 3, share: 25 },
    { key: "192.0.2.1", name: "192.0.2.1", count: 2, share: 16.67 },
    { key: "192.0.2.2", name: "192.0.2.2", count: 2, share: 16.67 },
  ]);
  assert.deepEqual(
    [1, 2, 3].map((limit) => of.top("sources", limit).map(({ key }) => key)),
    [["192.0.2.3"], ["192.0.2.3", "UNKNOWN"], ["192.0.2.3", "UNKNOWN", "192.0.2.1"]],
  );
});

test("nothing was counted: no rows, 24 empty hours", (t) => {
  const of = createTables(emptyJournal(t), labelsOf())(home, everything);
  assert.deepEqual([of.probes, of.top("ports", 10), of.top("countries", 10), of.sourcesAbove(0)], [0, [], [], []]);
  assert.deepEqual(of.hours(), new Array(24).fill(0));
});

const doors: readonly (readonly [Partial<JournalEvent>, string, string])[] = [
  [{ protocol: "udp", port: 137 }, "udp/137", "netbios-ns"],
  [{ protocol: "tcp", port: 57 }, "tcp/57", "unknown(57)"],
  [{ protocol: "tcp", port: 0 }, "tcp/0", "unknown(0)"],
  [{ protocol: "udp", port: 65_535 }, "udp/65535", "unknown(65535)"],
  [{ protocol: "tcp", port: undefined }, "tcp", "tcp"],
  [{ protocol: "icmp", port: undefined, icmpType: 8 }, "icmp", "icmp"],
  [{ protocol: undefined, port: 8080 }, "unknown/8080", "unknown(8080)"],
  [{ protocol: undefined, port: undefined }, "UNKNOWN", "UNKNOWN"],
];

for (const [facts, key, name] of doors) {
  test(`a door is told as ${key}, ${name}`, (t) => {
    const journal = emptyJournal(t);
    keep(journal, [probe(noon, facts)]);
    const rows = createTables(journal, labelsOf())(home, everything).top("ports", 5);
    assert.deepEqual(rows, [{ key, name, count: 1, share: 100 }]);
  });
}

test("sources are put together by domain, top-level domain, country and network, with the names that people use", (t) => {
  const journal = emptyJournal(t);
  const labels = labelsOf({
    "192.0.2.1": { domain: "example.mx", tld: "mx", country: "MX", asn: 64_496, network: "Example Networks" },
    "192.0.2.2": { domain: "example.net", tld: "net", country: "MX", asn: 64_496, network: "Example Networks" },
    "2001:db8::9": { country: "XX", asn: 64_497 },
  });
  keep(
    journal,
    ["192.0.2.1", "192.0.2.2", "2001:db8::9", "192.0.2.4"].map((source) => probe(noon, { source })),
  );
  const of = createTables(journal, labels)(home, everything);
  const told = (kind: TableKind) => of.top(kind, 9).map(({ key, name, count }) => [key, name, count]);
  assert.deepEqual(told("domains"), [
    ["UNKNOWN", "UNKNOWN", 2],
    ["example.mx", "example.mx", 1],
    ["example.net", "example.net", 1],
  ]);
  assert.deepEqual(told("top_level_domains"), [
    ["UNKNOWN", "UNKNOWN", 2],
    ["mx", "Mexico", 1],
    ["net", "net", 1],
  ]);
  assert.deepEqual(told("countries"), [
    ["MX", "Mexico", 2],
    ["UNKNOWN", "UNKNOWN", 1],
    ["XX", "XX", 1],
  ]);
  assert.deepEqual(told("networks"), [
    ["AS64496", "Example Networks", 2],
    ["AS64497", "AS64497", 1],
    ["UNKNOWN", "UNKNOWN", 1],
  ]);
});

test("a label that comes late takes its place, one that changes gives its old place up", (t) => {
  const journal = emptyJournal(t);
  const labels = labelsOf({ "192.0.2.1": { country: "MX" } });
  keep(journal, [probe(noon, { source: "192.0.2.1" }), probe(noon, { source: "192.0.2.2", count: 2 })]);
  const tables = createTables(journal, labels);
  const countries = () => counts(tables(home, everything).top("countries", 9));
  assert.deepEqual(countries(), { MX: 1, UNKNOWN: 2 });
  labels.tell("192.0.2.2", { country: "BR" });
  assert.deepEqual(countries(), { MX: 1, BR: 2 });
  labels.tell("192.0.2.1", { country: "BR" });
  assert.deepEqual(countries(), { BR: 3 });
});

test("of very many sources the labels are read together, and give the same", (t) => {
  const journal = emptyJournal(t);
  const sources = Array.from({ length: 5_010 }, (_, index) => `2001:db8::${(index + 1).toString(16)}`);
  keep(
    journal,
    sources.map((source) => probe(noon, { source })),
  );
  const known = sources
    .slice(0, 5_004)
    .map((source, index) => [source, { country: index < 4 ? "BR" : "MX", hostname: `h${index}.example` }]);
  const labels = labelsOf(Object.fromEntries(known));
  const of = createTables(journal, labels)(home, everything);
  assert.deepEqual(counts(of.top("countries", 9)), { MX: 5_000, UNKNOWN: 6, BR: 4 });
  const names = (limit: number) =>
    of
      .top("sources", limit)
      .slice(0, 10)
      .map(({ name }) => name);
  assert.deepEqual(names(6_000), names(10));
  labels.tell("2001:db8::1", { country: "MX" });
  assert.deepEqual(counts(createTables(journal, labels)(home, everything).top("countries", 9)), {
    MX: 5_001,
    UNKNOWN: 6,
    BR: 3,
  });
});

test("the highest of many counts are found, however many are asked for", (t) => {
  const journal = emptyJournal(t);
  const sources = Array.from({ length: 3_000 }, (_, index) => `2001:db8::${(index + 1).toString(16)}`);
  keep(
    journal,
    sources.map((source, index) => probe(noon, { source, count: 1 + ((index * 7919) % 3000) })),
  );
  const of = createTables(journal, labelsOf())(home, everything);
  for (const limit of [1, 7, 1000, 1001, 2999, 3000, 4000]) {
    const expected = Array.from({ length: Math.min(limit, 3000) }, (_, index) => 3000 - index);
    assert.deepEqual(
      of.top("sources", limit).map(({ count }) => count),
      expected,
      `${limit}`,
    );
  }
});

test("several routers are counted together, each by its own clock", (t) => {
  const journal = emptyJournal(t);
  keep(journal, [probe(noon)], "UTC", "home");
  keep(journal, [probe(noon, { count: 2 })], "Asia/Kolkata", "attic");
  const routers = [...home, { name: "attic", timezone: "Asia/Kolkata" }];
  const of = createTables(journal, labelsOf())(routers, everything);
  const hours = of.hours();
  assert.deepEqual([of.probes, hours[12], hours[17]], [3, 1, 2]);
  assert.deepEqual(of.sourcesAbove(2), [{ address: "203.0.113.9", count: 3, days: 1 }]);
});

test("what is remembered between two requests can be bounded", (t) => {
  const journal = emptyJournal(t);
  const tables = createTables(journal, labelsOf({ "192.0.2.1": { country: "MX" } }), 1);
  for (const count of [1, 2, 3]) {
    keep(journal, [probe(noon - dayMs, { source: "192.0.2.1" }), probe(noon - count * hourMs)]);
    const of = tables(home, everything);
    assert.deepEqual(counts(of.top("countries", 9)), { MX: count, UNKNOWN: count });
    assert.equal(of.top("ports", 9)[0]?.count, 2 * count);
  }
});

test("when single probes are deleted, days that begin in the period keep their sources", (t) => {
  const journal = emptyJournal(t);
  keep(journal, [probe(noon - 2 * dayMs, { source: "192.0.2.1" }), probe(noon - dayMs, { source: "192.0.2.2" })]);
  journal.expire(noon);
  const sources = (fromMs: number, toMs: number) =>
    createTables(journal, labelsOf())(home, { fromMs, toMs })
      .sourcesAbove(0)
      .map(({ address }) => address);
  assert.deepEqual(sources(noon - 2 * dayMs - hourMs, noon - dayMs + hourMs), ["192.0.2.2"]);
  assert.deepEqual(sources(noon - 3 * dayMs, noon - 2 * dayMs + hourMs), ["192.0.2.1"]);
});

/** Each hour of UTC of some days one probe; how many fell into which hours by the clock. */
const clockChanges: readonly (readonly [string, string, Readonly<Record<number, number>>])[] = [
  ["Europe/Berlin", "2026-03-29", { 2: 0 }],
  ["Europe/Berlin", "2026-10-25", { 2: 2 }],
  ["America/St_Johns", "2026-11-01", { 1: 2 }],
  // The clock goes on by half an hour, so one of these hours has only half of itself, and back by as much.
  ["Australia/Lord_Howe", "2026-10-04", { 2: 0.5 }],
  ["Australia/Lord_Howe", "2026-04-05", { 1: 1.5 }],
];

for (const [timezone, date, unusual] of clockChanges) {
  test(`the day in ${timezone} on which the clock changes, ${date}, has each hour as long as it was`, (t) => {
    const journal = emptyJournal(t);
    const day = Temporal.PlainDate.from(date);
    const [fromMs, toMs] = [day, day.add({ days: 1 })].map(
      (midnight) => midnight.toZonedDateTime(timezone).epochMilliseconds,
    );
    const quarters = Array.from({ length: 200 }, (_, at) => (fromMs ?? 0) - 50 * 15 * minuteMs + at * 15 * minuteMs);
    keep(
      journal,
      quarters.map((timeMs) => probe(timeMs)),
      timezone,
    );
    const of = createTables(journal, labelsOf())([{ name: "home", timezone }], {
      fromMs: fromMs ?? 0,
      toMs: toMs ?? 0,
    });
    assert.deepEqual(
      of.hours(),
      Array.from({ length: 24 }, (_, hour) => 4 * (unusual[hour] ?? 1)),
    );
    assert.deepEqual(of.days(), [{ date, count: of.probes }]);
  });
}

test("the hours of a part of a day are one day on which a source came", (t) => {
  const journal = emptyJournal(t);
  keep(
    journal,
    [1, 3, 5, 30].map((hours) => probe(noon - hours * hourMs)),
  );
  const of = createTables(journal, labelsOf())(home, { fromMs: noon - 31 * hourMs, toMs: noon });
  assert.deepEqual(of.sourcesAbove(0), [{ address: "203.0.113.9", count: 4, days: 2 }]);
});

test("given up at any point and asked again they tell the same", (t) => {
  const journal = emptyJournal(t);
  const sources = Array.from({ length: 6000 }, (_, index) => `10.1.${index >> 8}.${index & 255}`);
  keep(
    journal,
    sources.map((source, index) => probe(noon - (index % 40) * dayMs, { source, port: index % 100 })),
  );
  const labels = labelsOf(
    Object.fromEntries(sources.slice(0, 5500).map((source) => [source, { country: "MX", hostname: "a.example" }])),
  );
  const kinds: readonly TableKind[] = ["sources", "ports", "countries", "domains"];
  const limit = Number.POSITIVE_INFINITY;
  const tables = createTables(journal, labels);
  for (const kind of kinds) {
    let givenUp = 0;
    const read = (): readonly TableRow[] => {
      for (;;) {
        let calls = 0;
        try {
          return tables(home, everything, () => {
            calls += 1;
            if (calls > givenUp) throw new RangeError("enough");
          }).top(kind, limit);
        } catch (thrown) {
          if (!(thrown instanceof RangeError)) throw thrown;
          givenUp += 1;
        }
      }
    };
    assert.deepEqual(read(), createTables(journal, labels)(home, everything).top(kind, limit), kind);
    t.diagnostic(`${kind}: given up ${givenUp} times`);
  }
});

const zones = ["UTC", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns", "Pacific/Apia"];
/** A year and a half that holds changes of the clock, months, and a day that Apia left out long before. */
const someTime = fc.integer({ min: 0, max: 550 * 96 }).map((quarter) => noon - 550 * dayMs + quarter * 15 * minuteMs);
const someProbes = fc.array(
  fc.record({
    timeMs: fc.tuple(someTime, fc.integer({ min: 0, max: 899_999 })).map(([quarterMs, ms]) => quarterMs + ms),
    source: fc.constantFrom("203.0.113.9", "198.51.100.1", "2001:db8::9", undefined),
    port: fc.constantFrom(445, 23, undefined),
    count: fc.integer({ min: 1, max: 3 }),
  }),
  { maxLength: 40 },
);

test("tables of any period are what counting every probe gives, in any zone, and go on being so as more come", (t) => {
  fc.assert(
    fc.property(
      someProbes,
      someProbes,
      fc.tuple(someTime, someTime),
      fc.constantFrom(...zones),
      (old, late, times, zone) => {
        const journal = emptyJournal(t);
        const tables = createTables(journal, labelsOf());
        const period = { fromMs: Math.min(...times) + 1, toMs: Math.max(...times) + 2 };
        const known: JournalEvent[] = [];
        for (const pass of [old, late]) {
          const probes = pass.map(({ timeMs, ...facts }) => probe(timeMs, facts));
          keep(journal, probes, zone);
          known.push(...probes);
          check(tables, known, zone, period);
        }
      },
    ),
    { numRuns: 60 },
  );
});

function check(
  tables: Tables,
  probes: readonly JournalEvent[],
  timezone: string,
  period: { readonly fromMs: number; readonly toMs: number },
): void {
  const inside = probes.filter(({ timeMs }) => timeMs >= period.fromMs && timeMs < period.toMs);
  const of = tables([{ name: "home", timezone }], period);
  const total = inside.reduce((sum, { count }) => sum + count, 0);
  assert.equal(of.probes, total);
  const tally = (keyOf: (one: JournalEvent) => string | number) => {
    const sums: Record<string, number> = {};
    for (const one of inside) sums[keyOf(one)] = (sums[keyOf(one)] ?? 0) + one.count;
    return sums;
  };
  const local = ({ timeMs }: JournalEvent) =>
    Temporal.Instant.fromEpochMilliseconds(timeMs).toZonedDateTimeISO(timezone);
  assert.deepEqual(
    counts(of.top("sources", 100)),
    tally(({ source }) => source ?? "UNKNOWN"),
  );
  assert.deepEqual(
    counts(of.top("ports", 100)),
    tally(({ port }) => (port === undefined ? "tcp" : `tcp/${port}`)),
  );
  assert.deepEqual(
    Object.fromEntries([...of.hours().entries()].filter(([, count]) => count > 0)),
    tally((one) => local(one).hour),
  );
  assert.deepEqual(
    Object.fromEntries(of.days().flatMap(({ date, count }) => (count > 0 ? [[date, count]] : []))),
    tally((one) => local(one).toPlainDate().toString()),
  );
  const days = new Map<string, Set<string>>();
  for (const one of inside) {
    if (one.source === undefined) continue;
    days.set(one.source, (days.get(one.source) ?? new Set()).add(local(one).toPlainDate().toString()));
  }
  assert.deepEqual(
    Object.fromEntries(of.sourcesAbove(0).map((row) => [row.address, row.days])),
    Object.fromEntries([...days].map(([source, dates]) => [source, dates.size])),
  );
}
