import assert from "node:assert/strict";
import { test } from "node:test";
import type { JournalEvent } from "../../src/model/event.ts";
import { probe } from "../support/events.ts";
import { findingsOf, type Step, settingsOf } from "../support/watch.ts";

const minuteMs = 60_000;
/** The sequential test apart, so that the thresholds are seen alone: nothing is ever sure enough for it. */
const settings = settingsOf("port_scan", { detection: 0.9999, false_alarms: 0.0001, test_minutes: 1 });
const withTest = settingsOf("port_scan");
const knock = (minute: number, port: number, facts: Partial<JournalEvent> = {}): JournalEvent =>
  probe(minute * minuteMs, { port, ...facts });
const letIn = (minute: number, port: number): JournalEvent =>
  knock(minute, port, { class: "admitted", action: "accept" });

function told(steps: readonly Step[], given = settings): (readonly [string, number, readonly number[]])[] {
  return findingsOf(steps, { settings: given }).map(({ state, count, ports }) => [state, count, ports]);
}

test("the fifth port within 15 minutes is a scan, and an hour's silence ends it", () => {
  const knocks = [1, 2, 3, 4, 5].map((port) => knock(port * 3, port));
  assert.deepEqual(told([...knocks, 20 * minuteMs, 75 * minuteMs, 81 * minuteMs]), [
    ["started", 5, [1, 2, 3, 4, 5]],
    ["ended", 5, [1, 2, 3, 4, 5]],
  ]);
});
test("five ports in more than 15 minutes are none yet, the tenth in a day is", () => {
  const slow = Array.from({ length: 9 }, (_, index) => knock(index * 150, 100 + index));
  assert.deepEqual(told(slow), []);
  assert.deepEqual(
    told([...slow, knock(1350, 200)]).map(([state]) => state),
    ["started"],
  );
});
test("nine ports in a day, and ten in more, are none", () => {
  const slower = Array.from({ length: 40 }, (_, index) => knock(index * 161, 100 + index));
  assert.deepEqual(told(slower), []);
});
test("tcp and udp of one number are two doors; one door again and again is one", () => {
  const both = [1, 2].flatMap((port) => [knock(port, port), knock(port, port, { protocol: "udp" })]);
  assert.deepEqual(told(both), []);
  assert.deepEqual(told([...both, knock(3, 9)]), [["started", 5, [1, 2, 9]]]);
  assert.deepEqual(told(Array.from({ length: 100 }, (_, index) => knock(index / 10, 1 + (index % 4)))), []);
});
test("the count is of probes: all that were sent to the doors of the scan, and all after", () => {
  const knocks = [knock(0, 1, { count: 3 }), knock(0, 1), knock(1, 2), knock(1, 3), knock(2, 4), knock(2, 5)];
  const more = [knock(3, 1), knock(3, 6, { count: 2 }), 10 * minuteMs, 90 * minuteMs];
  assert.deepEqual(told([...knocks, ...more]), [
    ["started", 8, [1, 2, 3, 4, 5]],
    ["ended", 11, [1, 2, 3, 4, 5, 6]],
  ]);
});
test("one scanner that goes on slowly is told once for every ten doors, not for each", () => {
  const slow = Array.from({ length: 40 }, (_, index) => [
    knock(index * 120, 100 + index),
    (index * 120 + 1) * minuteMs,
  ]);
  assert.deepEqual(told(slow.flat()).filter(([state]) => state === "started").length, 4);
});
test("it becomes worse with its ports: medium from 10, high from 50", () => {
  const knocks = Array.from({ length: 60 }, (_, index) => knock(index * 2, index));
  assert.deepEqual(
    findingsOf(knocks, { settings }).map(({ severity, ports }) => [severity, ports.length]),
    [
      ["low", 5],
      ["medium", 10],
      ["medium", 18],
      ["medium", 26],
      ["medium", 34],
      ["medium", 42],
      ["high", 50],
      ["high", 50],
    ],
  );
});

test("the sequential test takes four refusals at first contact for a scanner", () => {
  assert.deepEqual(
    told(
      [1, 2, 3].map((port) => knock(port * 5, port)),
      withTest,
    ),
    [],
  );
  assert.deepEqual(
    told(
      [1, 2, 3, 4].map((port) => knock(port * 5, port)),
      withTest,
    ),
    [["started", 4, [1, 2, 3, 4]]],
  );
});
test("a success outweighs a refusal there", () => {
  const knocks = [knock(0, 1), knock(5, 2), letIn(6, 443), knock(10, 3), knock(12, 4)];
  assert.deepEqual(told(knocks, withTest), []);
  assert.deepEqual(told([...knocks, knock(14, 5)], withTest).length, 1);
});
test("whoever was let in by four doors is of good intent, and begins anew", () => {
  const successes = [1, 2, 3, 4].map((port) => letIn(0, 8000 + port));
  assert.deepEqual(told([...successes, ...[1, 2, 3].map((port) => knock(port, port))], withTest), []);
  // Without the lower bound of the walk four successes would outweigh four refusals.
  assert.equal(told([...successes, ...[1, 2, 3, 4].map((port) => knock(port, port))], withTest).length, 1);
});
test("its evidence grows old: four doors in more than half an hour are none", () => {
  assert.deepEqual(
    told(
      [1, 2, 3, 4].map((port) => knock(port * 11, port)),
      withTest,
    ),
    [],
  );
});
test("probes without a port, of other classes or with a doubtful time are none", () => {
  const facts: readonly Partial<JournalEvent>[] = [
    { port: undefined },
    { class: "backscatter" },
    { class: "reply" },
    { timeUncertaintyMs: 16 * minuteMs },
    { source: undefined },
  ];
  for (const odd of facts) {
    assert.deepEqual(
      told(
        Array.from({ length: 20 }, (_, index) => knock(index / 4, index, odd)),
        withTest,
      ),
      [],
    );
  }
});
