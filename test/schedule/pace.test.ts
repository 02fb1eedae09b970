import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { firstPauseMs, nextPauseMs, type PaceOutcome } from "../../src/schedule/pace.ts";
import { fillTimeMs, type Reading } from "../../src/schedule/turnover.ts";
import { autoBounds } from "../../src/schedule.ts";

const minuteMs = 60_000;

const bounds = fc.oneof(
  fc.constant(autoBounds),
  fc.integer({ min: 30_000, max: 20 * minuteMs }).map((leastMs) => ({ ...autoBounds, leastMs })),
);
const outcome: fc.Arbitrary<PaceOutcome> = fc.oneof(
  fc.constant({ kind: "failed" } as const),
  fc.record({
    kind: fc.constant("read" as const),
    fillMs: fc.oneof(
      fc.constant(undefined),
      fc.double({ min: 0, noNaN: true }),
      fc.integer({ min: 0, max: 60 * minuteMs }),
    ),
    tookMs: fc.oneof(fc.integer({ min: 0, max: 120_000 }), fc.double({ min: 0, noNaN: true })),
  }),
);

test("whatever happens, the pause stays within its bounds, of which what the router bears is the stronger", () => {
  fc.assert(
    fc.property(bounds, fc.array(outcome, { maxLength: 50 }), (limits, outcomes) => {
      let pauseMs = firstPauseMs(limits);
      for (const one of outcomes) {
        pauseMs = nextPauseMs(pauseMs, one, limits);
        assert.ok(pauseMs >= limits.leastMs);
        assert.ok(pauseMs <= Math.max(limits.leastMs, limits.mostMs));
      }
    }),
  );
});

/** What a log of so many rows shows, of which one is written every so often, when it is read after a pause. */
function readingAfter(before: Reading, pauseMs: number, everyMs: number, ring: number): Reading {
  const scrapedAtMs = before.scrapedAtMs + pauseMs;
  const written = Math.floor(scrapedAtMs / everyMs) - Math.floor(before.scrapedAtMs / everyMs);
  const fresh = Math.min(ring, written);
  const overrunToMs = written > ring ? scrapedAtMs - ring * everyMs : undefined;
  return { scrapedAtMs, entries: ring, fresh, overrunToMs };
}

test("on a line that goes on as it does, the log is soon read at half the time in which it becomes full, and stays so", () => {
  const everyMs = fc.integer({ min: 100, max: 60_000 });
  fc.assert(
    fc.property(everyMs, fc.integer({ min: 20, max: 500 }), fc.nat({ max: 1000 }), (every, ring, startMs) => {
      let pauseMs = firstPauseMs(autoBounds);
      let before: Reading = { scrapedAtMs: startMs * 1000, entries: ring, fresh: 0 };
      const pauses: number[] = [];
      for (let pass = 0; pass < 40; pass += 1) {
        const reading = readingAfter(before, pauseMs, every, ring);
        pauseMs = nextPauseMs(pauseMs, { kind: "read", fillMs: fillTimeMs(before, reading), tookMs: 100 }, autoBounds);
        before = reading;
        if (pass >= 20) pauses.push(pauseMs);
      }
      const idealMs = Math.min(autoBounds.mostMs, Math.max(autoBounds.leastMs, (ring * every) / 2));
      // Of ten rows one more or less is new, as it happens.
      for (const settledMs of pauses)
        assert.ok(Math.abs(settledMs - idealMs) <= 0.26 * idealMs, `${settledMs} ${idealMs}`);
    }),
  );
});

test("a flood is followed at once, and a calm after it slowly", () => {
  const flooded = nextPauseMs(10 * minuteMs, { kind: "read", fillMs: 2 * minuteMs, tookMs: 100 }, autoBounds);
  assert.equal(flooded, minuteMs);
  const calm = nextPauseMs(flooded, { kind: "read", fillMs: undefined, tookMs: 100 }, autoBounds);
  assert.equal(calm, 1.25 * minuteMs);
});

test("a router that is busy is left alone for longer each time, up to a quarter of an hour", () => {
  let pauseMs = minuteMs;
  const pauses = Array.from({ length: 6 }, () => {
    pauseMs = nextPauseMs(pauseMs, { kind: "failed" }, autoBounds);
    return pauseMs / minuteMs;
  });
  assert.deepEqual(pauses, [2, 4, 8, 15, 15, 15]);
});

test("a slow router is asked a twentieth of its time at most, however fast its log fills", () => {
  fc.assert(
    fc.property(outcome, fc.integer({ min: 30_000, max: 15 * minuteMs }), (one, before) => {
      const pauseMs = nextPauseMs(before, one, autoBounds);
      if (one.kind === "read") assert.ok(pauseMs >= Math.min(autoBounds.mostMs, 20 * one.tookMs));
    }),
  );
});

const page = { scrapedAtMs: 10 * minuteMs, entries: 100, fresh: 50 };
const fills: readonly (readonly [
  what: string,
  before: Reading | undefined,
  reading: Reading,
  fillMs: number | undefined,
])[] = [
  ["half of it new after ten minutes", { ...page, scrapedAtMs: 0 }, page, 20 * minuteMs],
  ["nothing new", { ...page, scrapedAtMs: 0 }, { ...page, fresh: 0 }, undefined],
  ["a log that still grows", { scrapedAtMs: 0, entries: 50, fresh: 1 }, page, undefined],
  ["the first reading", undefined, page, undefined],
  ["rows lost: the page is as old as it is", undefined, { ...page, overrunToMs: 7 * minuteMs }, 3 * minuteMs],
  ["two readings of one moment", page, page, undefined],
  ["a clock that was set back", { ...page, scrapedAtMs: 20 * minuteMs }, page, undefined],
];
for (const [what, before, reading, fillMs] of fills) {
  test(`how long a log takes to be full: ${what}`, () => assert.equal(fillTimeMs(before, reading), fillMs));
}
