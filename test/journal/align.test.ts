import assert from "node:assert/strict";
import { test } from "node:test";
import { alignPage } from "../../src/journal/align.ts";
import type { PageMemory } from "../../src/model/journal.ts";
import type { Entry, ParsedPage } from "../../src/model/page.ts";

const minuteMs = 60_000;

/** Reads pages one after the other, five minutes apart; a page is its rows as "key" or "key*weight", parted by blanks. */
function readPages(
  isKeyed: boolean,
  pages: readonly (string | ({ readonly rows: string } & Pick<ParsedPage, "uptimeMs" | "numbers">))[],
) {
  let memory: PageMemory | undefined;
  return pages.map((given, pass) => {
    const { rows, ...facts } = typeof given === "string" ? { rows: given } : given;
    const entries = rows
      .split(" ")
      .filter(Boolean)
      .map((row): Entry => {
        const [key = "", weight = "1"] = row.split("*");
        return { kind: "note", note: "test", key, weight: Number(weight) };
      });
    const alignment = alignPage(memory, { entries, isKeyed, ...facts }, pass * 5 * minuteMs);
    memory = alignment.memory;
    const fresh = alignment.fresh.map(
      ({ entry, weight, isDelta }) => `${isDelta ? "+" : ""}${entry.key}${weight > 1 ? `*${weight}` : ""}`,
    );
    return [fresh.join(" "), alignment.loss?.cause, alignment.isAmbiguous ? "ambiguous" : undefined]
      .filter(Boolean)
      .join("; ");
  });
}

interface Case {
  readonly name: string;
  readonly isKeyed?: boolean;
  readonly pages: Parameters<typeof readPages>[1];
  /** Of each page: new rows ("+" for what came on top of a known one); the cause of a loss; whether it is ambiguous. */
  readonly told: readonly string[];
}

const day = 24 * 60 * minuteMs;
const ticksPerWrap = 2 ** 32;

/** A page whose first row has this number. */
function counted(rows: string, first: number) {
  return { rows, numbers: { first, last: first + rows.split(" ").length - 1 } };
}

const cases: readonly Case[] = [
  { name: "everything on the first page is new, and nothing is lost", pages: ["1 2 3"], told: ["1 2 3"] },
  { name: "a frozen log brings nothing", pages: ["1 2 3", "1 2 3", "1 2 3"], told: ["1 2 3", "", ""] },
  { name: "a window that moves brings what came in", pages: ["1 2 3", "2 3 4", "3 4 5"], told: ["1 2 3", "4", "5"] },
  { name: "one known row is enough for nothing to be lost", pages: ["1 2 3", "3 4 5"], told: ["1 2 3", "4 5"] },
  { name: "identical neighbours are all kept", pages: ["1 1", "1 1 2 2 2"], told: ["1 1", "2 2 2"] },
  { name: "an identical row that comes later in the same second is kept", pages: ["1 2", "1 2 2"], told: ["1 2", "2"] },
  {
    name: "rows that are counted tell an overrun from a cleared log, however long the page is",
    pages: [counted("1 2 3 4", 1), counted("8 9 10", 8), counted("11 12", 11), counted("14", 14)],
    told: ["1 2 3 4", "8 9 10; overrun", "11 12", "14; cleared"],
  },
  {
    name: "rows that are counted anew tell of a reboot",
    pages: [counted("1 2", 1), counted("a b", 1), counted("b c", 2), counted("p q r s", 1)],
    told: ["1 2", "a b; reboot", "c", "p q r s; reboot"],
  },
  {
    name: "a page without rows does not make the count forgotten",
    pages: [counted("1 2", 1), "", counted("3 4", 3), "", counted("9", 9)],
    told: ["1 2", "cleared", "3 4", "cleared", "9; cleared"],
  },
  {
    name: "a last row whose weight grew brings the difference, once",
    pages: ["1 2*2", "1 2*5", "1 2*5"],
    told: ["1 2*2", "+2*3", ""],
  },
  {
    name: "a weight that grew before the next row came is seen too",
    pages: ["1 2*2", "1 2*3 3"],
    told: ["1 2*2", "+2 3"],
  },
  { name: "a weight that shrinks and grows back brings nothing", pages: ["1*5", "1*2", "1*5"], told: ["1*5", "", ""] },
  { name: "a row that is not the last grows no more", pages: ["1*2 2", "1*9 2"], told: ["1*2 2", ""] },
  { name: "a full page without a known row has overrun", pages: ["1 2 3", "7 8 9"], told: ["1 2 3", "7 8 9; overrun"] },
  { name: "a shorter page without a known row was cleared", pages: ["1 2 3", "7 8"], told: ["1 2 3", "7 8; cleared"] },
  {
    name: "a log without rows was cleared, which is told once",
    pages: ["1 2 3", "", "", "4"],
    told: ["1 2 3", "cleared", "", "4"],
  },
  { name: "the first row of an empty log costs nothing", pages: ["", "", "1", "1 2"], told: ["", "", "1", "2"] },
  {
    name: "after a page without rows a full one may have overrun",
    pages: ["1 2 3", "", "7 8 9"],
    told: ["1 2 3", "cleared", "7 8 9; overrun"],
  },
  {
    name: "a long page after a log that never had rows may have overrun",
    pages: ["", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16"],
    told: ["", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; overrun"],
  },
  {
    name: "a ring that is limited by bytes may hold fewer rows",
    pages: ["1 2 3 4 5", "4 5 6", "6 7 8 9"],
    told: ["1 2 3 4 5", "6", "7 8 9"],
  },
  {
    name: "a log that comes back after it was cleared is known",
    pages: ["1 2 3", "4", "1 2 3 4 5"],
    told: ["1 2 3", "4; cleared", "5"],
  },
  {
    name: "rows from before the first page, in front of known ones, are new and cost nothing",
    pages: ["3 4", "1 2 3 4 5"],
    told: ["3 4", "1 2 5; ambiguous"],
  },
  {
    name: "a daemon that reads its older file again brings only what is new, and may have lost rows",
    pages: ["1 2 3 4 5", "1 2 3 6", "1 2 3 6 7"],
    told: ["1 2 3 4 5", "6; cleared", "7"],
  },
  { name: "twins that do not move are no matter of doubt", pages: ["1 1", "1 1"], told: ["1 1", ""] },
  {
    name: "a window that moved inside a second is ambiguous",
    pages: ["0 1 1", "1 1 2"],
    told: ["0 1 1", "2; ambiguous"],
  },
  {
    name: "a weight that grew before a twin of its row came is told from the twin's",
    pages: ["1*2", "1*4 1"],
    told: ["1*2", "+1*2 1"],
  },
  {
    name: "ticks that began anew are a reboot",
    pages: [
      { rows: "1 2 3", uptimeMs: day },
      { rows: "7 8 9", uptimeMs: 2 * minuteMs },
    ],
    told: ["1 2 3", "7 8 9; reboot"],
  },
  {
    name: "a reboot right after a page is seen by the uptime before it",
    pages: [
      { rows: "1 2 3", uptimeMs: day },
      { rows: "7", uptimeMs: 5 * minuteMs - 2000 },
    ],
    told: ["1 2 3", "7; reboot"],
  },
  {
    name: "a reboot is told whether rows were there before or are there now, once",
    pages: [
      { rows: "", uptimeMs: day },
      { rows: "", uptimeMs: minuteMs },
      { rows: "", uptimeMs: 6 * minuteMs },
    ],
    told: ["", "reboot", ""],
  },
  {
    name: "a reboot that kept the ring costs nothing",
    pages: [
      { rows: "1 2 3", uptimeMs: day },
      { rows: "1 2 3 4", uptimeMs: minuteMs },
    ],
    told: ["1 2 3", "4"],
  },
  {
    name: "ticks that wrap after 49.7 days are no reboot",
    pages: [
      { rows: "1 2 3", uptimeMs: ticksPerWrap - 2 * minuteMs },
      { rows: "7 8", uptimeMs: 3 * minuteMs + 1500 },
    ],
    told: ["1 2 3", "7 8; cleared"],
  },
  {
    name: "ticks that wrap are no reboot on a router whose clock is slow either",
    pages: [
      { rows: "1 2 3", uptimeMs: ticksPerWrap - 2 * minuteMs },
      { rows: "7 8", uptimeMs: 3 * minuteMs - 1500 },
    ],
    told: ["1 2 3", "7 8; cleared"],
  },
  {
    name: "an uptime shorter than the wait is a reboot, also where none was known before",
    pages: ["1 2 3", { rows: "7 8", uptimeMs: minuteMs }],
    told: ["1 2 3", "7 8; reboot"],
  },
  {
    name: "a clock of ours that was set ahead is no reboot",
    pages: [
      { rows: "1 2 3", uptimeMs: day },
      { rows: "7 8", uptimeMs: day + 2000 },
    ],
    told: ["1 2 3", "7 8; cleared"],
  },
  {
    name: "without keys the smallest shift is taken",
    isKeyed: false,
    pages: ["a b a b", "a b a b"],
    told: ["a b a b", "ambiguous"],
  },
  { name: "without keys a single overlap is certain", isKeyed: false, pages: ["a b c", "b c a"], told: ["a b c", "a"] },
  {
    name: "without keys equal rows after a page without rows are new",
    isKeyed: false,
    pages: ["a a", "", "a"],
    told: ["a a", "cleared", "a"],
  },
  {
    name: "without keys only the page before counts",
    isKeyed: false,
    pages: ["a a a", "b", "a a b"],
    told: ["a a a", "b; cleared", "a a b; overrun"],
  },
  {
    name: "without keys a page that fits nowhere is new as a whole",
    isKeyed: false,
    pages: ["a b", "c a"],
    told: ["a b", "c a; overrun"],
  },
  {
    name: "without keys the last row grows too",
    isKeyed: false,
    pages: ["a b*2", "a b*4 c"],
    told: ["a b*2", "+b*2 c"],
  },
];

for (const { name, isKeyed = true, pages, told } of cases) {
  test(name, () => assert.deepEqual(readPages(isKeyed, pages), told));
}

test("a loss lies between the answers of the two pages", () => {
  const page = (key: string) => ({ entries: [{ kind: "note" as const, note: "test", key, weight: 1 }], isKeyed: true });
  const { memory } = alignPage(undefined, page("1"), 5000);
  assert.deepEqual(alignPage(memory, page("2"), 9000).loss, { cause: "overrun", fromMs: 5000, toMs: 9000 });
  assert.deepEqual(alignPage(memory, page("2"), 4000).loss, { cause: "overrun", fromMs: 4000, toMs: 4000 });
});

/** A page of `length` rows that begins at row `start` of an endless log. */
function pageFrom(start: number, length: number): ParsedPage {
  const entries = Array.from(
    { length },
    (_, row): Entry => ({ kind: "note", note: "test", key: `${start + row} text`, weight: 1 }),
  );
  return { entries, isKeyed: true };
}

test("without keys only the page before is remembered", () => {
  const { memory } = alignPage(undefined, { ...pageFrom(0, 5), isKeyed: false }, 0);
  assert.deepEqual(alignPage(memory, { ...pageFrom(2, 2), isKeyed: false }, 1).memory.keys, ["2 text", "3 text"]);
});

test("four pages of keys are remembered, and never fewer than 1,024", () => {
  const keysAfter = (pages: number, length: number): readonly string[] => {
    let memory: PageMemory | undefined;
    for (let pass = 0; pass < pages; pass += 1)
      memory = alignPage(memory, pageFrom(pass * length, length), pass).memory;
    return memory?.keys ?? [];
  };
  assert.equal(keysAfter(20, 100).length, 1024);
  assert.equal(keysAfter(20, 100).at(-1), "1999 text");
  assert.equal(keysAfter(6, 1000).length, 4000);
  assert.equal(keysAfter(6, 1000)[0], "2000 text");
});

test("a page of 4,000 rows is aligned in milliseconds, also where its rows are all alike", () => {
  let memory: PageMemory | undefined;
  for (let start = 0; start <= 16_000; start += 4000) memory = alignPage(memory, pageFrom(start, 4000), start).memory;
  const alike = pageFrom(0, 4000).entries.map((entry, row) => ({ ...entry, key: row === 1999 ? "b" : "a" }));
  const alikeMemory = alignPage(undefined, { entries: alike.slice(0, 3999), isKeyed: false }, 0).memory;
  const keyedMs = fastestOf(() => alignPage(memory, pageFrom(16_100, 4000), 1));
  const alikeMs = fastestOf(() => alignPage(alikeMemory, { entries: alike.slice(1), isKeyed: false }, 1));
  assert.ok(keyedMs < 5 && alikeMs < 5, `${keyedMs} ms and ${alikeMs} ms`);
});

/** The fastest of many runs, so that a busy machine does not fail the test. */
function fastestOf(run: () => unknown): number {
  const times = Array.from({ length: 30 }, () => {
    const startMs = performance.now();
    run();
    return performance.now() - startMs;
  });
  return Math.min(...times);
}
