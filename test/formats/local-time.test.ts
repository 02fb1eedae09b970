import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createLineClock, createLocalClock, createPageClock } from "../../src/formats/local-time.ts";

/** A wall time as its digits show it. */
function wall(text: string): number {
  return Date.parse(`${text}Z`);
}

const readings = [
  ["UTC", "2026-06-01T12:00:00", ["2026-06-01T12:00:00.000Z"]],
  ["Europe/Berlin", "2026-01-15T12:00:00", ["2026-01-15T11:00:00.000Z"]],
  ["Europe/Berlin", "2026-07-15T12:00:00", ["2026-07-15T10:00:00.000Z"]],
  ["America/New_York", "2016-02-22T18:10:18", ["2016-02-22T23:10:18.000Z"]],
  ["Asia/Kathmandu", "2026-01-15T12:00:00", ["2026-01-15T06:15:00.000Z"]],
  ["America/New_York", "2026-11-01T00:59:59", ["2026-11-01T04:59:59.000Z"]],
  ["America/New_York", "2026-11-01T01:00:00", ["2026-11-01T05:00:00.000Z", "2026-11-01T06:00:00.000Z"]],
  ["America/New_York", "2026-11-01T01:59:59", ["2026-11-01T05:59:59.000Z", "2026-11-01T06:59:59.000Z"]],
  ["America/New_York", "2026-11-01T02:00:00", ["2026-11-01T07:00:00.000Z"]],
  ["America/New_York", "2026-03-08T01:59:59", ["2026-03-08T06:59:59.000Z"]],
  ["America/New_York", "2026-03-08T02:30:00", ["2026-03-08T07:30:00.000Z"]],
  ["America/New_York", "2026-03-08T03:00:00", ["2026-03-08T07:00:00.000Z"]],
  ["Australia/Lord_Howe", "2026-04-05T01:29:59", ["2026-04-04T14:29:59.000Z"]],
  ["Australia/Lord_Howe", "2026-04-05T01:30:00", ["2026-04-04T14:30:00.000Z", "2026-04-04T15:00:00.000Z"]],
] as const;

for (const [zone, shown, expected] of readings) {
  test(`a clock in ${zone} that shows ${shown} shows it at ${expected.join(" and at ")}`, () => {
    const moments = createLocalClock(zone).readings(wall(shown));
    assert.deepEqual(
      moments.map((timeMs) => new Date(timeMs).toISOString()),
      expected,
    );
  });
}

const zones = fc.constantFrom(
  "UTC",
  "America/New_York",
  "Europe/London",
  "Australia/Lord_Howe",
  "Pacific/Apia",
  "Africa/Casablanca",
);
const moments = fc.integer({ min: Date.UTC(1995, 0, 1), max: Date.UTC(2035, 0, 1) });

test("a moment is among the readings of what the clock shows at it", () => {
  fc.assert(
    fc.property(zones, fc.array(moments, { minLength: 1, maxLength: 5 }), (zone, times) => {
      const clock = createLocalClock(zone);
      for (const timeMs of times) assert.ok(clock.readings(clock.wallAt(timeMs)).includes(timeMs));
    }),
  );
});

test("a clock shows what the calendar of the platform says", () => {
  fc.assert(
    fc.property(zones, moments, (zone, timeMs) => {
      const parts = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
      const expected = parts.format(timeMs).replace(" ", "T");
      assert.equal(new Date(createLocalClock(zone).wallAt(timeMs)).toISOString().slice(0, 19), expected);
    }),
  );
});

test("lines of an autumn night, oldest first, come out in their true order", () => {
  const timeOf = createLineClock(createLocalClock("America/New_York"));
  const shown = ["00:50", "01:10", "01:40", "01:05", "01:05", "01:55", "02:01"].map((time) =>
    wall(`2026-11-01T${time}:00`),
  );
  assert.deepEqual(
    shown.map((wallMs) => new Date(timeOf(wallMs)).toISOString().slice(11, 16)),
    ["04:50", "05:10", "05:40", "06:05", "06:05", "06:55", "07:01"],
  );
});

test("where lines were written one a minute through any change of the clock, each comes out at its own moment", () => {
  fc.assert(
    fc.property(zones, moments, (zone, startMs) => {
      const clock = createLocalClock(zone);
      const times = Array.from({ length: 300 }, (_, minute) => startMs + minute * 60_000);
      // The first line has none before it: where it falls into an hour that comes twice, nothing tells which one it is.
      if (clock.readings(clock.wallAt(startMs)).length > 1) return;
      const timeOf = createLineClock(clock);
      assert.deepEqual(
        times.map((timeMs) => timeOf(clock.wallAt(timeMs))),
        times,
      );
    }),
  );
});

test("a clock that was asked about the very moment of a change is right about the moment before it", () => {
  const clock = createLocalClock("America/New_York");
  const changeMs = Date.UTC(2026, 10, 1, 6);
  assert.equal(clock.wallAt(changeMs), wall("2026-11-01T01:00:00"));
  assert.equal(clock.wallAt(changeMs - 1000), wall("2026-11-01T01:59:59"));
});

test("an unknown zone is a RangeError", () => {
  assert.throws(() => createLocalClock("Europe/Atlantis"), RangeError);
});

test("times without end in the calendar are read too", () => {
  const clock = createLocalClock("America/New_York");
  for (const wallMs of [8.64e15, -8.64e15]) assert.equal(clock.readings(wallMs).length, 1);
});

test("a page's times are read from now backwards: the latest that can be meant", () => {
  const read = (now: string, ...newestFirst: readonly string[]) => {
    const timeOf = createPageClock(createLocalClock("America/New_York"), Date.parse(now));
    return newestFirst.map((clock) => new Date(timeOf(wall(`2026-11-01T${clock}`))).toISOString().slice(11, 16));
  };
  assert.deepEqual(read("2026-11-01T06:50:00Z", "01:43:00", "01:37:00"), ["06:43", "06:37"]);
  assert.deepEqual(read("2026-11-01T05:50:00Z", "01:43:00", "01:37:00"), ["05:43", "05:37"]);
  assert.deepEqual(read("2026-11-01T07:10:00Z", "02:05:00", "01:05:00", "01:55:00", "00:50:00"), [
    "07:05",
    "06:05",
    "05:55",
    "04:50",
  ]);
  // A router's clock that is some minutes ahead of ours.
  assert.deepEqual(read("2026-11-01T06:40:00Z", "01:45:00"), ["06:45"]);
});
