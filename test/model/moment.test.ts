import assert from "node:assert/strict";
import { test } from "node:test";
import { readMoment } from "../../src/model/moment.ts";

const now = Date.parse("2026-12-01T12:00:00Z");

const cases: readonly (readonly [text: string, moment: string | undefined])[] = [
  ["2026-11-23", "2026-11-23T00:00:00.000Z"],
  ["2026-11-23T12:30", "2026-11-23T12:30:00.000Z"],
  ["2026-11-23T12:30:15.5Z", "2026-11-23T12:30:15.500Z"],
  ["2026-11-23T12:30:15+05:45", "2026-11-23T06:45:15.000Z"],
  ["2028-02-29", "2028-02-29T00:00:00.000Z"],
  ["90m", "2026-12-01T10:30:00.000Z"],
  ["2w", "2026-11-17T12:00:00.000Z"],
  ["45s", "2026-12-01T11:59:15.000Z"],
  ["2026-02-29", undefined],
  ["2026-04-31", undefined],
  ["2026-02-30T10:00:00Z", undefined],
  ["2026-13-01", undefined],
  ["2026-11-23T25:00", undefined],
  ["2026-11-23 12:00", undefined],
  ["23.11.2026", undefined],
  ["7 d", undefined],
  ["d", undefined],
  ["", undefined],
];

for (const [text, moment] of cases) {
  test(`${JSON.stringify(text)} is ${moment ?? "no moment"}`, () => {
    const timeMs = readMoment(text, now);
    assert.equal(timeMs === undefined ? undefined : new Date(timeMs).toISOString(), moment);
  });
}
