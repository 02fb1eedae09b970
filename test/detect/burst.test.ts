import assert from "node:assert/strict";
import { test } from "node:test";
import { createWatch } from "../../src/detect/watch.ts";
import type { JournalEvent } from "../../src/model/event.ts";
import type { Finding } from "../../src/model/finding.ts";
import { probe } from "../support/events.ts";
import { createKeeper, findingsOf, type Step, settingsOf, utcDays } from "../support/watch.ts";

const settings = settingsOf("burst");
const knock = (second: number, facts: Partial<JournalEvent> = {}): JournalEvent => probe(second * 1000, facts);
const tick = (second: number): number => second * 1000;

function told(steps: readonly Step[]): (readonly [Finding["state"], number])[] {
  return findingsOf(steps, { settings }).map(({ state, count }) => [state, count]);
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
  const findings = findingsOf([knock(0), knock(1), knock(2)], { settings, alarmAfterMs: 60_000 });
  assert.deepEqual(
    findings.map(({ isLate }) => isLate),
    [true],
  );
});
test("a watch that is set up again goes on where it was", () => {
  const before = createWatch({ settings, dayOf: utcDays });
  const keeper = createKeeper();
  const steps = [knock(0), knock(1)];
  findingsOf(steps, { settings, watch: before });
  keeper.keep(before.takeChanges());
  const recollection = { checkpoints: keeper.kept, openEpisodes: [], visits: [], events: steps };
  const after = createWatch({ settings, dayOf: utcDays, recollection });
  assert.equal(findingsOf([knock(2)], { settings, watch: after })[0]?.state, "started");
  assert.deepEqual(findingsOf([knock(2)], { settings }), []);
});
test("a source that knocks on many doors once makes none", () => {
  const steps = Array.from({ length: 1000 }, (_, second) => [
    knock(second, { source: `192.0.2.${second % 200}`, port: second }),
    tick(second),
  ]).flat();
  assert.deepEqual(told(steps), []);
});
