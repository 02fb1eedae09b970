import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import { intervalMs, isValidSchedule, startSchedule } from "../src/schedule.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const start = Date.parse("2026-11-23T12:00:01.500Z");

/** A schedule over a faked clock, and what it did: the times at which runs began, and those that were skipped. */
function fakeSchedule(
  t: TestContext,
  expression: string,
  options: { startMs?: number; timezone?: string; isSlow?: boolean; now?: () => number } = {},
) {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"], now: options.startMs ?? start });
  const now = options.now ?? Date.now;
  const runs: string[] = [];
  const skipped: string[] = [];
  const finishers: (() => void)[] = [];
  const schedule = startSchedule({
    expression,
    timezone: options.timezone ?? "UTC",
    now,
    run: () => {
      runs.push(new Date(now()).toISOString().slice(11, 19));
      return options.isSlow ? new Promise((resolve) => finishers.push(resolve)) : Promise.resolve();
    },
    onSkip: (dueMs) => skipped.push(new Date(dueMs).toISOString().slice(11, 19)),
  });
  /** Moves the clock second by second, and lets what was started come to its end in between. */
  const pass = async (seconds: number) => {
    for (let second = 0; second < seconds; second += 1) {
      t.mock.timers.tick(1000);
      await settle();
    }
  };
  const finish = () => {
    for (const end of finishers.splice(0)) end();
  };
  return { schedule, runs, skipped, pass, finish };
}

/** Lets promises that are ready go on. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe("a schedule", () => {
  test("runs as long after the run before as it is told, where it is auto, also when that changes meanwhile", async (t) => {
    t.mock.timers.enable({ apis: ["setTimeout", "Date"], now: start });
    const runs: number[] = [];
    let pauseMs = 40_000;
    const schedule = startSchedule({
      expression: "auto",
      pauseMs: () => pauseMs,
      run: async () => void runs.push((Date.now() - start) / 1000),
      onSkip: () => assert.fail("nothing is slow here"),
    });
    const pass = async (seconds: number) => {
      for (let second = 0; second < seconds; second += 1) {
        t.mock.timers.tick(1000);
        await settle();
      }
    };
    await pass(90);
    pauseMs = 15 * minuteMs;
    await pass(15 * 60 + 30);
    assert.deepEqual(runs, [40, 80, 980]);
    await schedule.stop();
    await pass(15 * 60);
    assert.equal(runs.length, 3);
  });

  test("runs at each second that its expression names", async (t) => {
    const { schedule, runs, pass } = fakeSchedule(t, "*/2 * * * * *");
    await pass(7);
    await schedule.stop();
    assert.deepEqual(runs, ["12:00:02", "12:00:04", "12:00:06", "12:00:08"]);
  });

  test("of five fields runs at the full minute", async (t) => {
    const { schedule, runs, pass } = fakeSchedule(t, "*/5 * * * *");
    await pass(11 * 60);
    await schedule.stop();
    assert.deepEqual(runs, ["12:05:00", "12:10:00"]);
  });

  test("never runs twice at once, and says what it left out", async (t) => {
    const { schedule, runs, skipped, pass, finish } = fakeSchedule(t, "*/2 * * * * *", { isSlow: true });
    await pass(5);
    finish();
    await pass(2);
    assert.deepEqual(
      [runs, skipped],
      [
        ["12:00:02", "12:00:08"],
        ["12:00:04", "12:00:06"],
      ],
    );
    finish();
    await schedule.stop();
  });

  test("runs at once when it is asked to, unless a pass is under way", async (t) => {
    const { schedule, runs, skipped, finish } = fakeSchedule(t, "*/5 * * * *", { isSlow: true });
    const first = schedule.runNow();
    assert.equal(await schedule.runNow(), false);
    finish();
    assert.equal(await first, true);
    assert.deepEqual([runs, skipped], [["12:00:01"], []]);
    await schedule.stop();
    assert.equal(await schedule.runNow(), false);
  });

  test("a pass that was asked for holds back the one that is due", async (t) => {
    const { schedule, runs, skipped, pass, finish } = fakeSchedule(t, "*/2 * * * * *", { isSlow: true });
    const asked = schedule.runNow();
    await pass(1);
    assert.deepEqual([runs, skipped], [["12:00:01"], ["12:00:02"]]);
    finish();
    await asked;
    await schedule.stop();
  });

  test("stops: starts no more, and waits for the pass that is under way", async (t) => {
    const { schedule, runs, pass, finish } = fakeSchedule(t, "*/2 * * * * *", { isSlow: true });
    await pass(1);
    let isStopped = false;
    const stopping = schedule.stop().then(() => {
      isStopped = true;
    });
    await pass(10);
    assert.equal(isStopped, false);
    finish();
    await stopping;
    assert.deepEqual(runs, ["12:00:02"]);
  });

  test("goes on after a pass that was rejected, whose rejection is its starter's", async (t) => {
    t.mock.timers.enable({ apis: ["setTimeout", "Date"], now: start });
    const schedule = startSchedule({
      expression: "0 0 1 1 *",
      run: () => Promise.reject(new Error("a defect")),
      onSkip: () => assert.fail("nothing is under way"),
    });
    await assert.rejects(schedule.runNow(), /a defect/);
    await assert.rejects(schedule.runNow(), /a defect/);
    await schedule.stop();
  });

  test("notices within a minute that the clock was set back by years", async (t) => {
    // Timers go by a clock that nobody sets; only what the time is called jumps.
    let offsetMs = 0;
    const { schedule, runs, pass } = fakeSchedule(t, "*/5 * * * *", { now: () => Date.now() + offsetMs });
    await pass(1);
    offsetMs = Date.parse("2020-01-01T00:03:30Z") - Date.now();
    await pass(120);
    await schedule.stop();
    assert.deepEqual(runs, ["00:05:00"]);
  });

  test("after a long sleep of the machine runs once, not once for each time that it missed", async (t) => {
    const { schedule, runs, pass } = fakeSchedule(t, "*/2 * * * * *");
    await pass(1);
    t.mock.timers.setTime(Date.parse("2026-11-24T08:00:00.500Z"));
    await pass(3);
    await schedule.stop();
    assert.deepEqual([runs.length <= 4, runs[0], runs.at(-1)], [true, "12:00:02", "08:00:02"]);
  });

  test("goes on in the hour that a clock lives twice in autumn", async (t) => {
    const startMs = Date.parse("2026-10-25T00:50:00Z");
    const { schedule, runs, pass } = fakeSchedule(t, "*/20 * * * *", { startMs, timezone: "Europe/Berlin" });
    await pass(95 * 60);
    await schedule.stop();
    assert.deepEqual(runs, ["01:00:00", "01:20:00", "01:40:00", "02:00:00", "02:20:00"]);
  });

  test("keeps its hours in its time zone", async (t) => {
    const startMs = Date.parse("2026-07-01T05:59:30Z");
    const { schedule, runs, pass } = fakeSchedule(t, "0 8 * * *", { startMs, timezone: "Europe/Berlin" });
    await pass(60);
    await schedule.stop();
    assert.deepEqual(runs, ["06:00:00"]);
  });
});

test("an expression of five or six fields that comes true some day is a schedule", () => {
  const good = ["* * * * *", "*/2 * * * * *", "0 8-20 * * mon-fri", "5,35 * * * *", "0 0 29 2 *"];
  const bad = [
    "",
    "* * * *",
    "* * * * * * *",
    "61 * * * *",
    "*/0 * * * *",
    "0 24 * * *",
    "0 0 30 2 *",
    "every day",
    "a b c d e",
  ];
  assert.deepEqual(
    good.filter((expression) => !isValidSchedule(expression)),
    [],
  );
  assert.deepEqual(
    bad.filter((expression) => isValidSchedule(expression)),
    [],
  );
});

test("the interval is the longest pause between two runs", () => {
  const cases: readonly (readonly [string, number])[] = [
    ["*/2 * * * * *", 2000],
    ["0,50 * * * * *", 50_000],
    ["*/5 * * * *", 5 * minuteMs],
    ["*/25 * * * *", 25 * minuteMs],
    ["0 * * * *", hourMs],
    ["0 * 15 * *", hourMs],
    ["0 * * * wed", hourMs],
    ["0 8-20 * * *", 12 * hourMs],
    ["0 3 * * *", 24 * hourMs],
    ["0 3 * * 1", 7 * 24 * hourMs],
    ["0 3 1 * *", 31 * 24 * hourMs],
    ["0 3 29 2 *", 366 * 24 * hourMs],
  ];
  const at = Date.parse("2026-11-30T12:00:00Z");
  assert.deepEqual(
    cases.map(([expression]) => [expression, intervalMs(expression, at, "UTC")]),
    cases,
  );
});
