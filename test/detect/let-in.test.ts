import assert from "node:assert/strict";
import { test } from "node:test";
import { createWatch } from "../../src/detect/watch.ts";
import type { JournalEvent } from "../../src/model/event.ts";
import { probe } from "../support/events.ts";
import { createKeeper, findingsOf, type Step, settingsOf, utcDays } from "../support/watch.ts";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const begin = Date.parse("2026-12-01T12:00:00Z");
const settings = settingsOf("let_in");
const knock = (minute: number, facts: Partial<JournalEvent> = {}): JournalEvent =>
  probe(begin + minute * minuteMs, { port: 23, ...facts });
const letIn = (minute: number, facts: Partial<JournalEvent> = {}): JournalEvent =>
  knock(minute, { class: "admitted", action: "accept", port: 443, ...facts });
const someone = (last: number) => ({ source: `198.51.100.${last}` });

function told(steps: readonly Step[]): (readonly [string, string, string | undefined])[] {
  return findingsOf(steps, { settings }).map(({ state, severity, sources }) => [state, severity, sources[0]]);
}

test("the first that is let in by a door is told, the next by the same door is not", () => {
  assert.deepEqual(told([letIn(0, someone(1)), letIn(1, someone(2)), letIn(2, someone(3))]), [
    ["started", "high", "198.51.100.1"],
  ]);
});
test("whoever knocked within the last days and is let in is told, by whatever door", () => {
  const known = letIn(0, someone(1));
  assert.deepEqual(told([known, knock(1), letIn(2)]).slice(1), [["started", "high", "203.0.113.9"]]);
  assert.deepEqual(told([known, knock(-6 * 24 * 60), letIn(2)]).slice(1).length, 1);
  assert.deepEqual(told([knock(-7 * 24 * 60), known, letIn(2)]).slice(1), []);
});
test("both at once is critical", () => {
  assert.deepEqual(told([knock(0), letIn(1)]), [["started", "critical", "203.0.113.9"]]);
});
test("what was let in is counted until it has been quiet for an hour", () => {
  const steps = [knock(0), letIn(1), letIn(2, { count: 4 }), letIn(40), begin + 50 * minuteMs, begin + 120 * minuteMs];
  const findings = findingsOf(steps, { settings });
  assert.deepEqual(
    findings.map(({ state, count }) => [state, count]),
    [
      ["started", 1],
      ["ongoing", 6],
      ["ended", 6],
    ],
  );
});
test("a probe that was not let in is none, however new its door", () => {
  assert.deepEqual(told([knock(0), knock(1, { port: 443 }), knock(2, { class: "reply", port: 50_000 })]), []);
});
test("a router that has let in by 2,000 doors lets in everywhere: a further one is no news", () => {
  const steps = Array.from({ length: 2002 }, (_, door) => letIn(door * 70, { port: 1 + door, ...someone(door % 200) }));
  const begun = findingsOf(steps, { settings }).filter(({ state }) => state === "started");
  assert.deepEqual([begun.length, begun.at(-1)?.ports], [2000, [2000]]);
});
test("doors are remembered for good, through a restart and long after their rows are gone", () => {
  const keeper = createKeeper();
  const before = createWatch({ settings, dayOf: utcDays });
  findingsOf([letIn(0, someone(1)), begin + minuteMs, begin + 120 * minuteMs], { settings, watch: before });
  keeper.keep(before.takeChanges());
  const recollection = { checkpoints: keeper.kept, openEpisodes: [], visits: [], events: [] };
  const after = createWatch({ settings, dayOf: utcDays, recollection });
  const later = [letIn(400 * 1440, someone(2)), letIn(400 * 1440, { port: 8443, ...someone(2) })];
  assert.deepEqual(
    findingsOf(later, { settings, watch: after }).map(({ ports }) => ports),
    [[8443]],
  );
});
test("a log that does not tell the port can still tell who had knocked", () => {
  assert.deepEqual(told([knock(0), letIn(1, { port: undefined })]), [["started", "high", "203.0.113.9"]]);
  assert.deepEqual(told([letIn(1, { port: undefined })]), []);
});
test("who was let in too long ago to be alarmed is recorded", () => {
  const findings = findingsOf([knock(0), letIn(1)], { settings, alarmAfterMs: begin + dayMs });
  assert.deepEqual(
    findings.map(({ isLate }) => isLate),
    [true],
  );
});
