import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { readStamp } from "../../src/formats/stamp-text.ts";
import { createStampResolver, type StampResolverOptions } from "../../src/formats/stamps.ts";

const now = "2026-01-10T12:00:00Z";

interface Case {
  readonly name: string;
  readonly options?: Partial<StampResolverOptions>;
  /** Stamps as a log has them, and what is made of each. */
  readonly lines: readonly (readonly [stamp: string, time: string | undefined])[];
}

const cases: readonly Case[] = [
  {
    name: "a day that has been this year is of this year",
    lines: [["Jan  9 10:00:00", "2026-01-09T10:00:00Z"]],
  },
  {
    name: "a day that is still to come is of last year",
    lines: [["Sep 30 10:00:00", "2025-09-30T10:00:00Z"]],
  },
  {
    name: "a clock that is some hours ahead of ours does not lose a year",
    lines: [["Jan 10 20:00:00", "2026-01-10T20:00:00Z"]],
  },
  {
    name: "the file's date holds in place of ours",
    options: { fileDateMs: Date.UTC(2019, 5, 1) },
    lines: [
      ["May 31 23:00:00", "2019-05-31T23:00:00Z"],
      ["Jun  1 00:00:00", "2019-06-01T00:00:00Z"],
    ],
  },
  {
    name: "New Year, oldest line first",
    lines: [
      ["Dec 30 10:00:00", "2025-12-30T10:00:00Z"],
      ["Dec 31 23:59:59", "2025-12-31T23:59:59Z"],
      ["Jan  1 00:00:00", "2026-01-01T00:00:00Z"],
      ["Jan  2 10:00:00", "2026-01-02T10:00:00Z"],
    ],
  },
  {
    name: "New Year, newest line first",
    lines: [
      ["Jan  2 10:00:00", "2026-01-02T10:00:00Z"],
      ["Jan  1 00:00:00", "2026-01-01T00:00:00Z"],
      ["Dec 31 23:59:59", "2025-12-31T23:59:59Z"],
      ["Nov 30 10:00:00", "2025-11-30T10:00:00Z"],
    ],
  },
  {
    name: "a log that is quiet for most of a year goes on in its direction",
    options: { year: 2024 },
    lines: [
      ["Jan  5 10:00:00", "2024-01-05T10:00:00Z"],
      ["Jan  6 10:00:00", "2024-01-06T10:00:00Z"],
      ["Nov 20 10:00:00", "2024-11-20T10:00:00Z"],
      ["Jun  3 10:00:00", "2025-06-03T10:00:00Z"],
    ],
  },
  {
    name: "the same backward",
    lines: [
      ["Nov 20 10:00:00", "2025-11-20T10:00:00Z"],
      ["Nov 19 10:00:00", "2025-11-19T10:00:00Z"],
      ["Jan 14 10:00:00", "2025-01-14T10:00:00Z"],
      ["Jun  3 10:00:00", "2024-06-03T10:00:00Z"],
    ],
  },
  {
    name: "a log of many years, whose first is told",
    options: { year: 2003 },
    lines: [
      ["Jun 10 10:00:00", "2003-06-10T10:00:00Z"],
      ["Jun 11 10:00:00", "2003-06-11T10:00:00Z"],
      ["Dec 10 10:00:00", "2003-12-10T10:00:00Z"],
      ["Jun  9 10:00:00", "2004-06-09T10:00:00Z"],
      ["Dec 10 10:00:00", "2004-12-10T10:00:00Z"],
      ["Mar 10 10:00:00", "2005-03-10T10:00:00Z"],
    ],
  },
  {
    name: "months of a rotated log, the newest file first",
    lines: [
      ["Jan  1 10:00:00", "2026-01-01T10:00:00Z"],
      ["Jan  9 10:00:00", "2026-01-09T10:00:00Z"],
      ["Dec  2 10:00:00", "2025-12-02T10:00:00Z"],
      ["Dec 29 10:00:00", "2025-12-29T10:00:00Z"],
    ],
  },
  {
    name: "29 February lies in a leap year",
    lines: [
      ["Feb 29 10:00:00", "2024-02-29T10:00:00Z"],
      ["Mar  1 10:00:00", "2024-03-01T10:00:00Z"],
    ],
  },
  {
    name: "there is no 30 February, and no 29 in a year that is told and has none",
    options: { year: 2023 },
    lines: [
      ["Feb 30 10:00:00", undefined],
      ["Feb 29 10:00:00", undefined],
      ["Mar  1 10:00:00", "2023-03-01T10:00:00Z"],
    ],
  },
  {
    name: "lines with a year show those without theirs",
    lines: [
      ["2019-12-31T23:00:00Z", "2019-12-31T23:00:00Z"],
      ["Jan  1 00:00:00", "2020-01-01T00:00:00Z"],
    ],
  },
  {
    name: "autumn: the hour that comes twice, oldest line first",
    options: { timezone: "Europe/Berlin" },
    lines: [
      ["2025-10-26 01:59:00", "2025-10-25T23:59:00Z"],
      ["2025-10-26 02:10:00", "2025-10-26T00:10:00Z"],
      ["2025-10-26 02:50:00", "2025-10-26T00:50:00Z"],
      ["2025-10-26 02:49:59", "2025-10-26T00:49:59Z"],
      ["2025-10-26 02:05:00", "2025-10-26T01:05:00Z"],
      ["2025-10-26 02:55:00", "2025-10-26T01:55:00Z"],
      ["2025-10-26 03:00:00", "2025-10-26T02:00:00Z"],
    ],
  },
  {
    name: "autumn: the hour that comes twice, newest line first and without a year",
    options: { timezone: "Europe/Berlin" },
    lines: [
      ["Oct 26 03:10:00", "2025-10-26T02:10:00Z"],
      ["Oct 26 03:00:00", "2025-10-26T02:00:00Z"],
      ["Oct 26 02:55:00", "2025-10-26T01:55:00Z"],
      ["Oct 26 02:05:00", "2025-10-26T01:05:00Z"],
      ["Oct 26 02:50:00", "2025-10-26T00:50:00Z"],
      ["Oct 26 01:59:00", "2025-10-25T23:59:00Z"],
    ],
  },
  {
    name: "spring: the hour that is left out is read by the clock before",
    options: { timezone: "Europe/Berlin" },
    lines: [["2025-03-30 02:30:00", "2025-03-30T01:30:00Z"]],
  },
  {
    name: "the year is that of the zone's own New Year",
    options: { timezone: "Pacific/Auckland", nowMs: Date.UTC(2025, 11, 31, 12) },
    lines: [["Jan  1 00:30:00", "2025-12-31T11:30:00Z"]],
  },
  {
    name: "a router that starts in 1970, 2000 or 2002 has no time until it has one",
    lines: [
      ["Jan  1 00:00:12 1970", undefined],
      ["Sat Jan  3 15:04:05 2026", "2026-01-03T15:04:05Z"],
      ["Sat Jan  1 00:00:12 2000", undefined],
      ["Sat Jun  1 00:00:12 2002", undefined],
      ["Sat Jan  3 15:09:05 2026", "2026-01-03T15:09:05Z"],
    ],
  },
  {
    name: "a log of 2002 has its times",
    lines: [
      ["2002 Mar 25 09:50:47", "2002-03-25T09:50:47Z"],
      ["2002 Mar 25 09:50:46", "2002-03-25T09:50:46Z"],
    ],
  },
  {
    name: "a router without the year that starts on a day of its firmware has no time until it has one",
    options: { nowMs: Date.UTC(2025, 6, 20) },
    lines: [
      ["Jul 10 10:00:00", "2025-07-10T10:00:00Z"],
      ["Jan  1 00:00:12", undefined],
      ["Dec 31 16:00:12", undefined],
      ["May  5 05:05:12", undefined],
      ["Feb 14 01:00:12", undefined],
      ["Aug  1 00:00:12", undefined],
      ["Jul 10 10:02:00", "2025-07-10T10:02:00Z"],
    ],
  },
  {
    name: "a log that begins with such a start does not draw its lines into the wrong year",
    options: { nowMs: Date.UTC(2025, 10, 24) },
    lines: [
      ["Dec 31 16:00:08", "2024-12-31T16:00:08Z"],
      ["Nov 23 10:00:00", "2025-11-23T10:00:00Z"],
    ],
  },
];

describe("the times of a log", () => {
  for (const { name, options, lines } of cases) {
    test(name, () => {
      const resolver = createStampResolver({ timezone: "UTC", nowMs: Date.parse(now), ...options });
      assert.deepEqual(
        lines.map(([text]) => resolve(resolver, text)),
        lines.map(([, time]) => time),
      );
    });
  }
});

test("the years that were assumed are told, and where they come from", () => {
  const resolver = createStampResolver({ timezone: "UTC", nowMs: Date.parse(now) });
  assert.equal(resolver.assumed(), undefined);
  resolve(resolver, "2020-01-01T00:00:00Z");
  assert.equal(resolver.assumed(), undefined);
  resolve(resolver, "Dec 31 23:59:59");
  resolve(resolver, "Jan  1 00:00:00");
  assert.deepEqual(resolver.assumed(), { first: 2019, last: 2020, from: "now" });
});

test("any log of less than a year gets its times back, oldest or newest line first, whatever the zone", () => {
  const endMs = Date.parse(now);
  const zones = fc.constantFrom("UTC", "Europe/Berlin", "America/New_York", "Pacific/Chatham", "America/St_Johns");
  // Steps of up to twenty days, so that 30 days of doubt are never met.
  const steps = fc.array(fc.integer({ min: 61_000, max: 20 * 86_400_000 }), { minLength: 1, maxLength: 17 });
  fc.assert(
    fc.property(zones, steps, fc.boolean(), (timezone, gaps, isNewestFirst) => {
      const times = gaps.map((_, index) => endMs - gaps.slice(0, index + 1).reduce((sum, gap) => sum + gap, 0));
      const ordered = isNewestFirst ? times : times.toReversed();
      const resolver = createStampResolver({ timezone, nowMs: endMs });
      const found = ordered.map((timeMs) => resolver.resolve(yearless(timeMs, timezone)));
      const isFold = ordered.some((timeMs) => isTwice(timeMs, timezone));
      if (!isFold) assert.deepEqual(found, ordered.map(wholeSecond));
    }),
    { numRuns: 300 },
  );
});

test("an unknown zone is an error", () => {
  assert.throws(() => createStampResolver({ timezone: "Europe/Atlantis", nowMs: 0 }), RangeError);
});

function resolve(resolver: ReturnType<typeof createStampResolver>, text: string): string | undefined {
  const stamp = readStamp(text, 0)?.stamp;
  assert.ok(stamp !== undefined, text);
  const timeMs = resolver.resolve(stamp);
  return timeMs === undefined ? undefined : new Date(timeMs).toISOString().replace(".000Z", "Z");
}

function yearless(timeMs: number, timezone: string) {
  const options = {
    timeZone: timezone,
    hourCycle: "h23",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  } as const;
  const parts = new Intl.DateTimeFormat("en", options).formatToParts(timeMs);
  const part = (type: string): number => Number(parts.find((each) => each.type === type)?.value);
  const timeOfDayMs = ((part("hour") * 60 + part("minute")) * 60 + part("second")) * 1000;
  return { kind: "yearless", month: part("month"), day: part("day"), timeOfDayMs } as const;
}

/** Whether the clock showed the same an hour or half an hour before or after. */
function isTwice(timeMs: number, timezone: string): boolean {
  const shown = JSON.stringify(yearless(timeMs, timezone));
  return [-60, 60].some((minutes) => JSON.stringify(yearless(timeMs + minutes * 60_000, timezone)) === shown);
}

function wholeSecond(timeMs: number): number {
  return Math.floor(timeMs / 1000) * 1000;
}
