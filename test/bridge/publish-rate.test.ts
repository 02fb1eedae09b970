import assert from "node:assert/strict";
import { test } from "node:test";
import { createPublishRate } from "../../src/bridge/publish-rate.ts";

test("messages a minute are those of the last minute or a little more, and stand until the next", () => {
  let [sent, nowMs] = [100, 1_000_000];
  const rate = createPublishRate(
    () => sent,
    () => nowMs,
  );
  const after = (seconds: number, messages: number): number => {
    nowMs += seconds * 1000;
    sent += messages;
    return rate();
  };
  assert.deepEqual([after(0, 0), after(59, 30), after(31, 30), after(59, 500)], [0, 0, 40, 40]);
  assert.equal(after(1, 100), 600);
  // The clock is set back by an hour: the minute begins anew, and what was sent before is not counted into it.
  assert.deepEqual([after(-3600, 1000), after(59, 20), after(1, 0)], [600, 600, 20]);
});
