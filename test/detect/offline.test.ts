import assert from "node:assert/strict";
import { test } from "node:test";
import { createEpisodeFinder } from "../../src/detect/offline.ts";
import type { JournalEvent } from "../../src/model/event.ts";
import type { FindingKind } from "../../src/model/finding.ts";
import { probe } from "../support/events.ts";
import { defaultSettings, utcDays } from "../support/watch.ts";

const dayMs = 86_400_000;
const begin = Date.parse("2026-06-01T00:00:00Z");

function episodes(events: Iterable<JournalEvent>, kinds: readonly FindingKind[]) {
  const finder = createEpisodeFinder({ settings: defaultSettings, kinds, dayOf: utcDays });
  for (const event of events) finder.add(event);
  return finder.end();
}

/** Four probes a day of ever new sources at one port, and on the 20th day forty. */
function* month(): Iterable<JournalEvent> {
  for (let day = 0; day < 30; day += 1) {
    const count = day === 20 ? 40 : 4;
    for (let at = 0; at < count; at += 1) {
      yield probe(begin + day * dayMs + (at * dayMs) / count, { source: `10.${day}.0.${at}`, port: 1433 });
    }
  }
}

test("a surge of the past is found in a stream of events, whole and once", () => {
  const [found, ...others] = episodes(month(), ["surge"]);
  assert.deepEqual(others, []);
  assert.deepEqual([found?.state, found?.episodeKey, found?.count], ["ended", "tcp/1433", 40]);
  assert.equal(found?.firstSeenMs, begin + 20 * dayMs);
  assert.equal(found?.isLate, false);
});
test("what is still going on at the end of the events is there too", () => {
  const open = [0, 1, 2, 3, 4].map((second) => probe(begin + second * 1000));
  const [found] = episodes(open, ["burst"]);
  assert.deepEqual([found?.state, found?.count, found?.lastSeenMs], ["ended", 5, begin + 4000]);
});
test("only the kinds that are asked for are found, and nothing in nothing", () => {
  const knocks = Array.from({ length: 12 }, (_, index) => probe(begin + index * 1000, { port: Math.floor(index / 3) }));
  const kinds = (asked: readonly FindingKind[]) => episodes(knocks, asked).map(({ kind }) => kind);
  assert.deepEqual(kinds(["port_scan"]), ["port_scan"]);
  assert.deepEqual(kinds(["burst", "port_scan"]).sort(), ["burst", "burst", "burst", "burst", "port_scan"]);
  assert.deepEqual(episodes([], ["surge", "burst"]), []);
});
