import type { TableRow } from "../model/summary.ts";

/** The key, and the name, of what is not known. */
export const unknown = "UNKNOWN";

/** What was counted: counts by number, and how a number is told. */
export interface Counted {
  readonly counts: Float64Array;
  readonly keyOf: (number: number) => string;
  readonly nameOf: (key: string, number: number) => string;
}

/**
 * The rows with the highest counts, those of equal count by their key. What no key is known of makes a row of its own, so that
 * the counts of all rows add up to `total`.
 */
export function topRows(counted: Counted, total: number, limit: number): readonly TableRow[] {
  const { counts, keyOf, nameOf } = counted;
  const rows = highest(counts, limit).map((number) => ({ number, key: keyOf(number), count: counts[number] ?? 0 }));
  const known = counts.reduce((sum, count) => sum + count, 0);
  if (total > known) rows.push({ number: -1, key: unknown, count: total - known });
  return rows
    .sort((one, other) => other.count - one.count || (one.key < other.key ? -1 : 1))
    .slice(0, limit)
    .map(({ number, key, count }) => ({
      key,
      name: key === unknown ? unknown : nameOf(key, number),
      count,
      share: share(count, total),
    }));
}

/** A part of a whole in %, with two decimals. */
export function share(count: number, total: number): number {
  return total === 0 ? 0 : Math.round((10_000 * count) / total) / 100;
}

/** The numbers whose counts can be among the highest: of hundreds of thousands few, so that only those are told and sorted. */
function highest(counts: Float64Array, limit: number): number[] {
  const least = Math.max(1, limit < counts.length ? leastOfHighest(counts, limit) : 1);
  const numbers: number[] = [];
  for (let number = 0; number < counts.length; number += 1) if ((counts[number] ?? 0) >= least) numbers.push(number);
  return numbers;
}

/** The lowest of so many highest counts. */
function leastOfHighest(counts: Float64Array, limit: number): number {
  if (limit > few) return counts.toSorted()[counts.length - limit] ?? 1;
  const highestCounts = new Float64Array(limit);
  for (const count of counts) {
    if (count <= (highestCounts[0] ?? 0)) continue;
    let at = 1;
    for (; at < limit && (highestCounts[at] ?? 0) < count; at += 1) highestCounts[at - 1] = highestCounts[at] ?? 0;
    highestCounts[at - 1] = count;
  }
  return highestCounts[0] ?? 1;
}

/** Up to so many the highest are found by the way; more by sorting. */
const few = 1000;
