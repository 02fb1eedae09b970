import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createLineQueue } from "../../src/bridge/line-queue.ts";

const noon = Date.parse("2026-12-01T12:00:00Z");
const long = "x".repeat(60_000);

/** Lines of one moment after the other. */
function line(number: number, text = "x") {
  return { text, receivedAtMs: noon + number };
}

test("lines come out in order, and a batch says up to when nothing waits", () => {
  const queue = createLineQueue();
  for (let number = 0; number < 5; number += 1) assert.equal(queue.push(line(number), false), true);
  const first = queue.take(3, noon + 100);
  assert.deepEqual([first.lines.map(({ receivedAtMs }) => receivedAtMs - noon), first.untilMs], [[0, 1, 2], noon + 3]);
  const rest = queue.take(3, noon + 100);
  assert.deepEqual([rest.lines.map(({ receivedAtMs }) => receivedAtMs - noon), rest.untilMs], [[3, 4], noon + 100]);
  assert.deepEqual(queue.take(3, noon + 200), { lines: [], lost: [], untilMs: noon + 200 });
});

test("where there is no room lines of those who cannot wait are counted, and told when it is asked for", () => {
  const queue = createLineQueue();
  let number = 0;
  while (queue.push(line(number, long), false)) number += 1;
  assert.equal(queue.isLow(), false);
  const from = number + 1;
  for (let count = 0; count < 10; count += 1) assert.equal(queue.push(line(from + count), false), false);
  assert.deepEqual([queue.size(), queue.dropped(), queue.hasLosses()], [number + 1, 10, false]);
  queue.settle();
  queue.settle();
  const lost = { fromMs: noon + from, toMs: noon + from + 9, entries: 10, isExact: true, cause: "overrun" };
  assert.deepEqual(queue.take(1, noon).lost, [lost]);
  assert.deepEqual(queue.take(number, noon).lost, []);
  assert.equal(queue.isLow(), true);
  assert.equal(queue.push(line(999), false), true);
});

test("a sender that waits gets its piece in, and no more than as much again", () => {
  const queue = createLineQueue();
  let taken = 0;
  for (let number = 0; number < 1000; number += 1) {
    const before = queue.size();
    queue.push(line(number, long), true);
    taken += queue.size() - before;
  }
  assert.ok(taken > 250 && taken < 300, `${taken} lines of 60 kB wait`);
  assert.equal(taken + queue.dropped(), 1000);
});

test("however lines come and are taken, each is taken or counted, and what waits has a bound", () => {
  const step = fc.oneof(
    fc.record({
      push: fc.integer({ min: 1, max: 200 }),
      length: fc.constantFrom(0, 200, 60_000),
      canWait: fc.boolean(),
    }),
    fc.record({ take: fc.integer({ min: 0, max: 300 }) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const queue = createLineQueue();
      let pushed = 0;
      let taken = 0;
      for (const action of steps) {
        if ("take" in action) taken += queue.take(action.take, noon).lines.length;
        else
          for (let count = 0; count < action.push; count += 1) {
            queue.push(line(pushed, "x".repeat(action.length)), action.canWait);
            pushed += 1;
          }
        assert.ok(queue.size() <= 2 * 84_000);
      }
      queue.settle();
      const { lost } = queue.take(0, noon);
      assert.equal(taken + queue.size() + queue.dropped(), pushed);
      assert.equal(
        lost.reduce((sum, { entries }) => sum + (entries ?? 0), 0),
        queue.dropped(),
      );
    }),
    { numRuns: 50 },
  );
});
