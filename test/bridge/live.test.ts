import assert from "node:assert/strict";
import { test } from "node:test";
import { createLive, passEvents } from "../../src/bridge/live.ts";
import type { LiveEvent } from "../../src/model/live.ts";
import type { JournalRecord } from "../../src/model/record.ts";
import { probe } from "../support/events.ts";
import { labelsOf } from "../support/labels.ts";

const options = { labels: labelsOf({ "203.0.113.9": { country: "MX" } }), isOwnAddressMasked: true };
const atMs = Date.parse("2026-12-01T12:00:00Z");

function record(sequence: number, facts: Parameters<typeof probe>[1] = {}): JournalRecord {
  const event = probe(atMs + sequence, { destination: "192.0.2.1", ...facts });
  return { kind: "event", router: "home", sequence, id: `home-aaaa-${sequence}`, event };
}

test("a pass is told with its newest rows, and counts all of them", () => {
  const records = Array.from({ length: 60 }, (_, index) => record(index + 1, { count: 2 }));
  const [told, ...others] = passEvents("home", [...records, record(61, { class: "admitted" })], options);
  assert.deepEqual(others, []);
  assert.ok(told?.event === "probes");
  assert.deepEqual([told.data.count, told.data.events.length], [120, 50]);
  assert.deepEqual(
    told.data.events.slice(0, 2).map(({ id, class: of }) => [id, of]),
    [
      ["home-aaaa-61", "admitted"],
      ["home-aaaa-60", "probe"],
    ],
  );
  assert.equal(told.data.events[1]?.country, "MX");
  assert.doesNotMatch(JSON.stringify(told), /destination|192\.0\.2\.1/);
});

test("a pass without rows is not told, what was found and lost in it is", () => {
  const finding: JournalRecord = {
    ...{ kind: "finding", router: "home", sequence: 7, id: "home-aaaa-7", episodeId: "home-aaaa-5" },
    finding: {
      ...{ kind: "surge", state: "ongoing", severity: "high", episodeKey: "tcp/23", sources: [], ports: [23] },
      ...{ count: 12, firstSeenMs: atMs, lastSeenMs: atMs + 1000, isLate: false },
    },
  };
  const gap: JournalRecord = {
    ...{ kind: "gap", router: "home", sequence: 8, id: "home-aaaa-8" },
    gap: { fromMs: atMs, toMs: atMs + 1, probesEstimate: 3, isExact: false, cause: "reboot", isFilled: false },
  };
  const told = passEvents("home", [finding, gap], options);
  assert.deepEqual(
    told.map(({ event }) => event),
    ["episode", "gap"],
  );
  assert.partialDeepStrictEqual(told[0]?.data, { id: "home-aaaa-5", is_open: true, counted_by: "source", count: 12 });
  assert.partialDeepStrictEqual(told[1]?.data, { router: "home", probes_estimate: 3, cause: "reboot" });
});

test("who comes later is told what holds, once for each router, and nothing that has passed", () => {
  const live = createLive();
  const heard: LiveEvent[] = [];
  const reading = (router: string, is: boolean): LiveEvent => ({ event: "reading", data: { router, is_readable: is } });
  live.tell(reading("home", false));
  const leave = live.subscribe((event) => heard.push(event));
  live.tell(reading("attic", true));
  live.tell(reading("home", true));
  live.tell({ event: "probes", data: { router: "home", count: 1, events: [] } });
  assert.deepEqual(live.snapshot(), [reading("home", true), reading("attic", true)]);
  assert.equal(live.latest("reading", "home")?.is_readable, true);
  assert.equal(live.latest("reading", "cellar"), undefined);
  assert.deepEqual([heard.length, live.isWatched()], [3, true]);
  leave();
  live.tell(reading("home", false));
  assert.deepEqual([heard.length, live.isWatched()], [3, false]);
});
