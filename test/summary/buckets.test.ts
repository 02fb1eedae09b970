import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { bucketStarts, intoBuckets, stepOf } from "../../src/summary/buckets.ts";
import { createCalendar } from "../../src/summary/calendar.ts";

const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const at = (text: string): number => Date.parse(text);

test("the step is the least that fits", () => {
  const steps = (lengthMs: number, points: number, hasRows = true) =>
    stepOf({ fromMs: 0, toMs: lengthMs }, points, hasRows) / minuteMs;
  assert.equal(steps(hourMs, 60), 1);
  assert.equal(steps(6 * hourMs, 360), 1);
  assert.equal(steps(6 * hourMs, 300), 15);
  assert.equal(steps(7 * hourMs, 1000), 15);
  assert.equal(steps(hourMs, 60, false), 15);
  assert.equal(steps(7 * dayMs, 300), 60);
  assert.equal(steps(30 * dayMs, 300), 360);
  assert.equal(steps(365 * dayMs, 400), 24 * 60);
  assert.equal(steps(20 * 365 * dayMs, 10), 7 * 24 * 60);
});

test("days begin at midnight by the clock on the wall, also when it is changed", () => {
  const period = { fromMs: at("2026-10-24T10:00:00Z"), toMs: at("2026-10-26T10:00:00Z") };
  const calendar = createCalendar("Europe/Berlin");
  const days = bucketStarts(period, dayMs, calendar).map((start) => new Date(start).toISOString());
  assert.deepEqual(days, ["2026-10-23T22:00:00.000Z", "2026-10-24T22:00:00.000Z", "2026-10-25T23:00:00.000Z"]);
  const parts = bucketStarts(period, 6 * hourMs, calendar).filter((start) => start >= at("2026-10-24T22:00:00Z"));
  // A day of 25 hours has a fifth part of one hour.
  assert.deepEqual(
    parts.slice(0, 6).map((start) => new Date(start).toISOString().slice(11, 13)),
    ["22", "04", "10", "16", "22", "23"],
  );
});

test("weeks begin on Mondays, the first one where the period does", () => {
  const period = { fromMs: at("2026-12-03T05:00:00Z"), toMs: at("2026-12-16T00:00:00Z") };
  const weeks = bucketStarts(period, 7 * dayMs, createCalendar("UTC"));
  assert.deepEqual(
    weeks.map((start) => new Date(start).toISOString().slice(0, 10)),
    ["2026-12-03", "2026-12-07", "2026-12-14"],
  );
});

test("buckets cover the period without holes, and lose nothing that falls into it", () => {
  const zones = ["UTC", "Asia/Kathmandu", "America/St_Johns", "Pacific/Chatham"];
  fc.assert(
    fc.property(
      fc.integer({ min: at("2025-01-01T00:00:00Z"), max: at("2026-12-31T00:00:00Z") }),
      fc.integer({ min: 1, max: 60 * dayMs }),
      fc.constantFrom(minuteMs * 15, hourMs, 6 * hourMs, dayMs, 7 * dayMs),
      fc.constantFrom(...zones),
      fc.array(fc.tuple(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.integer({ min: 1, max: 9 }))),
      (fromMs, lengthMs, stepMs, zone, knocks) => {
        const period = { fromMs, toMs: fromMs + lengthMs };
        const starts = bucketStarts(period, stepMs, createCalendar(zone));
        assert.ok((starts[0] ?? Number.POSITIVE_INFINITY) <= fromMs);
        assert.ok((starts.at(-1) ?? Number.POSITIVE_INFINITY) < period.toMs);
        assert.deepEqual(
          starts,
          [...new Set(starts)].sort((one, other) => one - other),
        );
        const counts = knocks
          .map(([share, count]): [number, number] => [Math.floor(fromMs + share * lengthMs), count])
          .sort(([one], [other]) => one - other);
        const sums = intoBuckets(starts, counts);
        const expected = starts.map((start, index) =>
          counts.reduce(
            (sum, [timeMs, count]) =>
              timeMs >= start && timeMs < (starts[index + 1] ?? Number.POSITIVE_INFINITY) ? sum + count : sum,
            0,
          ),
        );
        assert.deepEqual(sums, expected);
      },
    ),
    { numRuns: 200 },
  );
});
