import assert from "node:assert/strict";
import { test } from "node:test";
import { suggestSchedule } from "../../src/schedule/suggested.ts";

const minuteMs = 60_000;
const cases: readonly {
  readonly every: string;
  readonly scheduleMs: number;
  readonly fillMs: number;
  readonly suggested: string | undefined;
}[] = [
  { every: "5 min, full after 5", scheduleMs: 5 * minuteMs, fillMs: 5 * minuteMs, suggested: "*/2 * * * *" },
  { every: "5 min, full after 2", scheduleMs: 5 * minuteMs, fillMs: 2 * minuteMs, suggested: "* * * * *" },
  { every: "5 min, flooded at once", scheduleMs: 5 * minuteMs, fillMs: 100, suggested: "* * * * *" },
  { every: "1 min, flooded at once", scheduleMs: minuteMs, fillMs: 100, suggested: "*/20 * * * * *" },
  { every: "1 min, full after 1", scheduleMs: minuteMs, fillMs: minuteMs, suggested: "*/30 * * * * *" },
  { every: "1 h, full after 50 min", scheduleMs: 60 * minuteMs, fillMs: 50 * minuteMs, suggested: "*/20 * * * *" },
  { every: "a day, full after 20 h", scheduleMs: 1440 * minuteMs, fillMs: 1200 * minuteMs, suggested: "0 * * * *" },
  { every: "20 s, which is close enough", scheduleMs: 20_000, fillMs: 100, suggested: undefined },
];

for (const { every, scheduleMs, fillMs, suggested } of cases) {
  test(`read every ${every}: ${suggested ?? "nothing is suggested"}`, () => {
    assert.equal(suggestSchedule({ scheduleMs, fillMs }), suggested);
  });
}

test("a router that must not be asked so often is asked as often as it bears", () => {
  const [scheduleMs, fillMs] = [30 * minuteMs, 1000];
  assert.equal(suggestSchedule({ scheduleMs, fillMs, closestMs: 10 * minuteMs }), "*/10 * * * *");
  assert.equal(suggestSchedule({ scheduleMs, fillMs, closestMs: 30 * minuteMs }), undefined);
});
