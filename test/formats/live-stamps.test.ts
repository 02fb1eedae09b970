import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readStamp } from "../../src/formats/stamp-text.ts";
import { createStampResolver } from "../../src/formats/stamps.ts";

/** Stamps of a log that is being written, when each came, and what is made of it; all as in ISO 8601. */
interface Case {
  readonly name: string;
  readonly timezone?: string;
  readonly started: string;
  readonly lines: readonly (readonly [came: string, stamp: string, time: string | undefined])[];
}

const cases: readonly Case[] = [
  {
    name: "a date without a year is of now, however long the log goes on",
    started: "2026-12-01T10:00:00Z",
    lines: [
      ["2026-12-01T10:00:05Z", "Dec  1 10:00:04", "2026-12-01T10:00:04Z"],
      ["2026-12-24T10:00:00Z", "Dec 24 10:00:00", "2026-12-24T10:00:00Z"],
      ["2027-01-01T00:00:01Z", "Dec 31 23:59:59", "2026-12-31T23:59:59Z"],
      ["2027-01-01T00:00:02Z", "Jan  1 00:00:02", "2027-01-01T00:00:02Z"],
      ["2027-11-30T10:00:00Z", "Nov 30 10:00:00", "2027-11-30T10:00:00Z"],
      ["2028-02-29T10:00:00Z", "Feb 29 10:00:00", "2028-02-29T10:00:00Z"],
      ["2033-07-01T10:00:00Z", "Jul  1 10:00:00", "2033-07-01T10:00:00Z"],
    ],
  },
  {
    name: "the first line may be of last year",
    started: "2027-01-01T00:00:00Z",
    lines: [["2027-01-01T00:00:01Z", "Dec 31 23:59:58", "2026-12-31T23:59:58Z"]],
  },
  {
    name: "a router that has just started shows a day of its firmware, and then the right one",
    started: "2026-11-22T10:00:00Z",
    lines: [
      ["2026-11-22T10:00:20Z", "May  5 05:00:10", undefined],
      ["2026-11-22T10:00:21Z", "May  5 05:00:11", undefined],
      ["2026-11-22T10:00:40Z", "Nov 22 10:00:40", "2026-11-22T10:00:40Z"],
      ["2026-11-22T18:00:20Z", "Jan  1 00:00:10", undefined],
      ["2026-11-22T18:00:40Z", "Nov 22 18:00:40", "2026-11-22T18:00:40Z"],
    ],
  },
  {
    name: "that day is meant on the day itself, and not in the week after",
    started: "2027-01-01T00:00:00Z",
    lines: [
      ["2027-01-01T10:00:20Z", "Jan  1 10:00:19", "2027-01-01T10:00:19Z"],
      ["2027-01-02T00:00:01Z", "Jan  1 23:59:59", "2027-01-01T23:59:59Z"],
      ["2027-01-07T10:00:20Z", "Jan  1 00:00:10", undefined],
      ["2027-01-07T10:00:40Z", "Jan  7 10:00:40", "2027-01-07T10:00:40Z"],
    ],
  },
  {
    name: "1970 is no time",
    started: "2026-11-22T10:00:00Z",
    lines: [
      ["2026-11-22T10:00:20Z", "1970-01-01T00:00:20Z", undefined],
      ["2026-11-22T10:00:40Z", "2026-11-22T10:00:40Z", "2026-11-22T10:00:40Z"],
    ],
  },
  {
    name: "in the hour that comes twice, a log that is listened to from its first pass on is in the first",
    timezone: "Europe/Berlin",
    started: "2026-10-25T00:30:00Z",
    lines: [
      ["2026-10-25T00:30:05Z", "Oct 25 02:30:05", "2026-10-25T00:30:05Z"],
      ["2026-10-25T00:59:59Z", "Oct 25 02:59:59", "2026-10-25T00:59:59Z"],
      ["2026-10-25T01:00:00Z", "Oct 25 02:00:00", "2026-10-25T01:00:00Z"],
      ["2026-10-25T01:30:05Z", "Oct 25 02:30:05", "2026-10-25T01:30:05Z"],
    ],
  },
  {
    name: "and one that is listened to from its second on is in the second",
    timezone: "Europe/Berlin",
    started: "2026-10-25T01:30:00Z",
    lines: [["2026-10-25T01:30:05Z", "Oct 25 02:30:04", "2026-10-25T01:30:04Z"]],
  },
];

describe("the times of a log that is being written", () => {
  for (const { name, timezone = "UTC", started, lines } of cases) {
    test(name, () => {
      let nowMs = Date.parse(started);
      const resolver = createStampResolver({ timezone, nowMs, clock: () => nowMs });
      const times = lines.map(([came, stamp]) => {
        nowMs = Date.parse(came);
        const read = readStamp(stamp, 0);
        assert.ok(read?.stamp, stamp);
        const timeMs = resolver.resolve(read.stamp);
        return timeMs === undefined ? undefined : new Date(timeMs).toISOString().replace(".000Z", "Z");
      });
      assert.deepEqual(
        times,
        lines.map(([, , time]) => time),
      );
    });
  }
});
