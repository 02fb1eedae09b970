import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { backoffDelayMs } from "../../../src/routers/http/backoff.ts";

const almostOne = 1 - Number.EPSILON;

test("the bound of the wait starts at 5 s, doubles with each failure and ends at 15 min", () => {
  const bounds = [1, 2, 3, 4, 7, 8, 9, 100, 2000].map((failures) => backoffDelayMs(failures, () => almostOne));
  assert.deepEqual(bounds, [4_999, 9_999, 19_999, 39_999, 319_999, 639_999, 899_999, 899_999, 899_999]);
});

test("the wait is spread over all of the bound", () => {
  assert.equal(
    backoffDelayMs(3, () => 0),
    0,
  );
  assert.equal(
    backoffDelayMs(3, () => 0.5),
    10_000,
  );
});

test("the wait is a whole number within the cap for any number of failures", () => {
  fc.assert(
    fc.property(fc.nat(), fc.double({ min: 0, max: almostOne, noNaN: true }), (failures, random) => {
      const delayMs = backoffDelayMs(failures, () => random);
      assert.ok(Number.isInteger(delayMs) && delayMs >= 0 && delayMs < 900_000);
    }),
  );
});
