import fc from "fast-check";
import type { JournalEvent } from "../../src/model/event.ts";
import { probe } from "./events.ts";

const secondMs = 1000;
const hourMs = 3600 * secondMs;

/** What one event of a stream adds to the ones before. */
const step = fc.record({
  // Mostly seconds, so that windows fill; sometimes hours and days, so that they empty.
  gapMs: fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 0, max: 6 * secondMs }) },
    { weight: 3, arbitrary: fc.integer({ min: 0, max: 200 * secondMs }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 30 * hourMs }) },
  ),
  source: fc.integer({ min: 1, max: 7 }),
  port: fc.constantFrom(22, 23, 80, 443, 445, 8080),
  sourcePort: fc.integer({ min: 40_000, max: 40_003 }),
  protocol: fc.constantFrom("tcp", "tcp", "udp"),
  count: fc.constantFrom(1, 1, 1, 2, 40),
  class: fc.constantFrom<JournalEvent["class"]>("probe", "probe", "probe", "probe", "admitted", "reply"),
});

/** Streams of events of a few sources on a few ports, in the order of time, made so that episodes of most kinds begin and end. */
export const streams: fc.Arbitrary<readonly JournalEvent[]> = fc
  .array(step, { minLength: 1, maxLength: 120, size: "max" })
  .map((steps) => {
    let timeMs = Date.parse("2026-12-01T00:00:00Z");
    return steps.map(({ gapMs, source, ...facts }) => {
      timeMs += gapMs;
      return probe(timeMs, { ...facts, source: `203.0.113.${source}`, destination: "192.0.2.1" });
    });
  });
