import assert from "node:assert/strict";
import { test } from "node:test";
import { timelineOf } from "../../src/report/timeline.ts";
import { duration, localPeriod, localTime, percent, printable } from "../../src/report/words.ts";

const durations: readonly (readonly [number, string])[] = [
  [0, "0 s"],
  [0.4, "0 s"],
  [45, "45 s"],
  [60, "1 min"],
  [267.5, "4 min 28 s"],
  [3600, "1 h"],
  [3605, "1 h"],
  [11_100, "3 h 5 min"],
  [1_105_920, "12 d 19 h"],
  [31_536_000, "365 d"],
];

for (const [seconds, words] of durations) {
  test(`${seconds} seconds are told as "${words}"`, () => assert.equal(duration(seconds), words));
}

test("times are those of the zone, and a second date is told only where it is another one", () => {
  const at = (time: string) => Date.parse(time);
  assert.equal(localTime(at("2003-06-14T07:00:05Z"), "America/Los_Angeles", true), "2003-06-14 00:00:05");
  assert.equal(
    localPeriod(at("2026-11-16T03:00:00Z"), at("2026-11-16T06:05:00Z"), "Europe/Berlin"),
    "2026-11-16 04:00 to 07:05",
  );
  assert.equal(
    localPeriod(at("2026-11-16T22:30:00Z"), at("2026-11-16T23:30:00Z"), "Europe/Berlin"),
    "2026-11-16 23:30 to 2026-11-17 00:30",
  );
});

test("a share keeps its sign of per cent on its line", () => {
  assert.deepEqual([percent(13.5), percent(100, 0)], ["13.50\u{a0}%", "100\u{a0}%"]);
});

test("control characters are shown as what nobody can read, and turn no text around", () => {
  assert.equal(printable("a\u{1b}[2Jb\u{202e}c\r\n"), "a\u{fffd}[2Jb\u{fffd}c\u{fffd}\u{fffd}");
});

test("many days are put together by week, still more by month", () => {
  const days = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      date: new Date(Date.parse("2026-01-01T00:00:00Z") + index * 86_400_000).toISOString().slice(0, 10),
      count: index < 4 ? 10 : 20,
    }));
  assert.deepEqual(timelineOf(days(2), 3), {
    unit: "day",
    steps: [
      { label: "01-01", perDay: 10 },
      { label: "01-02", perDay: 10 },
    ],
  });
  // The first of January 2026 is a Thursday.
  assert.deepEqual(timelineOf(days(11), 10), {
    unit: "week",
    steps: [
      { label: "12-29", perDay: 10 },
      { label: "01-05", perDay: 20 },
    ],
  });
  const months = timelineOf(days(366), 45);
  assert.deepEqual(
    [months.unit, months.steps.length, months.steps.at(-1)],
    ["month", 13, { label: "2027-01", perDay: 20 }],
  );
});
