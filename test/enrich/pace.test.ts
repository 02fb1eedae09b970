import assert from "node:assert/strict";
import { test } from "node:test";
import { createPace } from "../../src/enrich/pace.ts";
import { recordedLog } from "../support/log.ts";

const minuteMs = 60_000;
const yearMs = 365 * 24 * 60 * minuteMs;

/** A pace, the clock that it goes by, and what people are told. */
function pacing() {
  const clock = { nowMs: yearMs };
  const { log, lines } = recordedLog();
  const pace = createPace(["192.0.2.53"], log, () => clock.nowMs);
  const failOften = () => Array.from({ length: 8 }, () => pace.failed());
  return { clock, lines, pace, failOften };
}

test("eight addresses in a row without an answer make a pause of a minute, and then one is tried", () => {
  const { clock, lines, pace, failOften } = pacing();
  assert.deepEqual(failOften(), [false, false, false, false, false, false, false, true]);
  assert.deepEqual([pace.limit(4), pace.pauseLeftMs()], [0, minuteMs]);
  clock.nowMs += minuteMs;
  assert.deepEqual([pace.limit(4), pace.pauseLeftMs()], [1, 0]);
  assert.deepEqual(lines, ["dns    warning: no answer from 192.0.2.53: names of sources wait, nothing else does"]);
});

test("each failure after that makes a pause twice as long, of an hour at most, and is not told again", () => {
  const { clock, lines, pace, failOften } = pacing();
  failOften();
  const pauses = Array.from({ length: 7 }, () => {
    clock.nowMs += pace.pauseLeftMs();
    assert.equal(pace.failed(), true);
    return pace.pauseLeftMs() / minuteMs;
  });
  assert.deepEqual(pauses, [2, 4, 8, 16, 32, 60, 60]);
  assert.equal(lines.length, 1);
});

test("an answer ends it, and begins the count anew", () => {
  const { lines, pace, failOften } = pacing();
  failOften();
  pace.answered();
  assert.deepEqual([pace.limit(4), pace.pauseLeftMs()], [4, 0]);
  assert.equal(lines.at(-1), "dns    names of sources are found again");
  assert.equal(pace.failed(), false);
});

test("a clock that was ahead by a year and is set back makes no pause of a year", () => {
  const { clock, pace, failOften } = pacing();
  failOften();
  clock.nowMs -= yearMs;
  assert.equal(pace.pauseLeftMs(), minuteMs);
  clock.nowMs += minuteMs;
  assert.equal(pace.limit(4), 1);
});
