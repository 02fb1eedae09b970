import assert from "node:assert/strict";
import { test } from "node:test";
import { createWatch } from "../../src/detect/index.ts";
import type { DetectorInput, Finding } from "../../src/model/finding.ts";
import { probe } from "../support/events.ts";

const settings = { burst: { probes: 3, window_s: 15 } };
const knock = (second: number, facts = {}): DetectorInput => ({ kind: "event", event: probe(second * 1000, facts) });
const tick = (second: number): DetectorInput => ({ kind: "tick", nowMs: second * 1000 });

function told(inputs: readonly DetectorInput[], alarmAfterMs = 0): (readonly [Finding["state"], number])[] {
  const watch = createWatch(settings, {});
  return inputs.flatMap((input) => watch.step(input, alarmAfterMs)).map(({ state, count }) => [state, count]);
}

test("the third probe within the window starts a burst, and a silence as long ends it", () => {
  assert.deepEqual(told([knock(0), knock(5), knock(10), tick(20), tick(26), tick(36)]), [
    ["started", 3],
    ["ended", 3],
  ]);
});
test("a burst that was over before it was read stays open until the pass after", () => {
  assert.deepEqual(told([knock(0), knock(1), knock(2), tick(300)]), [["started", 3]]);
  assert.deepEqual(told([knock(0), knock(1), knock(2), tick(300), tick(600)]), [
    ["started", 3],
    ["ended", 3],
  ]);
});
test("two bursts of one source in one page are two episodes", () => {
  assert.deepEqual(told([knock(0), knock(1), knock(2), knock(100), knock(101), knock(102)]), [
    ["started", 3],
    ["ended", 3],
    ["started", 3],
  ]);
});
test("a burst that goes on is told once a minute", () => {
  const seconds = Array.from({ length: 131 }, (_, second) => knock(second));
  assert.deepEqual(told(seconds), [
    ["started", 3],
    ["ongoing", 63],
    ["ongoing", 123],
  ]);
});
test("one row that was repeated often enough is a burst", () => {
  assert.deepEqual(told([knock(0, { count: 3 })]), [["started", 3]]);
});
test("backscatter, other doors, and times too uncertain are none", () => {
  assert.deepEqual(told([knock(0), knock(1), knock(2, { class: "backscatter" })]), []);
  assert.deepEqual(told([knock(0), knock(1), knock(2, { port: 139 })]), []);
  assert.deepEqual(told([knock(0), knock(1), knock(2, { timeUncertaintyMs: 20_000 })]), []);
});
test("three probes spread over more than the window are none", () => {
  assert.deepEqual(told([knock(0), knock(8), knock(16), knock(24), knock(32)]), []);
});
test("what is older than the alarm's limit is marked late", () => {
  const watch = createWatch(settings, {});
  const findings = [knock(0), knock(1), knock(2)].flatMap((input) => watch.step(input, 60_000));
  assert.deepEqual(
    findings.map(({ isLate }) => isLate),
    [true],
  );
});
test("a watch that is set up from its checkpoint goes on where it was", () => {
  const before = createWatch(settings, {});
  for (const input of [knock(0), knock(1)]) before.step(input, 0);
  const after = createWatch(settings, JSON.parse(JSON.stringify(before.checkpoints())));
  assert.equal(after.step(knock(2), 0)[0]?.state, "started");
  assert.equal(createWatch(settings, {}).step(knock(2), 0)[0], undefined);
});
test("its memory follows the rate, not the history", () => {
  const watch = createWatch(settings, {});
  for (let second = 0; second < 1000; second++) {
    watch.step(knock(second, { source: `192.0.2.${second % 200}`, port: second }), 0);
    watch.step(tick(second), 0);
  }
  assert.ok(JSON.stringify(watch.checkpoints()).length < 5000);
});
