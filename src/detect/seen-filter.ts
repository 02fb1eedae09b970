/**
 * A set of pairs of texts that has a fixed size, however many there are (a Bloom filter, Bloom 1970). It never takes a known pair for
 * a new one, and now and then a new one for known: one in a thousand at 21 bits a pair, one in eight at 4 bits.
 */
export interface SeenFilter {
  readonly words: Uint32Array;
}

/** How many bits stand for each pair. */
const bitsEach = 4;

/** @param bits a power of two */
export function createSeenFilter(bits: number): SeenFilter {
  return { words: new Uint32Array(bits / 32) };
}

/** A pair as a filter sees it. */
export interface SeenPair {
  readonly first: number;
  readonly step: number;
}

export function pairOf(one: string, other: string): SeenPair {
  return { first: hash(other, hash(one, 0x811c9dc5)), step: hash(one, hash(other, 0x9747b28c)) | 1 };
}

/** Adds a pair; true where it was not there. */
export function addIfNew({ words }: SeenFilter, pair: SeenPair): boolean {
  let isNew = false;
  for (let round = 0; round < bitsEach; round += 1) {
    const bit = bitOf(words, pair, round);
    const word = words[bit >>> 5] ?? 0;
    isNew ||= (word & (1 << (bit & 31))) === 0;
    words[bit >>> 5] = word | (1 << (bit & 31));
  }
  return isNew;
}

export function hasPair({ words }: SeenFilter, pair: SeenPair): boolean {
  for (let round = 0; round < bitsEach; round += 1) {
    const bit = bitOf(words, pair, round);
    if (((words[bit >>> 5] ?? 0) & (1 << (bit & 31))) === 0) return false;
  }
  return true;
}

export function clearFilter({ words }: SeenFilter): void {
  words.fill(0);
}

function bitOf(words: Uint32Array, { first, step }: SeenPair, round: number): number {
  return (first + round * step) & (words.length * 32 - 1);
}

/** FNV-1a with a final mix (that of MurmurHash3), so that near texts end far from each other. */
function hash(text: string, seed: number): number {
  let value = seed;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return value ^ (value >>> 16);
}
