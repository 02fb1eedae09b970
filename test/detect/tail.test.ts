import assert from "node:assert/strict";
import { test } from "node:test";
import { tailProbability } from "../../src/detect/tail.ts";

/** Count, mean, dispersion, and the probability of at least so many, summed up with 60 decimal digits. */
const cases: readonly (readonly [number, number, number, number])[] = [
  [8, 0.3, 0, 1.246905196069e-9],
  [9, 0.3, 0, 4.14219753619e-11],
  [33, 10, 0, 7.372207796143e-9],
  [500, 400, 0, 8.109381078799e-7],
  [20, 19.5, 0, 0.4848557466859],
  [8, 0.0125, 0.5, 1.9825817154e-17],
  [13, 0.6, 0.5, 5.790358011697e-8],
  [250, 20, 0.5, 1.064330561095e-9],
  [5, 1, 3, 5.91605180798e-2],
  [100, 90, 0.01, 0.2284657912252],
];

for (const [count, mean, dispersion, probability] of cases) {
  test(`at least ${count} where ${mean} are usual, with a dispersion of ${dispersion}: ${probability}`, () => {
    assert.ok(Math.abs(tailProbability(count, mean, dispersion) / probability - 1) < 1e-10);
  });
}

test("what is not above the mean is no wonder, and what is far above it has no chance at all", () => {
  assert.equal(tailProbability(10, 10), 1);
  assert.equal(tailProbability(1000, 10), 0);
});
