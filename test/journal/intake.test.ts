import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { alignPage } from "../../src/journal/align.ts";
import { type Intake, type IntakeInput, takeIn } from "../../src/journal/intake.ts";
import type { EventClass, LogEvent } from "../../src/model/event.ts";
import type { PageMemory } from "../../src/model/journal.ts";
import type { Entry, ParsedPage } from "../../src/model/page.ts";
import { packet } from "../support/events.ts";
import { createModelRing, schedules } from "../support/model-ring.ts";

const hour = 3_600_000;
const day = 24 * hour;
const now = Date.parse("2026-12-01T12:00:00Z");
const before = now - 300_000;

/** A page of events at these moments; without one where undefined. */
function eventsAt(...times: readonly (number | undefined)[]): readonly Entry[] {
  return times.map((timeMs, row): Entry => {
    return { kind: "event", key: `${row}`, weight: 1, event: packet({ timeMs, rule: `${row}` }) };
  });
}

function note(key: string, kind: string): Entry {
  return { kind: "note", key, weight: 1, note: kind };
}

function reject(key: string): Entry {
  return { kind: "reject", key, weight: 1, reason: "unknown_line", text: `text of ${key}` };
}

/** Takes in a page, the first one unless a case says otherwise. */
function take(entries: readonly Entry[], facts: Partial<IntakeInput> = {}, memory?: PageMemory): Intake {
  const page: ParsedPage = { entries, isKeyed: true };
  return takeIn({
    alignment: alignPage(memory, page, now),
    page,
    answeredAtMs: now,
    previousScrapeMs: before,
    classify: () => "probe",
    probesPerHourBefore: 0,
    firstPossibleMs: Date.parse("2010-01-01T00:00:00Z"),
    timeFrom: "router",
    ...facts,
  });
}

function eventsOf(intake: Intake) {
  return intake.items.flatMap((item) => (item.kind === "event" ? [item.event] : []));
}

function gapOf(intake: Intake) {
  const [first, ...rest] = intake.items;
  assert.ok(rest.every(({ kind }) => kind !== "gap"));
  return first?.kind === "gap" ? first.gap : undefined;
}

/** The memory of a page that held these keys. */
function memoryOf(...keys: readonly string[]): PageMemory {
  return { keys, lastWeight: 1, pageLength: keys.length, longestPage: keys.length, scrapedAtMs: before };
}

const boot2020 = Date.parse("2020-01-01T00:07:27Z");
const summerEnds = Date.parse("2026-10-25T01:00:00Z");

/** Times of a page's rows, oldest first, and whether each is believed. */
const clocks: readonly { readonly name: string; readonly rows: readonly (readonly [number | undefined, boolean])[] }[] =
  [
    {
      name: "no time",
      rows: [
        [undefined, false],
        [now - hour, true],
      ],
    },
    {
      name: "a time before the first possible one",
      rows: [
        [1000, false],
        [Date.parse("2002-01-01T00:00:09Z"), false],
        [now, true],
      ],
    },
    {
      name: "a boot in 2020 until the clock is set again",
      rows: [
        [now - hour, true],
        [boot2020, false],
        [boot2020 + 5000, false],
        [undefined, false],
        [now - 60_000, true],
      ],
    },
    {
      name: "a boot in 2020 until the clock is where it was, not only near it",
      rows: [
        [now - hour, true],
        [boot2020, false],
        [now - hour - 1, false],
        [now - hour, true],
        [now - 2 * hour, true],
      ],
    },
    {
      name: "a step back by the end of summer time",
      rows: [
        [summerEnds, true],
        [summerEnds - hour, true],
        [summerEnds - hour + 1, true],
      ],
    },
    {
      name: "rows that come out of order",
      rows: [
        [now - 60_000, true],
        [now - 180_000, true],
        [now - 30_000, true],
      ],
    },
    {
      name: "mails of several days that were glued together",
      rows: [
        [now - day, true],
        [now - 8 * day, true],
        [now - 7 * day, true],
      ],
    },
    {
      name: "a time in our future",
      rows: [
        [now + hour, true],
        [now + 2 * hour, true],
      ],
    },
    {
      name: "a clock years ahead that was set right",
      rows: [
        [now + 400 * day, true],
        [now - day, true],
        [now - hour, true],
      ],
    },
    {
      name: "a log that was read years later",
      rows: [
        [boot2020, true],
        [boot2020 + hour, true],
      ],
    },
  ];

for (const { name, rows } of clocks) {
  test(`which times are believed: ${name}`, () => {
    const events = eventsOf(take(eventsAt(...rows.map(([timeMs]) => timeMs))));
    const expected = rows.map(([timeMs, isBelieved]) => (isBelieved ? [timeMs, "router"] : [now, "scrape"]));
    assert.deepEqual(
      events.map(({ timeMs, timeFrom }) => [timeMs, timeFrom]),
      expected,
    );
  });
}

test("an event whose time is not believed gets ours, doubtful by the time since the page before", () => {
  const [event] = eventsOf(take(eventsAt(undefined)));
  assert.deepEqual(event, {
    ...packet({ rule: "0" }),
    class: "probe",
    timeMs: now,
    timeFrom: "scrape",
    timeUncertaintyMs: 300_000,
  });
});

test("on the first page ever that doubt is a day", () => {
  const [event] = eventsOf(take(eventsAt(undefined), { previousScrapeMs: undefined }));
  assert.equal(event?.timeUncertaintyMs, day);
});

test("that doubt is never negative, also where our clock was set back", () => {
  const [event] = eventsOf(take(eventsAt(undefined), { previousScrapeMs: now + hour }));
  assert.equal(event?.timeUncertaintyMs, 0);
});

test("a time that is believed has no doubt of its own, and says where it is from", () => {
  const [event] = eventsOf(take(eventsAt(now - 1000), { timeFrom: "age" }));
  assert.deepEqual(event, { ...packet({ rule: "0" }), class: "probe", timeMs: now - 1000, timeFrom: "age" });
});

test("known rows bear witness to a clock that jumped back, also where only the rows behind it are new", () => {
  const events = eventsOf(take(eventsAt(now - hour, boot2020), {}, memoryOf("0")));
  assert.deepEqual(
    events.map(({ rule, timeFrom }) => [rule, timeFrom]),
    [["1", "scrape"]],
  );
});

test("every class is kept in order, and what has none is left out", () => {
  const classes = new Map<string | undefined, EventClass>([
    ["0", "probe"],
    ["2", "reply"],
    ["3", "admitted"],
  ]);
  const classify = ({ rule }: LogEvent) => classes.get(rule);
  const events = eventsOf(take(eventsAt(now - 4, now - 3, now - 2, now - 1), { classify }));
  assert.deepEqual(
    events.map((event) => event.class),
    ["probe", "reply", "admitted"],
  );
});

test("notes are counted by kind and rejects by reason, with the texts of the first three", () => {
  const entries = [
    note("a", "login"),
    reject("b"),
    note("c", "login"),
    note("d", "dhcp"),
    ...["e", "f", "g"].map(reject),
  ];
  const intake = take(entries);
  assert.deepEqual(intake.items, []);
  assert.deepEqual(intake.notes, { login: 2, dhcp: 1 });
  assert.deepEqual(intake.rejects, { unknown_line: 4 });
  assert.deepEqual(intake.rejectSamples, ["text of b", "text of e", "text of f"]);
});

test("a kind named like a member of every object is counted as any other", () => {
  assert.deepEqual(Object.entries(take([note("a", "constructor"), note("b", "constructor")]).notes), [
    ["constructor", 2],
  ]);
});

test("a row that grew brings its difference at the row's own time; a note that grew brings none", () => {
  const grown = { ...packet({ timeMs: now - hour, count: 5 }) };
  const events = eventsOf(take([{ kind: "event", key: "0", weight: 5, event: grown }], {}, memoryOf("0")));
  assert.deepEqual(
    events.map(({ count, timeMs }) => [count, timeMs]),
    [[4, now - hour]],
  );
  assert.deepEqual(take([{ ...note("0", "login"), weight: 5 }], {}, memoryOf("0")).notes, {});
});

test("a router's clock ahead of ours is reported by its newest time, one behind is not", () => {
  assert.equal(take(eventsAt(now + hour, now + 60_000)).skewMs, hour);
  assert.equal(take(eventsAt(now - hour)).skewMs, undefined);
});

test("a page without a loss has no gap", () => {
  assert.equal(gapOf(take(eventsAt(now - 1))), undefined);
});

test("a gap comes first, and reaches from the page before to the oldest new row", () => {
  const memory = { ...memoryOf("x", "y"), scrapedAtMs: now - 10 * hour };
  const facts = { previousScrapeMs: now - 10 * hour, probesPerHourBefore: 13.4 };
  assert.deepEqual(gapOf(take(eventsAt(now - 2 * hour, now - hour), facts, memory)), {
    fromMs: now - 10 * hour,
    toMs: now - 2 * hour,
    probesEstimate: 107,
    isExact: false,
    cause: "overrun",
    isFilled: false,
  });
});

test("a gap reaches to the answer where no new row has a time within it", () => {
  for (const time of [undefined, boot2020, before, now + hour]) {
    assert.equal(gapOf(take(eventsAt(time), {}, memoryOf("x")))?.toMs, now);
  }
  assert.equal(gapOf(take([], {}, memoryOf("x")))?.toMs, now);
});

test("a note in front does not hide when the oldest new event came", () => {
  assert.equal(gapOf(take([note("a", "boot"), ...eventsAt(now - 1000)], {}, memoryOf("x")))?.toMs, now - 1000);
});

test("an overrun while the bridge was away is put down to it, a cleared log is not", () => {
  for (const hint of ["downtime", "unreadable"] as const) {
    assert.equal(gapOf(take(eventsAt(now), { gapCauseHint: hint }, memoryOf("x")))?.cause, hint);
    assert.equal(gapOf(take(eventsAt(now), { gapCauseHint: hint }, memoryOf("x", "y")))?.cause, "cleared");
  }
});

test("what a router with ticks wrote is taken in once, or lies in a gap, whatever happens", () => {
  fc.assert(
    fc.property(fc.integer({ min: 4, max: 9 }), schedules("replay"), (size, steps) => {
      const ring = createModelRing("ticks", size);
      const packets = new Map<string | undefined, number>();
      const gaps: { readonly fromMs: number; readonly toMs: number }[] = [];
      let memory: PageMemory | undefined;
      for (const step of steps) {
        if (step.kind !== "poll") {
          ring.apply(step);
          continue;
        }
        const { page, answeredAtMs } = ring.poll();
        const alignment = alignPage(memory, page, answeredAtMs);
        const intake = take([], { alignment, page, answeredAtMs, previousScrapeMs: memory?.scrapedAtMs });
        for (const { rule, count } of eventsOf(intake)) packets.set(rule, (packets.get(rule) ?? 0) + count);
        gaps.push(...intake.items.flatMap((item) => (item.kind === "gap" ? [item.gap] : [])));
        memory = alignment.memory;
      }
      for (const row of ring.written.filter(({ isTraceless }) => !isTraceless)) {
        const lost = row.packetTimesMs.slice(packets.get(String(row.serial)) ?? 0);
        assert.ok(lost.every((atMs) => gaps.some(({ fromMs, toMs }) => fromMs <= atMs && atMs <= toMs)));
      }
    }),
    { numRuns: Number(process.env["PROPERTY_RUNS"] ?? 300) },
  );
});
