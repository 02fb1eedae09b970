import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import fc from "fast-check";
import { createMeasures } from "../../src/journal/measures.ts";
import { openJournal } from "../../src/journal/open.ts";
import type { Burst, CountReader } from "../../src/model/counts.ts";
import type { JournalEvent } from "../../src/model/event.ts";
import type { JournalWriter } from "../../src/model/journal.ts";
import { largerRun } from "../../src/multiple.ts";
import { eventItems, passOf, probe } from "../support/events.ts";
import { temporaryFolder } from "../support/folder.ts";

const noon = Date.parse("2026-12-01T12:00:00Z");
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

function journalOf(t: TestContext, probes: readonly JournalEvent[], timezone = "UTC"): JournalWriter {
  const journal = openJournal(temporaryFolder(t));
  t.after(() => journal.close());
  journal.commit(passOf(eventItems(probes), { scrapedAtMs: noon, timezone }));
  // Somebody else's probes at the same times are never counted along.
  journal.commit(passOf(eventItems(probes.slice(0, 5)), { router: "attic", scrapedAtMs: noon }));
  return journal;
}

/** Of three hours before noon, many of them around the end of a quarter hour. */
const someSecond = fc.oneof(fc.integer({ min: 0, max: 10_799 }), fc.integer({ min: 5_390, max: 5_425 }));

function usually<Value>(value: Value, ...seldom: Value[]): fc.Arbitrary<Value> {
  return fc.oneof({ arbitrary: fc.constant(value), weight: 8 }, { arbitrary: fc.constantFrom(...seldom), weight: 1 });
}

/** Probes of three hours before noon, in order; many so close that they are multiple attacks. */
const someProbes = fc
  .array(
    fc.record({
      second: someSecond,
      source: usually("203.0.113.9", "2001:db8::9", undefined),
      protocol: usually("tcp", "udp", undefined),
      port: usually(445, 0, undefined),
      count: fc.integer({ min: 1, max: 3 }),
    }),
    { maxLength: 60 },
  )
  .map((rows) =>
    rows
      .toSorted((one, other) => one.second - other.second)
      .map(({ second, ...facts }) => probe(noon - 3 * hourMs + second * 1000, { destination: "192.0.2.1", ...facts })),
  );
const somePeriod = fc
  .tuple(someSecond, someSecond)
  .map(([one, other]) =>
    [Math.min(one, other), Math.max(one, other)].map((second) => noon - 3 * hourMs + second * 1000),
  )
  .map(([fromMs = 0, toMs = 0]) => ({ fromMs, toMs }));

test("any period counts exactly the probes that fall into it, whatever is read from rollups", (t) => {
  fc.assert(
    fc.property(someProbes, somePeriod, (probes, { fromMs, toMs }) => {
      const { counts } = journalOf(t, probes);
      const inside = probes.filter(({ timeMs }) => timeMs >= fromMs && timeMs < toMs);
      assert.deepEqual(counted(counts, fromMs, toMs), {
        quarters: tally(inside, ({ timeMs }) => Math.floor(timeMs / (15 * minuteMs)) * 15 * minuteMs),
        doors: tally(inside, ({ protocol, port }) => `${protocol} ${port}`),
        sources: tally(
          inside.filter(({ source }) => source !== undefined),
          ({ source }) => String(source),
        ),
      });
      assert.deepEqual(counts.measures("home", fromMs, toMs), measured(probes, fromMs, toMs));
    }),
    { numRuns: 100 },
  );
});

test("where single probes are deleted, the quarter hours count that begin in the period", (t) => {
  const minutes = [1, 16, 29, 31, 46];
  const journal = journalOf(
    t,
    minutes.map((minute) => probe(noon - hourMs + minute * minuteMs)),
  );
  const from = (minute: number) => noon - hourMs + minute * minuteMs;
  const quartersOf = (fromMinute: number, toMinute: number) =>
    [...journal.counts.quarters("home", from(fromMinute), from(toMinute))].map(([fromMs, count]) => [
      (fromMs - from(0)) / minuteMs,
      count,
    ]);
  assert.deepEqual(quartersOf(20, 40), [
    [15, 1],
    [30, 1],
  ]);
  journal.expire(from(40));
  assert.equal(journal.counts.keptSinceMs(), from(40));
  assert.deepEqual(quartersOf(20, 40), [[30, 1]]);
  assert.deepEqual(quartersOf(10, 40), [
    [15, 2],
    [30, 1],
  ]);
  assert.deepEqual(quartersOf(18, 20), []);
  assert.deepEqual([...journal.counts.doors("home", from(10), from(40))], [["tcp", 445, 3]]);
  assert.deepEqual(
    quartersOf(0, 50).reduce((sum, [, count = 0]) => sum + count, 0),
    5,
  );
});

test("days keep their sources when single probes are deleted", (t) => {
  const journal = journalOf(t, [probe(noon - hourMs, { count: 2 }), probe(noon - minuteMs, { source: undefined })]);
  journal.expire(noon);
  const sources = [...journal.counts.sourcesOfDays("home", 20261201, 20261201)];
  assert.deepEqual(
    sources.map(([key, count, days]) => [journal.counts.addressOf(key), count, days]),
    [["203.0.113.9", 2, 1]],
  );
});

test("what is known of a router are its first and last event, and when it was read", (t) => {
  const journal = journalOf(t, [probe(noon - hourMs), probe(noon - minuteMs)], "Asia/Kolkata");
  assert.deepEqual(journal.counts.known("home"), {
    ...{ firstMs: noon - hourMs, lastMs: noon - minuteMs, readFromMs: noon - hourMs, readToMs: noon },
  });
  assert.equal(journal.counts.timezone("home"), "Asia/Kolkata");
  assert.equal(journal.counts.known("cellar"), undefined);
  assert.equal(journal.counts.timezone("cellar"), undefined);
});

test("classes that are kept as counts are those of every quarter hour that the period touches, single rows its own", (t) => {
  const of = (kind: "chatter" | "admitted") => (minute: number) =>
    probe(noon - hourMs + minute * minuteMs, { class: kind });
  const journal = journalOf(t, [
    ...[10, 20, 59].map(of("chatter")),
    ...[15, 20, 39, 44].map(of("admitted")),
    probe(noon - 30 * minuteMs, { count: 4 }),
  ]);
  assert.deepEqual(journal.counts.classes("home", noon - 45 * minuteMs + 1, noon - 20 * minuteMs), {
    probe: 4,
    chatter: 1,
    admitted: 2,
  });
});

function counted(counts: CountReader, fromMs: number, toMs: number) {
  return {
    quarters: Object.fromEntries(counts.quarters("home", fromMs, toMs)),
    doors: summed(
      [...counts.doors("home", fromMs, toMs)].map(([protocol, port, count]) => [`${protocol} ${port}`, count]),
    ),
    sources: summed([...counts.sources("home", fromMs, toMs)].map(([key, count]) => [counts.addressOf(key), count])),
  };
}

test("of two multiple attacks that are equally large it is the one that began earlier, though it grew so large later", (t) => {
  const startMs = noon - hourMs;
  const { counts } = journalOf(t, [
    probe(startMs, { source: "203.0.113.1", count: 2 }),
    probe(startMs + 1000, { source: "203.0.113.2", count: 3 }),
    probe(startMs + 2000, { source: "203.0.113.1", count: 1 }),
  ]);
  assert.equal(counts.measures("home", startMs, noon).largest?.source, "203.0.113.1");
});

function tally(probes: readonly JournalEvent[], keyOf: (probe: JournalEvent) => string | number) {
  return summed(probes.map((one) => [String(keyOf(one)), one.count]));
}

function summed(pairs: readonly (readonly [string, number])[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [key, count] of pairs) sums[key] = (sums[key] ?? 0) + count;
  return sums;
}

/** The measures by folding every probe there is. */
function measured(probes: readonly JournalEvent[], fromMs: number, toMs: number) {
  const measures = createMeasures();
  const sum = { attempts: 0, multiple: 0, multipleAttempts: 0, largest: undefined as Burst | undefined };
  const isInside = (timeMs: number) => timeMs >= fromMs && timeMs < toMs;
  for (const one of probes) {
    const { attempts, multiple, multipleAttempts, run } = measures.step(one);
    if (isInside(one.timeMs)) sum.attempts += attempts;
    for (const knock of multiple) if (isInside(knock.timeMs)) sum.multiple += knock.count;
    for (const knock of multipleAttempts) if (isInside(knock.timeMs)) sum.multipleAttempts += knock.count;
    const { source = "", protocol, port } = one;
    if (run !== undefined && isInside(run.firstMs))
      sum.largest = largerRun(sum.largest, { source, protocol, port, ...run });
  }
  return sum;
}
