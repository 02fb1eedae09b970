import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, type TestContext, test } from "node:test";
import fc from "fast-check";
import { FatalError } from "../../src/errors.ts";
import { openImporter } from "../../src/journal/importer.ts";
import { createMeasures } from "../../src/journal/measures.ts";
import { journalFile, openJournal } from "../../src/journal/open.ts";
import type { JournalEvent } from "../../src/model/event.ts";
import type { Gap } from "../../src/model/gap.ts";
import type { JournalWriter } from "../../src/model/journal.ts";
import { createColumnsBuilder } from "../../src/worker/event-columns.ts";
import { eventItems, passOf, probe } from "../support/events.ts";
import { temporaryFolder } from "../support/folder.ts";
import { importStreams } from "../support/import-streams.ts";

const noon = Date.parse("2026-12-01T12:00:00Z");
const second = 1000;
const day = 86_400_000;

/** An import that ends in the middle of its stream. */
function killImport(folder: string, events: readonly JournalEvent[], batchRows: number): void {
  const router = { dataDir: folder, router: "home", timezone: "UTC", keptSinceMs: Number.NEGATIVE_INFINITY };
  const importer = openImporter({ ...router, batchRows });
  const builder = createColumnsBuilder();
  for (const event of events) {
    builder.add(event, event.class, event.timeMs);
    importer.add(builder.take(false));
  }
  importer.close();
}

function journalIn(t: TestContext): { readonly folder: string; readonly journal: JournalWriter } {
  const folder = temporaryFolder(t);
  const journal = openJournal(folder);
  t.after(() => journal.close());
  return { folder, journal };
}

function eventsOf(journal: JournalWriter): readonly JournalEvent[] {
  return [...journal.records({ kinds: new Set(["probe", "admitted"]) })].flatMap((record) =>
    record.kind === "event" ? [record.event] : [],
  );
}

/** Lines of a file: times in seconds after noon; a letter tells equal lines from others. */
function lines(text: string): readonly JournalEvent[] {
  return text.split(" ").map((word) => {
    const [seconds = "0", letter = "a"] = word.split(/(?=[a-z])/);
    return line(Number(seconds), letter.charCodeAt(0));
  });
}

function line(seconds: number, port: number): JournalEvent {
  return probe(noon + seconds * second, { port, destination: "192.0.2.1", timeFrom: "router" });
}

function words(events: readonly JournalEvent[]): string {
  return events
    .map(({ timeMs, port }) => `${(timeMs - noon) / second}${String.fromCharCode(port ?? 0)}`)
    .toSorted()
    .join(" ");
}

describe("an import", () => {
  test("keeps what it brings, once however often it comes", (t) => {
    const { folder, journal } = journalIn(t);
    const first = importStreams(folder, [lines("1a 2a 2b")]);
    assert.deepEqual([first.probes, first.known], [3, 0]);
    const again = importStreams(folder, [lines("1a 2a 2b")]);
    assert.deepEqual([again.probes, again.known], [0, 3]);
    assert.equal(words(eventsOf(journal)), "1a 2a 2b");
  });

  test("counts equal lines of one stream, and of two the larger number", (t) => {
    const { folder, journal } = journalIn(t);
    importStreams(folder, [lines("0z 5a 5a 9z")]);
    importStreams(folder, [lines("1z 5a 5a 5a 9z")]);
    importStreams(folder, [lines("2z 5a 9z")]);
    assert.equal(words(eventsOf(journal)), "0z 1z 2z 5a 5a 5a 9z");
  });

  test("adds up equal lines where the end of one file meets the start of the next, in either order", (t) => {
    const { folder, journal } = journalIn(t);
    importStreams(folder, [lines("1a 5a 5a"), lines("5a 9a")]);
    importStreams(folder, [lines("20a 30a"), lines("10a 20a")]);
    assert.equal(words(eventsOf(journal)), "10a 1a 20a 20a 30a 5a 5a 5a 9a");
    const again = importStreams(folder, [lines("1a 5a 5a"), lines("5a 9a")]);
    assert.equal(again.probes, 0);
  });

  test("takes a copy of a file for what it is, also one of a single moment", (t) => {
    const { folder, journal } = journalIn(t);
    importStreams(folder, [lines("5a 5a"), lines("5a 5a")]);
    assert.equal(words(eventsOf(journal)), "5a 5a");
  });

  test("aligns pages of one log that overlap in a moment", (t) => {
    const { folder, journal } = journalIn(t);
    importStreams(folder, [lines("1a 5a"), lines("5a 9a")], { isPages: true });
    assert.equal(words(eventsOf(journal)), "1a 5a 9a");
  });

  test("goes on where an earlier run was killed", (t) => {
    const { folder, journal } = journalIn(t);
    const whole = Array.from({ length: 40 }, (_, at) => line(Math.floor(at / 2), 97));
    importStreams(folder, [whole.slice(0, 17)], { batchRows: 8 });
    const rest = importStreams(folder, [whole], { batchRows: 8 });
    assert.equal(rest.probes, 23);
    assert.equal(eventsOf(journal).length, 40);
  });

  test("leaves out what a live reading covered, and fills the gaps between", (t) => {
    const { folder, journal } = journalIn(t);
    const gap: Gap = {
      ...{ fromMs: noon + 100 * second, toMs: noon + 200 * second, probesEstimate: 3 },
      ...{ isExact: false, cause: "overrun" as const, isFilled: false },
    };
    journal.commit(passOf(eventItems([line(0, 97)]), { scrapedAtMs: noon + 100 * second }));
    journal.commit(
      passOf([{ kind: "gap", gap }, ...eventItems([line(200, 97)])], { scrapedAtMs: noon + 300 * second }),
    );
    const counts = importStreams(folder, [lines("-10b 0b 50b 100b 150b 200b 250b 300b 310b")]);
    assert.deepEqual([counts.probes, counts.covered, counts.gapsFilled], [3, 6, 1]);
    assert.equal(words(eventsOf(journal)), "-10b 0a 150b 200a 310b");
    const gaps = [...journal.records({ kinds: new Set(["gap"]) })];
    assert.deepEqual(
      gaps.map((record) => record.kind === "gap" && record.gap.isFilled),
      [true],
    );
  });

  test("refuses what is older than what is kept", (t) => {
    const { folder, journal } = journalIn(t);
    const counts = importStreams(folder, [[line(-2 * 3600, 97), line(0, 97)]], { keptSinceMs: noon - 3_600_000 });
    assert.deepEqual([counts.probes, counts.expired], [1, 1]);
    assert.equal(words(eventsOf(journal)), "0a");
  });

  test("refuses what retention may have deleted, also when all is to be kept from now on", (t) => {
    const { folder, journal } = journalIn(t);
    const rows = [line(-2 * 3600, 97), line(-900, 97), line(-1, 97), line(900, 97)];
    importStreams(folder, [rows]);
    assert.equal(journal.expire(noon - 10 * second), 2);
    const counts = importStreams(folder, [rows]);
    assert.deepEqual([counts.probes, counts.known, counts.expired], [0, 1, 3]);
    assert.equal(journal.classBetween("home", "probe", noon - day, noon + day), 4);
  });

  test("counts other classes once, also where it overlaps", (t) => {
    const { folder, journal } = journalIn(t);
    const chatter = (seconds: number) => ({ ...line(seconds, 97), class: "chatter" as const, count: 2 });
    importStreams(folder, [[chatter(0), chatter(60), chatter(60)]]);
    importStreams(folder, [[chatter(0), chatter(60), chatter(60), chatter(120)]]);
    assert.equal(journal.classBetween("home", "chatter", noon, noon + day), 8);
  });

  for (const order of ["forward", "backward"]) {
    test(`counts every row of other classes where an earlier run was killed, of a log that goes ${order}`, (t) => {
      const { folder, journal } = journalIn(t);
      const forward = Array.from({ length: 40 }, (_, at) => ({
        ...line(Math.floor(at / 3), 97),
        class: "chatter" as const,
      }));
      const whole = order === "forward" ? forward : forward.toReversed();
      killImport(folder, whole.slice(0, 17), 8);
      importStreams(folder, [whole], { batchRows: 8 });
      assert.equal(journal.classBetween("home", "chatter", noon, noon + day), 40);
      assert.deepEqual(journal.importedSpans("home"), [{ firstMs: noon, lastMs: noon + 13 * second }]);
    });
  }

  test("is never delivered, moves no total and no last id, and takes numbers of the one sequence", (t) => {
    const { folder, journal } = journalIn(t);
    journal.commit(passOf(eventItems([line(0, 97)]), { scrapedAtMs: noon }));
    importStreams(folder, [lines("10b 20b")]);
    const [live] = journal.commit(passOf(eventItems([line(30, 97)]), { scrapedAtMs: noon + 30 * second }));
    importStreams(folder, [lines("40b")]);
    assert.equal(live?.sequence, 4);
    assert.deepEqual(
      journal.recordsAfter("home", 0, 10).map(({ sequence }) => sequence),
      [1, 4],
    );
    assert.deepEqual(
      journal.recordsAfter("home", 1, 1).map(({ sequence }) => sequence),
      [4],
    );
    assert.equal(journal.countAfter("home", 1), 1);
    assert.equal(journal.lastId("home"), live?.id);
    assert.equal(journal.lastProbe("home")?.timeMs, noon + 30 * second);
    assert.equal(journal.totals("home").probes, 2);
    assert.equal([...journal.records({ kinds: new Set(["probe"]) })].length, 5);
  });

  test("of lines without a year that are journalled under another one is refused, and nothing of it is kept", (t) => {
    const { folder, journal } = journalIn(t);
    const rows = Array.from({ length: 20 }, (_, at) => line(at * 60, 97 + (at % 3)));
    importStreams(folder, [rows]);
    const nextYear = rows.map((event) => ({ ...event, timeMs: event.timeMs + 365 * day }));
    assert.throws(
      () => importStreams(folder, [nextYear], { isYearless: true }),
      (error) => error instanceof FatalError && /under 2026.*--year 2026/.test(error.message),
    );
    assert.equal(eventsOf(journal).length, 20);
    assert.equal(importStreams(folder, [rows], { isYearless: true }).known, 20);
    assert.equal(importStreams(folder, [nextYear]).probes, 20);
  });

  test("moves a multiple attack into the quarter hour in which it turns out to have begun", (t) => {
    const { folder } = journalIn(t);
    const runs = () => Object.values(dump(folder).measures).map((sums) => Array.isArray(sums) && sums.at(-1));
    importStreams(folder, [lines("900a 900a 900a")]);
    assert.deepEqual(runs(), [3]);
    importStreams(folder, [lines("890a")]);
    assert.deepEqual(runs(), [4, 0]);
  });

  test("of a router that was never read begins its sequence", (t) => {
    const { folder, journal } = journalIn(t);
    assert.deepEqual(journal.routers(), []);
    importStreams(folder, [lines("1a")]);
    assert.deepEqual(journal.routers(), ["home"]);
    assert.equal(journal.lastId("home"), undefined);
    assert.match([...journal.records({ kinds: new Set(["probe"]) })][0]?.id ?? "", /^home-[a-z0-9]{4}-1$/);
  });

  test("keeps every field", (t) => {
    const { folder, journal } = journalIn(t);
    const rich: JournalEvent = {
      ...{ class: "admitted", timeMs: noon + 123, timeFrom: "router", action: "accept", direction: "in" },
      ...{ protocol: "ipv6-icmp", source: "2001:db8::9", destination: "2001:db8::1", sourcePort: 65_535, port: 0 },
      ...{ icmpType: 128, icmpCode: 0, tcpFlags: ["syn", "cwr"], count: 7 },
      ...{ interface: "eth0", rule: "WAN_LOCAL", format: "test" },
    };
    const bare: JournalEvent = {
      ...{ class: "probe", timeMs: noon + 200, timeFrom: "router", action: "unknown", direction: "in" },
      ...{ count: 1, format: "test" },
    };
    importStreams(folder, [[rich, bare]]);
    assert.deepEqual(JSON.parse(JSON.stringify(eventsOf(journal))), [rich, bare]);
  });
});

/** The events of a household: few hosts and doors, so that equal lines and bursts are frequent. */
const event = fc
  .record({
    // Dense in two places, one of them around the end of a quarter hour, and sparse elsewhere.
    seconds: fc.oneof(
      fc.integer({ min: 0, max: 70 }),
      fc.integer({ min: 890, max: 910 }),
      fc.integer({ min: 0, max: 9000 }),
    ),
    host: fc.constantFrom(1, 1, 1, 2),
    port: fc.constantFrom(22, 22, 22, 23),
    sourcePort: fc.constantFrom(1000, 1000, 1000, undefined),
    isSixth: fc.constantFrom(false, false, false, true),
    count: fc.constantFrom(1, 1, 1, 2),
  })
  .map(({ seconds, host, port, sourcePort, isSixth, count }) =>
    probe(noon + seconds * second, {
      ...{ source: isSixth ? `2001:db8::${host}` : `203.0.113.${host}`, port, sourcePort, count },
      ...{ destination: "192.0.2.1", timeFrom: "router" },
    }),
  );

/** Streams that have events in common, and hold some more than once. */
const streamsOf = fc
  .array(event, { minLength: 8, maxLength: 20 })
  .chain((pool) => fc.array(fc.array(fc.constantFrom(...pool), { minLength: 8, maxLength: 30 }), { maxLength: 4 }));
const stream = streamsOf.map((streams) => streams.flat());

describe("whatever is imported,", () => {
  test("classes that are kept as counts count the same of a file cut anywhere, in whatever order its parts come, and again", () => {
    fc.assert(
      fc.property(stream, fc.nat(), fc.integer({ min: 1, max: 30 }), fc.nat(3), (events, at, batchRows, order) => {
        const whole = inOrder(events).map((one) => ({ ...one, class: "reply" as const }));
        const place = whole.length === 0 ? 0 : at % whole.length;
        const [one, other] = [whole.slice(0, place), whole.slice(place)];
        // Parts that begin at one moment cannot be told from copies, nor one that is the last moment of the whole from what follows it.
        fc.pre(one[0]?.timeMs !== other[0]?.timeMs && one.length > 0);
        fc.pre(order !== 3 || other[0]?.timeMs !== other.at(-1)?.timeMs);
        const parts =
          [
            [one, other],
            [other, one],
            [one, other, one],
            [whole, one, other],
          ][order] ?? [];
        withFolder((folder, journal) => {
          const replies = () => journal.classBetween("home", "reply", noon - day, noon + day);
          importStreams(folder, parts, { batchRows });
          const weight = whole.reduce((sum, { count }) => sum + count, 0);
          assert.equal(replies(), weight);
          importStreams(folder, parts.toReversed(), { batchRows: 7 });
          assert.equal(replies(), weight);
        });
      }),
      { numRuns: 100 },
    );
  });

  test("pages that begin and end in the middle of a moment count each of its rows once", () => {
    fc.assert(
      fc.property(
        stream,
        fc.array(fc.nat(12), { minLength: 1, maxLength: 12 }),
        fc.boolean(),
        (events, steps, isDown) => {
          const whole = inOrder(events).map((one) => ({ ...one, class: "reply" as const }));
          // Windows on the log of which each reaches back to the moments of the one before, as a router's mails do.
          const ends = [
            ...steps.map((_, step) => 8 + steps.slice(0, step).reduce((sum, one) => sum + one, 0)),
            whole.length,
          ];
          const pages = ends.map((end) => whole.slice(Math.max(0, end - 24), end));
          fc.pre(pages.every((page, at) => page.length > 0 && (at === 0 || reachesBack(page, pages[at - 1] ?? []))));
          withFolder((folder, journal) => {
            importStreams(folder, isDown ? pages.map((page) => page.toReversed()) : pages, { isPages: true });
            const weight = whole.reduce((sum, { count }) => sum + count, 0);
            assert.equal(journal.classBetween("home", "reply", noon - day, noon + day), weight);
          });
        },
      ),
      { numRuns: 100 },
    );
  });

  test("the journal holds of each event the largest number that any one stream brought", () => {
    fc.assert(
      fc.property(streamsOf, fc.integer({ min: 1, max: 30 }), (streams, batchRows) => {
        withFolder((folder, journal) => {
          for (const events of streams) importStreams(folder, [events], { batchRows });
          const largest = new Map<string, number>();
          for (const events of streams) {
            for (const [name, same] of Map.groupBy(events, (one) => JSON.stringify(one)))
              largest.set(name, Math.max(largest.get(name) ?? 0, same.length));
          }
          const held = Map.groupBy(eventsOf(journal), identity);
          const expected = [...largest].map(([name, count]) => [identity(JSON.parse(name)), count]).sort();
          assert.deepEqual([...held].map(([name, same]) => [name, same.length]).sort(), expected);
        });
      }),
      { numRuns: 60 },
    );
  });

  test("figures are those of the rows, and coming again changes nothing", () => {
    fc.assert(
      fc.property(streamsOf, fc.integer({ min: 1, max: 30 }), (streams, batchRows) => {
        withFolder((folder, journal) => {
          for (const events of streams) importStreams(folder, [events], { batchRows });
          const before = dump(folder);
          const events = eventsOf(journal).toSorted((a, b) => a.timeMs - b.timeMs);
          assert.deepEqual(before.measures, measuresOf(events));
          assert.deepEqual(
            before.doors,
            countsBy(events, ({ timeMs, port }) => `${quarter(timeMs)} ${port}`),
          );
          assert.deepEqual(
            before.sources,
            countsBy(events, ({ source }) => source?.match(/[.:]\d+$/)?.[0] ?? ""),
          );
          for (const again of streams.toReversed()) importStreams(folder, [again], { batchRows: 7 });
          assert.deepEqual(dump(folder), before);
        });
      }),
      { numRuns: 60 },
    );
  });

  test("a file cut anywhere and given as two is the same as the whole", () => {
    fc.assert(
      fc.property(stream, fc.nat(), fc.boolean(), (events, at, isSwapped) => {
        const whole = inOrder(events);
        const place = whole.length === 0 ? 0 : at % whole.length;
        const parts = [whole.slice(0, place), whole.slice(place)];
        // Parts that begin at one moment cannot be told from copies.
        fc.pre(parts[0]?.[0]?.timeMs !== parts[1]?.[0]?.timeMs);
        withFolder((folder, journal) => {
          importStreams(folder, isSwapped ? parts.toReversed() : parts);
          assert.deepEqual(eventsOf(journal).map(identity).sort(), whole.map(identity).sort());
        });
      }),
      { numRuns: 60 },
    );
  });
});

/** Whether a page begins in front of the last moment of the one before. */
function reachesBack(page: readonly JournalEvent[], before: readonly JournalEvent[]): boolean {
  return (page[0]?.timeMs ?? 0) < (before.at(-1)?.timeMs ?? 0);
}

function withFolder(action: (folder: string, journal: JournalWriter) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "whos-knocking-"));
  const journal = openJournal(folder);
  try {
    action(folder, journal);
  } finally {
    journal.close();
    rmSync(folder, { recursive: true });
  }
}

function inOrder(events: readonly JournalEvent[]): readonly JournalEvent[] {
  return events.toSorted((a, b) => a.timeMs - b.timeMs);
}

function identity({ timeMs, source, sourcePort, port, count }: JournalEvent): string {
  return [timeMs, source, sourcePort, port, count].join(" ");
}

function quarter(timeMs: number): number {
  return Math.floor(timeMs / 900_000);
}

function countsBy(events: readonly JournalEvent[], nameOf: (event: JournalEvent) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const one of events) counts[nameOf(one)] = (counts[nameOf(one)] ?? 0) + one.count;
  return counts;
}

/** What the rules say of all rows together: attempts, multiple attacks on probes and on attempts, and the largest of them. */
function measuresOf(events: readonly JournalEvent[]): Record<string, number[]> {
  const measures: Record<string, number[]> = {};
  const rules = createMeasures();
  const add = (timeMs: number, place: number, count: number) => {
    if (count === 0) return;
    const sums = measures[quarter(timeMs)] ?? [0, 0, 0, 0];
    measures[quarter(timeMs)] = sums.with(place, (sums[place] ?? 0) + count);
  };
  for (const one of events) {
    const { attempts, multiple, multipleAttempts, run } = rules.step(one);
    add(one.timeMs, 0, attempts);
    for (const knock of multiple) add(knock.timeMs, 1, knock.count);
    for (const knock of multipleAttempts) add(knock.timeMs, 2, knock.count);
    if (run !== undefined) add(run.firstMs, 3, Math.max(0, run.count - (measures[quarter(run.firstMs)]?.[3] ?? 0)));
  }
  return measures;
}

function dump(folder: string) {
  const database = new DatabaseSync(journalFile(folder), { readOnly: true });
  try {
    const all = (sql: string) => database.prepare(sql).all();
    const pairs = (sql: string) =>
      Object.fromEntries(all(sql).map((row) => [String(row["name"]), Number(row["count"])]));
    return {
      measures: Object.fromEntries(
        all("SELECT * FROM quarter_measure LEFT JOIN quarter_run USING (router, quarter)").map((row) => [
          row["quarter"],
          [row["attempts"], row["multiple"], row["multiple_attempts"], row["count"] ?? 0],
        ]),
      ),
      doors: pairs("SELECT quarter || ' ' || port AS name, sum(probes) AS count FROM quarter_door GROUP BY 1"),
      sources: Object.fromEntries(
        all("SELECT source, sum(probes) AS count FROM day_source GROUP BY source").map(({ source, count }) => [
          source instanceof Uint8Array ? `:${source.at(-1)}` : `.${Number(source) % 256}`,
          count,
        ]),
      ),
      classes: pairs("SELECT quarter || ' ' || class AS name, count FROM quarter_class"),
      rows: all("SELECT id, time FROM event").length,
    };
  } finally {
    database.close();
  }
}
