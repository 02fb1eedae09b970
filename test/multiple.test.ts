import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createAttempts, stepAttempts } from "../src/attempts.ts";
import type { JournalEvent } from "../src/model/event.ts";
import { createMultiple, stepDoor, stepMultiple } from "../src/multiple.ts";
import { probe } from "./support/events.ts";

function multipleOf(probes: readonly JournalEvent[]): number {
  const state = createMultiple();
  return probes.flatMap((one) => stepMultiple(state, one)).reduce((sum, { count }) => sum + count, 0);
}

function attemptsOf(probes: readonly JournalEvent[]): (0 | 1 | undefined)[] {
  const state = createAttempts();
  return probes.map((one) => stepAttempts(state, one));
}

const at = (...seconds: number[]): JournalEvent[] => seconds.map((second) => probe(second * 1000));

test("three probes of one source on one port in 15 seconds are a multiple attack, all three of them", () => {
  assert.equal(multipleOf(at(0, 7, 15)), 3);
});
test("three probes in 15.001 seconds are none", () => {
  assert.equal(multipleOf([probe(0), probe(7_000), probe(15_001)]), 0);
});
test("two probes are none, and a repeat count makes up the third", () => {
  assert.equal(multipleOf(at(0, 1)), 0);
  assert.equal(multipleOf([probe(0), probe(1_000, { count: 2 })]), 3);
});
test("a fourth probe that reaches back to two of the three belongs as well", () => {
  assert.equal(multipleOf(at(0, 7, 15, 20)), 4);
});
test("a probe that is told late takes its place among those before and after it", () => {
  assert.equal(multipleOf(at(0, 14, 7)), 3);
  assert.equal(multipleOf(at(14, 7, 0)), 3);
  assert.equal(multipleOf(at(0, 14, 7, 20)), 4);
});
test("other ports, protocols and sources are other doors", () => {
  assert.equal(
    multipleOf([probe(0), probe(1, { port: 139 }), probe(2, { protocol: "udp" }), probe(3, { source: "192.0.2.1" })]),
    0,
  );
});
test("a probe whose time is uncertain by more than the window is left out", () => {
  assert.equal(multipleOf([...at(0, 1), probe(2_000, { timeUncertaintyMs: 15_001 })]), 0);
  assert.equal(multipleOf([...at(0, 1), probe(2_000, { timeUncertaintyMs: 15_000 })]), 3);
});
test("a probe belongs exactly if some window of 15 seconds around it holds three", () => {
  const times = fc.array(fc.integer({ min: 0, max: 90 }), { maxLength: 12 });
  fc.assert(
    fc.property(times, (seconds) => {
      const sorted = [...seconds].sort((a, b) => a - b);
      const expected = sorted.filter((second) =>
        sorted.some(
          (first) =>
            first <= second &&
            second <= first + 15 &&
            sorted.filter((one) => one >= first && one <= first + 15).length >= 3,
        ),
      ).length;
      assert.equal(multipleOf(at(...sorted)), expected);
    }),
  );
});

test("a multiple attack goes on for as long as no probe comes more than 15 seconds after the one before", () => {
  const runOf = (...timesMs: number[]) => {
    const state = createMultiple();
    return timesMs.map((timeMs) => stepDoor(state, "door", timeMs, 1).run?.count);
  };
  assert.deepEqual(runOf(0, 1000, 2000, 17_000, 32_000), [undefined, undefined, 3, 4, 5]);
  assert.deepEqual(runOf(0, 1000, 2000, 17_001), [undefined, undefined, 3, undefined]);
});

test("a retransmission of the same 5-tuple within a minute is no new attempt", () => {
  const again = (second: number) => probe(second * 1000, { destination: "192.0.2.1" });
  assert.deepEqual(attemptsOf([again(0), again(3), again(63), again(124)]), [1, 0, 0, 1]);
});
test("another source port is another attempt", () => {
  assert.deepEqual(
    attemptsOf([probe(0, { destination: "192.0.2.1" }), probe(1, { destination: "192.0.2.1", sourcePort: 40_001 })]),
    [1, 1],
  );
});
test("an attempt is not known where the log lacks the destination", () => {
  assert.deepEqual(attemptsOf([probe(0)]), [undefined]);
});
