import type { JournalEvent, LogEvent } from "../../src/model/event.ts";
import type { Pass, PassItem } from "../../src/model/journal.ts";

/** A packet that the router dropped, with what a case says otherwise. */
export function packet(facts: Partial<LogEvent> = {}): LogEvent {
  return {
    action: "drop",
    direction: "in",
    count: 1,
    format: "test",
    protocol: "tcp",
    source: "203.0.113.9",
    ...facts,
  };
}

/** A probe at a time. */
export function probe(timeMs: number, facts: Partial<JournalEvent> = {}): JournalEvent {
  return { ...packet({ port: 445, sourcePort: 40_000 }), class: "probe", timeMs, timeFrom: "router", ...facts };
}

/** A pass that brought these items and nothing else. */
export function passOf(items: readonly PassItem[], facts: Partial<Pass> = {}): Pass {
  const scrapedAtMs = facts.scrapedAtMs ?? Date.parse("2026-12-01T12:00:00Z");
  return {
    router: "home",
    timezone: "UTC",
    scrapedAtMs,
    items,
    notes: {},
    rejects: {},
    page: { keys: [], lastWeight: 0, pageLength: 0, longestPage: 0, scrapedAtMs },
    isAmbiguous: false,
    checkpoints: {},
    ...facts,
  };
}

/** Items of a pass that are events. */
export function eventItems(events: readonly JournalEvent[]): readonly PassItem[] {
  return events.map((event) => ({ kind: "event", event }));
}
