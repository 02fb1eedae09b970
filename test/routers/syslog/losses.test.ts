import assert from "node:assert/strict";
import { test } from "node:test";
import { createLosses } from "../../../src/routers/syslog/losses.ts";

function arrive(losses: ReturnType<typeof createLosses>, router: string | undefined, count: number): void {
  for (let number = 0; number < count; number += 1) losses.arrived(router);
}

test("what the system dropped is the only sender's, exactly", () => {
  const losses = createLosses();
  arrive(losses, "home", 10);
  assert.deepEqual(losses.take(7), [{ router: "home", lines: 7, isExact: true }]);
  assert.deepEqual(losses.take(7), []);
});

test("of several senders each has its share, and none of it is sure", () => {
  const losses = createLosses();
  arrive(losses, "home", 30);
  arrive(losses, "attic", 60);
  arrive(losses, undefined, 10);
  assert.deepEqual(losses.take(1000), [
    { router: "home", lines: 300, isExact: false },
    { router: "attic", lines: 600, isExact: false },
  ]);
});

test("only what came meanwhile tells whose it was", () => {
  const losses = createLosses();
  arrive(losses, "home", 50);
  assert.deepEqual(losses.take(0), []);
  arrive(losses, "attic", 1);
  assert.deepEqual(losses.take(9), [{ router: "attic", lines: 9, isExact: true }]);
});

test("what was dropped while nothing came waits for somebody to be told of", () => {
  const losses = createLosses();
  assert.deepEqual(losses.take(5), []);
  arrive(losses, "home", 1);
  assert.deepEqual(losses.take(8), [{ router: "home", lines: 8, isExact: true }]);
});

test("a line that was cut off is its router's, beside what the system dropped", () => {
  const losses = createLosses();
  losses.lose("home", 1, true);
  arrive(losses, "attic", 1);
  assert.deepEqual(losses.take(2), [
    { router: "home", lines: 1, isExact: true },
    { router: "attic", lines: 2, isExact: true },
  ]);
});
