import { integerBetween, pick, pickWeighted, type Random } from "../../../src/routers/simulator/random.ts";
import { casesOf, ids } from "../cases.ts";

/** Every line of the cases, with those that stand above them. */
export function caseLines(): readonly [string, ...string[]] {
  const lines = ids.flatMap((id) => casesOf(id).flatMap(({ line, above = [] }) => [...above, line]));
  const [first = "", ...rest] = new Set(lines);
  return [first, ...rest];
}

export interface MutatedLine {
  readonly line: string;
  /** Whether parts of other lines are in it: then it may belong to more than one format. */
  readonly isMixed: boolean;
}

/** Lines that nearly are what some device writes: one of the given lines, with one to four things done to it. */
export function createMutator(lines: readonly [string, ...string[]], random: Random): () => MutatedLine {
  return () => {
    let line = pick(random, lines);
    let isMixed = false;
    for (let left = integerBetween(random, 1, 4); left > 0; left -= 1) {
      const mutation = pickWeighted(random, mutations);
      line = mutation.run(line, random, lines);
      isMixed ||= mutation.isMixing === true;
    }
    return { line: line.slice(0, longest), isMixed };
  };
}

/** One more than the longest line that is read. */
const longest = 65_537;

interface Mutation {
  readonly weight: number;
  readonly isMixing?: true;
  run(line: string, random: Random, lines: readonly [string, ...string[]]): string;
}

const mutations: readonly [Mutation, ...Mutation[]] = [
  { weight: 10, run: (line, random) => replaced(line, random, 1, pick(random, characters)) },
  { weight: 10, run: (line, random) => replaced(line, random, 1, String.fromCharCode(integerBetween(random, 0, 255))) },
  {
    weight: 4,
    run: (line, random) => replaced(line, random, 1, String.fromCharCode(integerBetween(random, 0, 65_535))),
  },
  { weight: 8, run: (line, random) => line.slice(0, placeIn(line, random)) },
  { weight: 4, run: (line, random) => line.slice(placeIn(line, random)) },
  { weight: 8, run: (line, random) => replaced(line, random, integerBetween(random, 0, 40), "") },
  { weight: 6, run: doubled },
  { weight: 8, isMixing: true, run: spliced },
  {
    weight: 8,
    isMixing: true,
    run: (line, random, lines) => replaced(line, random, 0, wordOf(pick(random, lines), random)),
  },
  { weight: 8, isMixing: true, run: (line, random) => replaced(line, random, 0, pick(random, pieces)) },
  { weight: 10, run: withOtherNumber },
  { weight: 5, run: withWordsSwapped },
  { weight: 6, run: (line, random) => pick(random, envelopes) + line },
  { weight: 2, run: (line, random) => (random.next() < 0.5 ? line.toUpperCase() : line.toLowerCase()) },
  {
    weight: 3,
    run: (line, random) => replaced(line, random, 0, wordOf(line, random).repeat(integerBetween(random, 2, 60))),
  },
  { weight: 0.02, run: (line, random) => replaced(line, random, 0, repeatedTo(longest, wordOf(line, random))) },
];

/** What tokens begin and end with, and what text can hold that no device means. */
const characters: readonly [string, ...string[]] = [
  " ",
  ..."=:,;.|/-[](){}<>\"'\\%#*xX0-\t\r\0\u{1b}\u{7f}\u{fffd}\u{feff}",
  "\u{d800}",
  "\u{dfff}",
  "\u{1f4a9}",
];

const pieces = [
  "SRC=192.0.2.1 ",
  "DST=2001:db8::1 ",
  " PROTO=TCP SPT=1 DPT=2",
  " IN=eth0 OUT= ",
  "[".repeat(200),
  "(".repeat(200),
  '"'.repeat(99),
  "\\".repeat(99),
  "[SRC=192.0.2.1 ] ",
  " -> ",
  "->",
  "\0\0\0\0",
  "\r\n",
  "^M",
  "#015",
  "::ffff:192.0.2.1",
  "192.0.2.*",
  "constructor",
  "__proto__",
  "message repeated 3 times: [ ",
  "last message repeated 2 times",
] as const;

const envelopes = [
  "<134>",
  "<4>Nov 25 12:00:01 router kernel: ",
  "Nov  5 12:00:01 192.0.2.1 ",
  "<134>1 2026-11-25T12:00:01.123456+01:00 gw filterlog 312 - - ",
  '<134>1 - - - - [meta x="\\"]"] \u{feff}',
  "2026-11-25T12:00:01Z router ",
  "Wed Nov 25 12:00:01 2026 kern.warn kernel: [    1.000000] ",
  "Nov 25 12:00:01 relay Nov 25 12:00:00 router router ",
  "message repeated 2 times: [ ",
] as const;

function placeIn(line: string, random: Random): number {
  return integerBetween(random, 0, line.length);
}

function replaced(line: string, random: Random, length: number, text: string): string {
  const at = placeIn(line, random);
  return line.slice(0, at) + text + line.slice(at + length);
}

function doubled(line: string, random: Random): string {
  const from = placeIn(line, random);
  const to = from + integerBetween(random, 1, 80);
  return line.slice(0, to) + line.slice(from);
}

/** The beginning of one line and the end of another, as where two writers share a file. */
function spliced(line: string, random: Random, lines: readonly [string, ...string[]]): string {
  const other = pick(random, lines);
  return line.slice(0, placeIn(line, random)) + other.slice(placeIn(other, random));
}

function wordOf(line: string, random: Random): string {
  const words = line.split(/(?<=[ ,=:[\]()])/);
  return words[integerBetween(random, 0, words.length - 1)] ?? "";
}

const numbers = [
  "0",
  "00",
  "-1",
  "1e9",
  "255",
  "256",
  "65535",
  "65536",
  "4294967296",
  "9".repeat(20),
  "9".repeat(400),
] as const;

function withOtherNumber(line: string, random: Random): string {
  const found = [...line.matchAll(/\d+/g)];
  const match = found[integerBetween(random, 0, Math.max(0, found.length - 1))];
  if (match === undefined) return line;
  return line.slice(0, match.index) + pick(random, numbers) + line.slice(match.index + match[0].length);
}

function withWordsSwapped(line: string, random: Random): string {
  const words = line.split(" ");
  const [one, other] = [integerBetween(random, 0, words.length - 1), integerBetween(random, 0, words.length - 1)];
  return words.map((word, at) => (at === one ? words[other] : at === other ? words[one] : word)).join(" ");
}

function repeatedTo(length: number, text: string): string {
  return text === "" ? "" : text.repeat(Math.ceil(length / text.length)).slice(0, length);
}

/**
 * A line as long as one may be, for each piece of the given one and each place of three: the piece again and again in front of
 * the line, in its middle, and behind it.
 */
export function* longLines(line: string): Generator<string> {
  const half = Math.floor(line.length / 2);
  const room = longest - 1 - line.length;
  for (const piece of new Set([...line.split(/(?<=[ ,=:[\]()])/), line, ...longPieces])) {
    const grown = repeatedTo(room, piece);
    yield grown + line;
    yield line.slice(0, half) + grown + line.slice(half);
    yield line + grown;
  }
}

const longPieces = [
  " ",
  "=",
  ":",
  "[",
  "(",
  '"',
  "\\",
  "1",
  "a",
  "a:",
  "a=",
  "1.",
  ",",
  "->",
  " SRC=",
  " OUT=",
  "IN=",
  "#015",
  "^M",
  "\0",
];
