import assert from "node:assert/strict";
import { test } from "node:test";
import { createWatch } from "../../src/detect/watch.ts";
import { createLocalDays } from "../../src/journal/local-day.ts";
import type { JournalEvent } from "../../src/model/event.ts";
import { probe } from "../support/events.ts";
import { findingsOf, type Step, settingsOf } from "../support/watch.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const begin = Date.parse("2026-12-01T00:00:00Z");
const settings = settingsOf("returning");
const visit = (day: number, hour = 12, facts: Partial<JournalEvent> = {}): JournalEvent =>
  probe(begin + day * dayMs + hour * hourMs, facts);
const tick = (day: number): number => begin + day * dayMs;

function told(steps: readonly Step[]): (readonly [string, number])[] {
  return findingsOf(steps, { settings }).map(({ state, count }) => [state, count]);
}

test("the third day of seven makes a returning source; its count is of days", () => {
  assert.deepEqual(told([visit(0), visit(3), visit(6)]), [["started", 3]]);
  assert.deepEqual(told([visit(0), visit(3), visit(7)]), []);
});
test("many probes on two days are none", () => {
  assert.deepEqual(told(Array.from({ length: 48 }, (_, hour) => visit(0, hour))), []);
});
test("it goes on with each further day, and is told once a day", () => {
  const hourly = Array.from({ length: 5 * 24 }, (_, hour) => visit(0, hour));
  assert.deepEqual(told(hourly), [
    ["started", 3],
    ["ongoing", 4],
    ["ongoing", 5],
  ]);
});
test("it is over when too few of its days are left in the week: after five without it", () => {
  const visits = [visit(0), visit(1), visit(2), tick(2.51)];
  assert.deepEqual(told([...visits, tick(7), tick(7.6)]), [
    ["started", 3],
    ["ended", 3],
  ]);
  assert.deepEqual(told([...visits, tick(7), visit(7), tick(7.6), tick(12)]), [
    ["started", 3],
    ["ongoing", 4],
  ]);
});
test("days are those of the router's zone", () => {
  const late = [0, 1, 2].map((day) => visit(day, 4));
  const night = [visit(0, 2), visit(0, 23), visit(1, 4)];
  const steps = (events: readonly JournalEvent[], zone: string) =>
    findingsOf(events, { settings, watch: createWatch({ settings, dayOf: createLocalDays(zone) }) }).length;
  assert.deepEqual([steps(late, "UTC"), steps(late, "America/Los_Angeles")], [1, 1]);
  // 2:00 in UTC is the evening before in Los Angeles, 4:00 of the next day is the same evening as 23:00.
  assert.deepEqual([steps(night, "UTC"), steps(night, "America/Los_Angeles")], [0, 0]);
  const three = [visit(0, 2), visit(0, 12), visit(1, 12)];
  assert.deepEqual([steps(three, "UTC"), steps(three, "America/Los_Angeles")], [0, 1]);
});
test("visits that the journal remembers count, also those of days that came in any order", () => {
  const recalled = (days: readonly number[]) => {
    const visits = days.map((day) => ({ source: "203.0.113.9", day }));
    const recollection = { checkpoints: {}, openEpisodes: [], visits, events: [] };
    const watch = createWatch({ settings, dayOf: createLocalDays("UTC"), recollection });
    return findingsOf([visit(0)], { settings, watch }).length;
  };
  assert.deepEqual([recalled([20261128, 20261130]), recalled([20261130, 20261128]), recalled([20261130])], [1, 1, 0]);
  assert.equal(recalled([20261120, 20261124, 20261130]), 0);
});
