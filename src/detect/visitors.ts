import { isIPv4 } from "node:net";

/** How many days back the visits of a source are remembered; as many bits. */
export const visitDays = 14;

/**
 * On which of the last days each source sent a probe, by `keyOf` it. The value is the number of its last day, followed by a bit for each
 * of the days up to it. Keys and values are small integers, so that 100,000 sources take about 4 MB.
 */
export type Visitors = Map<string | number, number>;

/** Memory is bounded: of more sources than this, those are forgotten that stayed away longest. */
const visitorsAtMost = 100_000;
const allDays = 2 ** visitDays - 1;

/** On which days before now a source came: bit n stands for n days before `day`. */
export function visitsOf(visitors: Visitors, source: string, day: number): number {
  const known = visitors.get(keyOf(source));
  if (known === undefined) return 0;
  const days = day - lastDayOf(known);
  return shift(known & allDays, days);
}

/** Remembers that a source came on a day; also on one before its last. */
export function addVisit(visitors: Visitors, source: string, day: number): void {
  const key = keyOf(source);
  const known = visitors.get(key);
  const lastDay = known === undefined ? day : lastDayOf(known);
  if (day <= lastDay) {
    const bit = lastDay - day < visitDays ? 2 ** (lastDay - day) : 0;
    visitors.set(key, lastDay * 2 ** visitDays + (((known ?? 0) & allDays) | bit));
  } else {
    // Whoever came last stands last, so that those who stay away are found at the front.
    visitors.delete(key);
    visitors.set(key, day * 2 ** visitDays + (shift((known ?? 0) & allDays, day - lastDay) | 1));
  }
  if (visitors.size > visitorsAtMost) forgetFirst(visitors, visitorsAtMost / 4);
}

/** Forgets the sources whose visits are all too long ago. */
export function forgetVisits(visitors: Visitors, day: number): void {
  for (const [key, known] of visitors) {
    if (day - lastDayOf(known) < visitDays) break;
    visitors.delete(key);
  }
}

/** An IPv4 address as an integer of 32 bits, which takes no memory of its own; anything else as it is. */
function keyOf(source: string): string | number {
  return isIPv4(source) ? source.split(".").reduce((number, octet) => (number << 8) | Number(octet), 0) : source;
}

function lastDayOf(known: number): number {
  return Math.floor(known / 2 ** visitDays);
}

/** The bits as they stand some days later, or earlier. */
function shift(bits: number, days: number): number {
  if (Math.abs(days) >= visitDays) return 0;
  return days >= 0 ? (bits << days) & allDays : bits >> -days;
}

function forgetFirst(visitors: Visitors, count: number): void {
  let left = count;
  for (const key of visitors.keys()) {
    if (left <= 0) break;
    visitors.delete(key);
    left -= 1;
  }
}
/** On how many of the last `days` days a source came, of visits as `visitsOf` gives them. */
export function countDays(visits: number, days: number): number {
  let left = visits & (2 ** days - 1);
  let count = 0;
  for (; left !== 0; left &= left - 1) count += 1;
  return count;
}
