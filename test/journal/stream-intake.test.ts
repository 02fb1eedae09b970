import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createRouterClock } from "../../src/journal/router-clock.ts";
import { type StreamIntakeInput, takeInStream } from "../../src/journal/stream-intake.ts";
import type { Entry } from "../../src/model/page.ts";
import { packet } from "../support/events.ts";

const noon = Date.parse("2026-12-01T12:00:00Z");
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

function event(timeMs: number | undefined, weight = 1): Entry {
  return { kind: "event", key: "", weight, event: packet({ timeMs, count: weight }) };
}
const note: Entry = { kind: "note", key: "", weight: 1, note: "dhcp" };
const reject: Entry = { kind: "reject", key: "", weight: 1, reason: "unknown line", text: "what?" };

/** Takes in lines that came a second after each other from noon on. */
function take(entries: readonly Entry[], facts: Partial<StreamIntakeInput> = {}) {
  return takeInStream({
    received: entries.map((entry, index) => ({ entry, receivedAtMs: noon + index * 1000 })),
    lost: [],
    clock: createRouterClock(Date.UTC(2003, 0), noon),
    classify: ({ action }) => (action === "accept" ? undefined : "probe"),
    probesPerHourBefore: 0,
    probeShareBefore: undefined,
    ...facts,
  });
}

function eventsOf(intake: ReturnType<typeof take>) {
  return intake.items.flatMap((item) => (item.kind === "event" ? [item.event] : []));
}

function gapsOf(intake: ReturnType<typeof take>) {
  return intake.items.flatMap((item) => (item.kind === "gap" ? [item.gap] : []));
}

test("each line is an event, a note or a reject, in order", () => {
  const intake = take([event(noon), note, reject, event(noon + 3000, 4), reject]);
  assert.deepEqual(
    eventsOf(intake).map(({ timeMs, timeFrom, timeUncertaintyMs, count }) => [
      timeMs,
      timeFrom,
      timeUncertaintyMs,
      count,
    ]),
    [
      [noon, "router", undefined, 1],
      [noon + 3000, "router", undefined, 4],
    ],
  );
  assert.deepEqual([intake.notes, intake.rejects], [{ dhcp: 1 }, { "unknown line": 2 }]);
  assert.deepEqual(intake.rejectSamples, ["what?", "what?"]);
});

test("what has no class is not kept", () => {
  const accepted: Entry = { kind: "event", key: "", weight: 1, event: packet({ timeMs: noon, action: "accept" }) };
  assert.deepEqual(take([accepted]).items, []);
});

describe("the time of a line", () => {
  const cases: readonly (readonly [
    name: string,
    times: readonly (number | undefined)[],
    believed: readonly boolean[],
  ])[] = [
    ["is the router's", [noon, noon + 900, noon + 2000], [true, true, true]],
    ["is that of its coming where it has none", [undefined, noon + 1000], [false, true]],
    [
      "is believed some hours and days off: a wrong zone, a relay that kept lines",
      [noon - 3 * dayMs, noon + 5 * hourMs],
      [true, true],
    ],
    ["is not believed months back, though no line was there before", [noon - 200 * dayMs], [false]],
    [
      "is believed again when the clock is set",
      [noon - 200 * dayMs, noon - 200 * dayMs + 1000, noon + 2000],
      [false, false, true],
    ],
    ["is not believed before anything was possible", [Date.UTC(2002, 0)], [false]],
  ];
  for (const [name, times, believed] of cases) {
    test(name, () => {
      const events = eventsOf(take(times.map((timeMs) => event(timeMs))));
      assert.deepEqual(
        events.map(({ timeMs, timeFrom, timeUncertaintyMs }) => [timeMs, timeFrom, timeUncertaintyMs]),
        believed.map((isBelieved, index) =>
          isBelieved ? [times[index], "router", undefined] : [noon + index * 1000, "scrape", 1000],
        ),
      );
    });
  }

  test("is judged over passes: what a boot began in one goes on in the next", () => {
    const clock = createRouterClock(Date.UTC(2003, 0), noon);
    take([event(noon)], { clock });
    take([event(noon - 400 * dayMs)], { clock });
    // The clock is not where it was yet, though it is near.
    assert.equal(eventsOf(take([event(noon - 1000)], { clock }))[0]?.timeFrom, "scrape");
    assert.equal(eventsOf(take([event(noon + 1)], { clock }))[0]?.timeFrom, "router");
  });
});

describe("how far the router's clock is off", () => {
  const cases: readonly (readonly [name: string, entries: readonly Entry[], skewMs: number | undefined])[] = [
    ["is told ahead", [event(noon + hourMs), event(noon + hourMs + 1000)], hourMs],
    ["and behind", [event(noon - hourMs), event(noon - hourMs + 1000)], -hourMs],
    ["by the line that came most directly", [event(noon - dayMs), event(noon + 990)], -10],
    [
      "and not by lines without a time that is believed",
      [event(undefined), event(noon - 200 * dayMs), note],
      undefined,
    ],
  ];
  for (const [name, entries, skewMs] of cases) test(name, () => assert.equal(take(entries).skewMs, skewMs));
});

describe("what was lost is a gap, in front of what came", () => {
  const lost = { fromMs: noon - hourMs / 2, toMs: noon, isExact: false, cause: "downtime" } as const;
  const counted = { ...lost, entries: 200, isExact: true, cause: "overrun" } as const;

  test("estimated by the rate before", () => {
    const intake = take([event(noon)], { lost: [lost], probesPerHourBefore: 30 });
    assert.deepEqual(
      intake.items.map(({ kind }) => kind),
      ["gap", "event"],
    );
    assert.deepEqual(gapsOf(intake), [{ ...lost, probesEstimate: 15, isFilled: false }]);
  });

  test("where its lines were counted, by what else came", () => {
    const intake = take([event(noon), note, reject, event(noon)], { lost: [counted], probesPerHourBefore: 30 });
    assert.deepEqual(gapsOf(intake), [{ ...counted, probesEstimate: 100, isFilled: false }]);
    assert.equal(intake.probeShare, 0.5);
  });

  test("where nothing else came, by what came before", () => {
    const intake = take([], { lost: [counted], probeShareBefore: 0.25 });
    assert.deepEqual([gapsOf(intake)[0]?.probesEstimate, intake.probeShare], [50, 0.25]);
  });

  test("where nothing ever came, by the rate, and never more than were lost", () => {
    assert.equal(gapsOf(take([], { lost: [counted], probesPerHourBefore: 30 }))[0]?.probesEstimate, 15);
    assert.equal(gapsOf(take([], { lost: [counted], probesPerHourBefore: 9000 }))[0]?.probesEstimate, 200);
  });
});
