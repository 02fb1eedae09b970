import assert from "node:assert/strict";
import { test } from "node:test";
import type { JournalEvent } from "../../src/model/event.ts";
import { probe } from "../support/events.ts";
import { findingsOf, type Step, settingsOf } from "../support/watch.ts";

const settings = settingsOf("flood");
/** Each from another port of the source, so that each is an attempt. */
const attempt = (second: number, sourcePort: number, facts: Partial<JournalEvent> = {}): JournalEvent =>
  probe(second * 1000, { destination: "192.0.2.1", sourcePort, ...facts });

function told(steps: readonly Step[]): (readonly [string, number, string])[] {
  return findingsOf(steps, { settings }).map(({ state, count, severity }) => [state, count, severity]);
}

test("the nineteenth attempt within 45 seconds makes a flood, on whatever ports", () => {
  const attempts = Array.from({ length: 19 }, (_, index) => attempt(index * 2, 30_000 + index, { port: index % 4 }));
  assert.deepEqual(told(attempts.slice(1)), []);
  const [started] = findingsOf(attempts, { settings });
  assert.deepEqual([started?.state, started?.count, started?.ports], ["started", 19, [0, 1, 2, 3]]);
});
test("a silence of two minutes ends it", () => {
  const attempts = Array.from({ length: 25 }, (_, index) => attempt(index, 30_000 + index));
  assert.deepEqual(told([...attempts, 30_000, 144_000, 151_000]), [
    ["started", 19, "medium"],
    ["ended", 25, "medium"],
  ]);
});
test("retransmissions are no further attempts", () => {
  const attempts = Array.from({ length: 90 }, (_, index) => attempt(index / 2, 30_000 + (index % 18)));
  assert.deepEqual(told(attempts), []);
});
test("the article's blitz is a flood though its log cannot tell attempts: 117 probes in two minutes", () => {
  const blitz = Array.from({ length: 117 }, (_, index) => probe(index * 1026, { port: 139 }));
  assert.deepEqual(told([...blitz, 300_000, 600_000]), [
    ["started", 100, "high"],
    ["ended", 117, "high"],
  ]);
});
test("99 probes in two minutes, and 100 in more, are none", () => {
  assert.deepEqual(told(Array.from({ length: 99 }, (_, index) => probe(index * 1000))), []);
  assert.deepEqual(told(Array.from({ length: 150 }, (_, index) => probe(index * 1300))), []);
});
test("a row weighs what it stands for, as probes and not as attempts", () => {
  assert.deepEqual(told([probe(0, { count: 100 })]), [["started", 100, "high"]]);
  assert.deepEqual(told([attempt(0, 1, { count: 60 }), attempt(1, 2, { count: 30 })]), []);
});
test("from a thousand probes on it is critical, and that is told within a minute", () => {
  const rows = Array.from({ length: 13 }, (_, index) => probe(index * 10_000, { count: 100 }));
  assert.deepEqual(told(rows), [
    ["started", 100, "high"],
    ["ongoing", 700, "high"],
    ["ongoing", 1300, "critical"],
  ]);
});
test("many sources with few probes each are none", () => {
  const rows = Array.from({ length: 500 }, (_, index) =>
    attempt(index / 20, index, { source: `192.0.2.${index % 250}` }),
  );
  assert.deepEqual(told(rows), []);
});
