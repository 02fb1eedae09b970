import assert from "node:assert/strict";
import { test } from "node:test";
import { createWatch, type Watch } from "../../src/detect/watch.ts";
import type { JournalEvent } from "../../src/model/event.ts";
import { probe } from "../support/events.ts";
import { createKeeper, findingsOf, type Step, settingsOf, utcDays } from "../support/watch.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const begin = Date.parse("2026-12-01T00:00:00Z");
/** Poisson's law alone, so that the limits can be worked out by hand. */
const settings = settingsOf("surge", { dispersion: 0 });

/** So many sources on one port, spread over a day or over some hours of it; none comes twice. */
function sources(
  day: number,
  count: number,
  facts: Partial<JournalEvent> & { hours?: readonly [number, number] } = {},
) {
  const { hours: [from, to] = [0, 24], ...rest } = facts;
  return Array.from({ length: count }, (_, index): JournalEvent => {
    const timeMs = begin + day * dayMs + (from + ((to - from) * index) / count) * hourMs;
    return probe(timeMs, { source: `10.${day % 256}.${Math.floor(index / 250)}.${index % 250}`, port: 135, ...rest });
  });
}

/** A day as it is read, with a pass every three hours. */
function read(day: number, events: readonly JournalEvent[]): readonly Step[] {
  const passes = Array.from({ length: 8 }, (_, index) => begin + day * dayMs + (index + 1) * 3 * hourMs - 1);
  const timeOf = (step: Step) => (typeof step === "number" ? step : step.timeMs);
  return [...events, ...passes].sort((one, other) => timeOf(one) - timeOf(other));
}

function usual(days: number, count: number, facts = {}): readonly Step[] {
  return Array.from({ length: days }, (_, day) => read(day, sources(day, count, facts))).flat();
}

function told(steps: readonly Step[], given = settings, watch?: Watch): (readonly [string, number])[] {
  const findings = findingsOf(steps, { settings: given, ...(watch === undefined ? {} : { watch }) });
  return findings.filter(({ state }) => state !== "ongoing").map(({ state, count }) => [state, count]);
}

test("on a port that nobody knocks on, nine sources in a day are a surge, eight are none: P(8 | 0.3) is 1.2e-9", () => {
  assert.deepEqual(told([...usual(14, 0), ...read(14, sources(14, 8))]), []);
  assert.deepEqual(told([...usual(14, 0), ...read(14, sources(14, 9))]), [["started", 9]]);
});
test("where ten a day are usual, 35 are a surge, 34 are none", () => {
  assert.deepEqual(told([...usual(14, 10), ...read(14, sources(14, 34))]), []);
  assert.deepEqual(told([...usual(14, 10), ...read(14, sources(14, 35))]), [["started", 35]]);
});
test("the first seven days are silent, whatever comes", () => {
  const storm = (days: number) => [...usual(days, 0), ...read(days, sources(days, 200))];
  assert.deepEqual(told(storm(6)), []);
  assert.deepEqual(told(storm(7)).length, 1);
});
test("only the last 14 days tell what is usual", () => {
  const busyOnce = [...usual(7, 200), ...Array.from({ length: 14 }, (_, day) => read(7 + day, [])).flat()];
  assert.deepEqual(told([...busyOnce.slice(0, -8), ...read(20, sources(20, 100))]), []);
  assert.deepEqual(told([...busyOnce, ...read(21, sources(21, 100))]).length, 1);
});
test("sources count once a day, however much they send", () => {
  const again = sources(14, 8).flatMap((event) => Array(50).fill({ ...event, count: 10 }) as JournalEvent[]);
  assert.deepEqual(told([...usual(14, 0), ...read(14, again)]), []);
});
test("many in an hour are an early warning, before the day tells", () => {
  const early = sources(14, 20, { hours: [10, 11] });
  const [started] = findingsOf([...usual(14, 15), ...read(14, early)], { settings });
  assert.deepEqual([started?.count, (started?.lastSeenMs ?? 0) < begin + 14 * dayMs + 11 * hourMs], [17, true]);
  assert.deepEqual(told([...usual(14, 15), ...read(14, sources(14, 20))]), []);
});
test("it goes on while days are above all before, and is over a day after the last of them", () => {
  const growth = [60, 200, 150, 150].flatMap((count, index) => read(14 + index, sources(14 + index, count)));
  const findings = findingsOf([...usual(14, 10), ...growth], { settings });
  const shown = findings.filter(({ state }) => state !== "ongoing");
  assert.deepEqual(
    shown.map(({ state, count, severity }) => [state, count, severity]),
    [
      ["started", 35, "medium"],
      ["ended", 260, "high"],
    ],
  );
});
test("a day that is lower than one before is none, however improbable for the mean: a new level is usual after a day", () => {
  const days = (second: number) => [...usual(14, 0), ...read(14, sources(14, 300)), ...read(15, sources(15, second))];
  const counts = (second: number) => told(days(second)).map(([, count]) => count);
  assert.deepEqual([counts(200), counts(320)], [[8, 300], [8]]);
});
test("where days differ much more than by chance it takes more than where they do not", () => {
  const uneven = Array.from({ length: 14 }, (_, day) => read(day, sources(day, day % 2 ? 10 : 50))).flat();
  const [even, high] = [usual(14, 30), read(14, sources(14, 90))];
  assert.deepEqual([told([...uneven, ...high]).length, told([...even, ...high]).length], [0, 1]);
});
test("a busy Monday that comes every week is none, also in the first weeks", () => {
  const busy = (day: number) => (day % 7 === 5 ? 190 : 100);
  const weeks = Array.from({ length: 42 }, (_, day) => read(day, sources(day, busy(day)))).flat();
  assert.deepEqual(told(weeks, settingsOf("surge")), []);
});
test("a day on which the log was not read is none of those that count", () => {
  const days = (...numbers: readonly number[]) => numbers.flatMap((day) => read(day, []));
  const storm = read(10, sources(10, 50));
  assert.deepEqual(told([...days(0, 1, 2, 3, 4, 8), ...storm]), []);
  assert.deepEqual(told([...days(0, 1, 2, 3, 4, 8, 9), ...storm]).length, 1);
});
test("ports and protocols are told apart; other classes, doubtful times and unknown ports are left out", () => {
  const odd: readonly Partial<JournalEvent>[] = [
    { class: "backscatter" },
    { class: "admitted" },
    { timeUncertaintyMs: 2 * hourMs },
    { port: undefined },
  ];
  for (const facts of odd) assert.deepEqual(told([...usual(14, 0), ...read(14, sources(14, 100, facts))]), []);
  const half = [...sources(14, 8), ...sources(14, 8, { protocol: "udp" })];
  assert.deepEqual(told([...usual(14, 0), ...read(14, half)]), []);
});
test("after a restart it goes on with days that are checkpoints and a day that is recalled", () => {
  const { storm, kept } = stoppedInStorm();
  assert.deepEqual(Object.keys(kept).length, 14);
  const recollection = { checkpoints: kept, openEpisodes: [], visits: [], events: storm.slice(0, 30) };
  const after = createWatch({ settings, dayOf: utcDays, recollection });
  assert.deepEqual(told(storm.slice(30), settings, after), [["started", 35]]);
});
test("what a clock far ahead wrote is left out after a restart, as it was when it came", () => {
  const { storm, kept } = stoppedInStorm();
  const nowMs = storm[30]?.timeMs ?? 0;
  const ahead = storm.slice(0, 1).map((event) => ({ ...event, timeMs: nowMs + 3 * dayMs }));
  const events = [...storm.slice(0, 10), ...ahead, ...storm.slice(10, 30)];
  const recollection = { checkpoints: kept, openEpisodes: [], visits: [], events };
  const after = createWatch({ settings, dayOf: utcDays, recollection, nowMs });
  assert.deepEqual(told(storm.slice(30), settings, after), [["started", 35]]);
});
test("somebody who tries every port hides nothing", () => {
  const sweep = Array.from({ length: 65_536 }, (_, port) =>
    probe(begin + 14 * dayMs + port * 300, { port, source: "203.0.113.77" }),
  );
  assert.deepEqual(told([...usual(14, 10), ...read(14, [...sources(14, 36), ...sweep])]), [["started", 35]]);
});

/** The watch stops in the middle of a worm, after two weeks as usual. */
function stoppedInStorm() {
  const keeper = createKeeper();
  const before = createWatch({ settings, dayOf: utcDays });
  const storm = sources(14, 40);
  told([...usual(14, 10), ...storm.slice(0, 30)], settings, before);
  keeper.keep(before.takeChanges());
  return { storm, kept: keeper.kept };
}
