import assert from "node:assert/strict";
import { test } from "node:test";
import { createWatch } from "../../src/detect/watch.ts";
import type { JournalEvent } from "../../src/model/event.ts";
import { probe } from "../support/events.ts";
import { createKeeper, findingsOf, settingsOf, utcDays } from "../support/watch.ts";

const settings = settingsOf("burst");
const begin = Date.parse("2026-12-01T00:00:00Z");
const hourMs = 3_600_000;
const knock = (second: number, facts: Partial<JournalEvent> = {}): JournalEvent => probe(begin + second * 1000, facts);
const tick = (second: number): number => begin + second * 1000;

test("what was too old to be told and goes on in the present begins anew, and is told", () => {
  const knocks = Array.from({ length: 12 }, (_, index) => knock(index * 5));
  assert.deepEqual(
    findingsOf([...knocks, tick(60), tick(90)], { settings, alarmAfterMs: begin + 40_000 }).map(
      ({ state, isLate, count }) => [state, isLate, count],
    ),
    [
      ["started", true, 3],
      ["ended", true, 8],
      ["started", false, 3],
      ["ended", false, 6],
    ],
  );
});
test("a row of long ago does not stretch an open episode", () => {
  const findings = findingsOf([knock(100), knock(101), knock(102), knock(3), tick(110), tick(200)], { settings });
  assert.deepEqual(
    findings.map(({ state, count, firstSeenMs }) => [state, count, firstSeenMs - begin]),
    [
      ["started", 3, 100_000],
      ["ended", 3, 100_000],
    ],
  );
});
test("rows that swapped places belong together", () => {
  assert.deepEqual(findingsOf([knock(100), knock(108), knock(101)], { settings }).length, 1);
});
test("at most a thousand are open at once; the next begins when one is over", () => {
  const attack = (second: number, count: number, net: number) =>
    Array.from({ length: count }, (_, index) =>
      knock(second, { source: `10.${net}.${Math.floor(index / 250)}.${index % 250}`, count: 3 }),
    );
  const started = findingsOf(attack(0, 1200, 1), { settings });
  assert.equal(started.length, 1000);
  const later = findingsOf([...attack(0, 1200, 1), tick(5), tick(60), ...attack(61, 5, 2)], { settings });
  assert.deepEqual([later.length, later.at(-1)?.state], [2005, "started"]);
});
test("the first fifty ports are named, however many there are", () => {
  const scan = Array.from({ length: 200 }, (_, index) => knock(index, { port: index }));
  const [, , last] = findingsOf([...scan, tick(300), tick(9000)], { settings: settingsOf("port_scan") }).slice(-3);
  assert.deepEqual([last?.state, last?.count, last?.ports.length, last?.ports[49]], ["ended", 200, 50, 49]);
});
test("the protocol is told where all have the same", () => {
  const scan = (protocols: readonly string[]) =>
    [1, 2, 3, 4].map((port) => knock(port, { port, protocol: protocols[port % 2] }));
  const protocolOf = (events: readonly JournalEvent[]) =>
    findingsOf(events, { settings: settingsOf("port_scan") }).map(({ protocol }) => protocol);
  assert.deepEqual([protocolOf(scan(["udp", "udp"])), protocolOf(scan(["tcp", "udp"]))], [["udp"], [undefined]]);
});
test("no detector takes for the present what a wrong clock wrote of the future", () => {
  const watch = createWatch({ settings, dayOf: utcDays });
  const at = (event: JournalEvent, nowMs: number) => watch.step(event, { nowMs, alarmAfterMs: 0 });
  const ahead = [0, 1, 2].flatMap((second) => at(knock(second + 3 * 3600), begin));
  assert.deepEqual(ahead, []);
  const wrongZone = [0, 1, 2].flatMap((second) => at(knock(second + 3600), begin));
  assert.equal(wrongZone.length, 1);
  assert.equal([0, 1, 2].flatMap((second) => at(knock(second, { port: 1 }), begin + hourMs)).length, 1);
});
test("parts of another version are taken away, and what they left open is over", () => {
  const keeper = createKeeper();
  const before = createWatch({ settings, dayOf: utcDays });
  const [started] = findingsOf([knock(0), knock(1), knock(2)], { settings, watch: before });
  assert.ok(started !== undefined);
  keeper.keep(before.takeChanges());
  const [part = ""] = Object.keys(keeper.kept);
  const older = { [part]: { version: 1, state: "of long ago" }, "unheard_of thing": { version: 1, state: 7 } };
  const recollection = { checkpoints: older, openEpisodes: [started], visits: [], events: [] };
  const after = createWatch({ settings, dayOf: utcDays, recollection });
  assert.deepEqual(
    findingsOf([tick(3), tick(4)], { settings, watch: after }).map(({ state, count }) => [state, count]),
    [["ended", 3]],
  );
  assert.deepEqual(after.takeChanges(), { [part]: undefined, "unheard_of thing": undefined });
});
