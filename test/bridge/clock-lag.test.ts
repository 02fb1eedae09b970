import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createClockLag } from "../../src/bridge/clock-lag.ts";

const minuteMs = 60_000;
const everyMs = 5 * minuteMs;

/** What is known after pages five minutes apart, whose newest row is so old by the router's clock. */
function lagAfter(agesMs: readonly number[]): number {
  const clockLag = createClockLag();
  return agesMs.reduce((_, ageMs, page) => {
    const scrapedAtMs = (page + 1) * everyMs;
    return clockLag({ newSinceMs: scrapedAtMs - everyMs, scrapedAtMs, newestMs: scrapedAtMs - ageMs });
  }, 0);
}

test("a right clock has no lag, however quiet the log is", () => {
  assert.equal(lagAfter([minuteMs, 4 * minuteMs, 1000, 299_000, 0]), 0);
});
test("a clock that is constantly behind is known after three pages, as far as it must be", () => {
  const behind = [2, 4, 1].map((minutes) => (20 + minutes) * minuteMs);
  assert.equal(lagAfter(behind.slice(0, 2)), 0);
  assert.equal(lagAfter(behind), 19 * minuteMs);
});
test("one that is ahead has a negative lag", () => {
  assert.equal(lagAfter([-59, -57, -58].map((minutes) => minutes * minuteMs)), -59 * minuteMs);
});
test("a log that brings up old rows once says nothing about the clock", () => {
  assert.equal(lagAfter([minuteMs, 3 * 1440 * minuteMs, minuteMs]), 0);
  assert.equal(lagAfter([3 * 1440 * minuteMs, minuteMs, 2 * minuteMs, minuteMs]), 0);
});
test("what was wrong long ago is forgotten", () => {
  const set = Array.from({ length: 8 }, () => minuteMs);
  assert.equal(lagAfter([...[22, 21, 23].map((minutes) => minutes * minuteMs), ...set]), 0);
});
test("a constant error is never overstated, and missed by less than a page's interval", () => {
  const age = fc.integer({ min: 0, max: everyMs - 1 });
  const lag = fc.integer({ min: -86_400_000, max: 86_400_000 });
  fc.assert(
    fc.property(lag, fc.array(age, { minLength: 3, maxLength: 20 }), (lagMs, ages) => {
      const known = lagAfter(ages.map((ageMs) => lagMs + ageMs));
      return Math.abs(known) <= Math.abs(lagMs) && Math.abs(known - lagMs) <= everyMs;
    }),
  );
});
