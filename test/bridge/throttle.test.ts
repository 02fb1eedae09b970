import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { createThrottle } from "../../src/bridge/throttle.ts";

const everyMs = 10_000;
/** How long it takes in these tests until one more is allowed. */
const backAfterMs = 40_000;

/** A throttle under a clock of the test's own, and when it did something, in seconds. */
function scene(t: TestContext, ...allowance: [] | [{ readonly times: number; readonly backAfterMs: number }]) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let nowMs = 0;
  t.mock.method(performance, "now", () => nowMs);
  const done: number[] = [];
  const throttle = createThrottle(everyMs, () => done.push(nowMs / 1000), ...allowance);
  t.after(() => throttle.stop());
  const pass = (ms: number, isAsking = true): void => {
    for (const endMs = nowMs + ms; nowMs < endMs; ) {
      if (isAsking) throttle.ask();
      nowMs += 1000;
      t.mock.timers.tick(1000);
    }
  };
  return { throttle, done, pass };
}

test("what is asked for all the time is done at once and then at its pace", (t) => {
  const { done, pass } = scene(t);
  pass(35_000);
  assert.deepEqual(done, [0, 10, 20, 30]);
});

test("with an allowance it is done at that pace until it is used up, and then as it comes back", (t) => {
  const { done, pass } = scene(t, { times: 3, backAfterMs });
  pass(150_000);
  assert.deepEqual(done, [0, 10, 20, 40, 80, 120]);
});

test("after a quiet time the allowance is back", (t) => {
  const { done, pass } = scene(t, { times: 3, backAfterMs });
  pass(30_000);
  pass(300_000, false);
  pass(30_000);
  // What was asked for before is done when it is allowed again.
  assert.deepEqual(done, [0, 10, 20, 40, 330, 340, 350]);
});

test("what is forced is done at once, and counts", (t) => {
  const { throttle, done, pass } = scene(t, { times: 1, backAfterMs });
  throttle.force();
  throttle.force();
  pass(90_000);
  assert.deepEqual(done, [0, 0, 40, 80]);
});
