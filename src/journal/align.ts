import type { PageMemory } from "../model/journal.ts";
import { type Entry, type ParsedPage, rememberedRows } from "../model/page.ts";
import { hasRebooted } from "./reboot.ts";

/** What a page brought that was not known before. */
export interface FreshEntry {
  readonly entry: Entry;
  /** Its place on the page, 0 for the oldest row. */
  readonly row: number;
  /** Packets to count: all of the row's, or only those that came on top where `isDelta`. */
  readonly weight: number;
  /** True where the row itself was counted before, and has grown since. */
  readonly isDelta: boolean;
}

/** Rows were lost, or may well have been, between two pages. Times are those of the two answers, UTC ms. */
export interface Loss {
  readonly cause: "overrun" | "reboot" | "cleared";
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Alignment {
  /** Oldest first. */
  readonly fresh: readonly FreshEntry[];
  /** What to remember for the next page. */
  readonly memory: PageMemory;
  readonly loss?: Loss | undefined;
  /** True where the page could be read in more than one way; the one that adds the fewest rows was taken. */
  readonly isAmbiguous: boolean;
}

/** Which rows of a page are known, and what that says. */
interface Match {
  readonly isKnown: readonly boolean[];
  /** The row that was the newest one known before; -1 where the page does not hold it. */
  readonly newestKnownRow: number;
  /** Keys of the memory that are not on this page and may come back, oldest first. */
  readonly unseenKeys: readonly string[];
  readonly isAmbiguous: boolean;
}

/** How many keys we keep of each router: so many pages, and never fewer than `rememberedRows`. */
const keptPages = 4;
/** No router that we know of keeps fewer rows: as long as nothing was ever seen, a shorter page is no overrun. */
const smallestRing = 16;

/**
 * Finds what is new on a page. The log is one stream of rows and a page is a window on it, so new rows stand behind
 * those that are known. Invariant: `memory.keys` ends with the page before; where rows are keyed, rows seen earlier
 * stand in front of it, so that a log that comes back (a daemon that reads its file again) is known again.
 * @param memory what `alignPage` returned for the page before; nothing for the first one
 * @param answeredAtMs our own clock at the answer
 */
export function alignPage(memory: PageMemory | undefined, page: ParsedPage, answeredAtMs: number): Alignment {
  const before = memory ?? pageless(0);
  const keys = page.entries.map((entry) => entry.key);
  const match = page.isKeyed ? matchByKey(before, keys) : matchBySequence(before, keys);
  return {
    fresh: freshEntries(page, match, before.lastWeight),
    memory: remember(before, page, match, answeredAtMs),
    loss: memory && lossBetween(memory, page, match, answeredAtMs),
    isAmbiguous: match.isAmbiguous,
  };
}

/** What to remember of a router that shows no page: when we were there last. */
export function pageless(scrapedAtMs: number): PageMemory {
  return { keys: [], lastWeight: 0, pageLength: 0, longestPage: 0, scrapedAtMs };
}

/**
 * Rows without a key of their own: only their order tells. A window on the stream never moves back, so the rows known
 * are the longest beginning of this page that is an end of the page before (the smallest shift). What was on earlier
 * pages must not count: after a page without rows every row is new, however often its like was seen.
 */
function matchBySequence(before: PageMemory, keys: readonly string[]): Match {
  const start = before.keys.length - before.pageLength;
  const { rows, isOnlyOne } = overlap(before.keys.slice(start), keys);
  return {
    isKnown: keys.map((_, row) => row < rows),
    newestKnownRow: rows - 1,
    unseenKeys: [],
    isAmbiguous: rows > 0 && !isOnlyOne,
  };
}

/**
 * Rows with a key: each row remembered answers for one row of the page, wherever it stands; equal keys are equal rows
 * of one instant, and are told apart by their number. Two readings are possible only within an instant: where the
 * window moved inside one (several overlaps), or where a row that is known stands behind a new one.
 */
function matchByKey(before: PageMemory, keys: readonly string[]): Match {
  const unseen = new Map<string, number>();
  for (const key of before.keys) unseen.set(key, (unseen.get(key) ?? 0) + 1);
  const isKnown = keys.map((key) => {
    const left = unseen.get(key) ?? 0;
    if (left > 0) unseen.set(key, left - 1);
    return left > 0;
  });
  const newest = before.keys.at(-1);
  const { rows, isOnlyOne } = overlap(before.keys, keys);
  // Then the window has not moved, and twins in it are no riddle.
  const isPageBeforeThere = rows === before.pageLength;
  return {
    isKnown,
    newestKnownRow: keys.findLastIndex((key, row) => key === newest && isKnown[row] === true),
    unseenKeys: before.keys.filter((key) => {
      const left = unseen.get(key) ?? 0;
      if (left > 0) unseen.set(key, left - 1);
      return left > 0;
    }),
    isAmbiguous: (!isOnlyOne && !isPageBeforeThere) || isKnown.lastIndexOf(true) > firstFresh(isKnown),
  };
}

function firstFresh(isKnown: readonly boolean[]): number {
  const row = isKnown.indexOf(false);
  return row === -1 ? isKnown.length : row;
}

/**
 * The longest beginning of `keys` that is an end of `known`, and whether it is the only one that is not empty. Linear:
 * the border of a string of texts (Knuth, Morris, Pratt 1977), whose own border is the next shorter overlap.
 */
function overlap(known: readonly string[], keys: readonly string[]): { rows: number; isOnlyOne: boolean } {
  const tail = known.slice(Math.max(0, known.length - keys.length));
  const joined: readonly (string | undefined)[] = [...keys, undefined, ...tail];
  const border = new Int32Array(joined.length);
  for (let place = 1; place < joined.length; place += 1) {
    let length = border[place - 1] ?? 0;
    while (length > 0 && joined[length] !== joined[place]) length = border[length - 1] ?? 0;
    border[place] = joined[length] === joined[place] ? length + 1 : 0;
  }
  const rows = border.at(-1) ?? 0;
  return { rows, isOnlyOne: rows === 0 || border[rows - 1] === 0 };
}

/** The rows not known, and what came on top of the newest known one: only the last row of a log still grows. */
function freshEntries(page: ParsedPage, match: Match, lastWeight: number): readonly FreshEntry[] {
  return page.entries.flatMap((entry, row): readonly FreshEntry[] => {
    if (match.isKnown[row] !== true) return [{ entry, row, weight: entry.weight, isDelta: false }];
    const grownBy = row === match.newestKnownRow ? entry.weight - lastWeight : 0;
    return grownBy > 0 ? [{ entry, row, weight: grownBy, isDelta: true }] : [];
  });
}

function remember(before: PageMemory, page: ParsedPage, match: Match, answeredAtMs: number): PageMemory {
  const pageLength = page.entries.length;
  const longestPage = Math.max(before.longestPage, pageLength);
  const keys = [...match.unseenKeys, ...page.entries.map((entry) => entry.key)];
  const last = page.entries.at(-1);
  // A weight that shrinks is a display's whim: were the lower one kept, its growing again would count twice.
  const isSameLast = match.newestKnownRow === pageLength - 1;
  return {
    keys: keys.slice(-Math.max(keptPages * longestPage, rememberedRows)),
    lastWeight: isSameLast ? Math.max(before.lastWeight, last?.weight ?? 0) : (last?.weight ?? before.lastWeight),
    pageLength,
    longestPage,
    scrapedAtMs: answeredAtMs,
    uptimeMs: page.uptimeMs,
    lastNumber: page.numbers?.last ?? before.lastNumber,
  };
}

/** While the newest known row is still on the page, or the one counted next begins it, nothing can be missing, not even after a reboot. */
function lossBetween(memory: PageMemory, page: ParsedPage, match: Match, answeredAtMs: number): Loss | undefined {
  const isNext = memory.lastNumber !== undefined && page.numbers?.first === memory.lastNumber + 1;
  if (match.newestKnownRow >= 0 || isNext) return undefined;
  const cause = lossCause(memory, page, answeredAtMs);
  return cause && { cause, fromMs: Math.min(memory.scrapedAtMs, answeredAtMs), toMs: answeredAtMs };
}

/**
 * Counted rows tell for sure what is lost, where the length of a page may not: how many rows fit into a log can depend on how long they
 * are. The page does not hold the newest known row, so one that bears its number is another one: the count began anew.
 */
function causeByNumbers(memory: PageMemory, page: ParsedPage): Loss["cause"] | undefined {
  const { numbers } = page;
  if (numbers === undefined || memory.lastNumber === undefined) return undefined;
  if (numbers.first <= memory.lastNumber) return "reboot";
  return page.entries.length * 2 > memory.longestPage ? "overrun" : "cleared";
}

/** A page as long as the ring is known to be has overrun; a shorter one was emptied, which costs nothing if it was empty. */
function lossCause(memory: PageMemory, page: ParsedPage, answeredAtMs: number): Loss["cause"] | undefined {
  if (hasRebooted(memory, page.uptimeMs, answeredAtMs)) return "reboot";
  const counted = causeByNumbers(memory, page);
  if (counted !== undefined) return counted;
  const ring = memory.longestPage > 0 ? memory.longestPage : smallestRing;
  if (page.entries.length >= ring) return "overrun";
  return memory.pageLength > 0 ? "cleared" : undefined;
}
