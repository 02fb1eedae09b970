import assert from "node:assert/strict";
import { test } from "node:test";
import type { JournalEvent } from "../../src/model/event.ts";
import { probe } from "../support/events.ts";
import { findingsOf, type Step, settingsOf } from "../support/watch.ts";

const minuteMs = 60_000;
const settings = settingsOf("coordinated_scan");
const knock = (minute: number, source: string, facts: Partial<JournalEvent> = {}): JournalEvent =>
  probe(minute * minuteMs, { source, ...facts });
const neighbours = (count: number): JournalEvent[] =>
  Array.from({ length: count }, (_, index) => knock(index * 2, `203.0.113.${index + 1}`));

function told(steps: readonly Step[]): (readonly [string, number, number])[] {
  return findingsOf(steps, { settings }).map(({ state, count, sources }) => [state, count, sources.length]);
}

test("five sources of one /24 on one port within an hour are a coordinated scan, and an hour's silence ends it", () => {
  assert.deepEqual(told(neighbours(4)), []);
  assert.deepEqual(told([...neighbours(6), 20 * minuteMs, 70 * minuteMs, 81 * minuteMs]), [
    ["started", 5, 5],
    ["ended", 6, 6],
  ]);
});
test("so are five of one /48, however far apart in it", () => {
  const sources = [1, 2, 3, 4, 5].map((subnet) => `2001:db8:7:${subnet}::${subnet}`);
  assert.equal(told(sources.map((source, index) => knock(index, source))).length, 1);
  const elsewhere = [1, 2, 3, 4, 5].map((net) => `2001:db8:${net}::1`);
  assert.deepEqual(told(elsewhere.map((source, index) => knock(index, source))), []);
});
test("other ports, other protocols, other networks and one source again are none", () => {
  const many = neighbours(20);
  assert.deepEqual(told(many.map((event, index) => ({ ...event, port: index }))), []);
  assert.deepEqual(
    told(many.slice(0, 8).map((event, index) => ({ ...event, protocol: index % 2 ? "tcp" : "udp" }))),
    [],
  );
  assert.deepEqual(told(many.map((event, index) => ({ ...event, source: `198.51.100.${index % 4}` }))), []);
  const scattered = many.map((event, index) => ({ ...event, source: `10.0.${index}.1` }));
  assert.deepEqual(told(scattered), []);
});
test("five sources in more than an hour are none", () => {
  assert.deepEqual(told(neighbours(12).map((event, index) => ({ ...event, timeMs: index * 16 * minuteMs }))), []);
});
test("repeated probes count, and make no further source", () => {
  const twice = neighbours(5).flatMap((event) => [event, { ...event, timeMs: event.timeMs + 1000, count: 3 }]);
  assert.deepEqual(told(twice.slice(0, 9)), [["started", 17, 5]]);
});
test("it is medium from ten sources, high from 25", () => {
  const severityOf = (count: number) =>
    findingsOf([...neighbours(count), 60 * minuteMs, 200 * minuteMs], { settings }).at(-1)?.severity;
  assert.deepEqual([5, 9, 10, 24, 25].map(severityOf), ["low", "low", "medium", "medium", "high"]);
});
