import { type ImportRow, identityOf, type KnownRow } from "./import-row.ts";

/** Decides which rows of one moment are new, given those that the journal holds of that moment. */
export type MomentRule = (brought: readonly ImportRow[], known: readonly KnownRow[]) => readonly ImportRow[];

/** How many identities a stream remembers that it brought and the journal had: it only matters where a stream goes back in time. */
const rememberedIdentities = 100_000;

/**
 * The rule for one stream (DESIGN 4.7): the journal holds, for each identity, the largest number that any one stream brought. So
 * equal lines of a stream all count, and the same or an overlapping stream adds nothing. A stream comes in batches: what it
 * added in earlier ones has ids from `firstOwnId` on; what it brought and did not add is remembered.
 */
export function createStreamRule(firstOwnId: number): MomentRule {
  const broughtBefore = new Map<string, number>();
  return (brought, known) => {
    if (known.length === 0) return brought;
    const held = heldByIdentity(known, firstOwnId);
    const fresh: ImportRow[] = [];
    for (const [identity, rows] of Map.groupBy(brought, identityOf)) {
      const { count, own } = held.get(identity) ?? { count: 0, own: 0 };
      const before = own > 0 ? count : (broughtBefore.get(identity) ?? 0);
      const missing = Math.max(0, before + rows.length - count);
      fresh.push(...rows.slice(0, missing));
      if (own + missing === 0) remember(identity, before + rows.length);
    }
    return fresh;
  };

  function remember(identity: string, brought: number): void {
    if (broughtBefore.size >= rememberedIdentities) {
      for (const oldest of broughtBefore.keys().take(rememberedIdentities / 2)) broughtBefore.delete(oldest);
    }
    broughtBefore.set(identity, brought);
  }
}

/** The rule where the end of one stream meets the start of another: their equal lines of that moment add up. */
export function createMeetingRule(wanted: ReadonlyMap<string, number>): MomentRule {
  return (brought, known) => {
    const held = heldByIdentity(known, Number.POSITIVE_INFINITY);
    return brought.flatMap((row): readonly ImportRow[] => {
      const identity = identityOf(row);
      const missing = (wanted.get(identity) ?? 0) - (held.get(identity)?.count ?? 0);
      return Array<ImportRow>(Math.max(0, missing)).fill(row);
    });
  };
}

/**
 * Walks through the rows brought and the rows known together, both in the order of their times, moment by moment.
 * @param each gets every row that is in the journal afterwards, in the order of time; gives nothing
 */
export function mergeMoments(
  brought: readonly ImportRow[],
  known: Iterable<KnownRow>,
  rule: MomentRule,
  each: (row: ImportRow | KnownRow, isFresh: boolean) => void,
): void {
  const knownRows = known[Symbol.iterator]();
  let next = knownRows.next();
  let at = 0;
  while (at < brought.length || next.done !== true) {
    const timeMs = Math.min(brought[at]?.timeMs ?? Number.POSITIVE_INFINITY, timeOf(next));
    const broughtNow: ImportRow[] = [];
    const knownNow: KnownRow[] = [];
    for (let row = brought[at]; row?.timeMs === timeMs; row = brought[at]) {
      broughtNow.push(row);
      at += 1;
    }
    for (; next.done !== true && next.value.timeMs === timeMs; next = knownRows.next()) knownNow.push(next.value);
    for (const row of knownNow) each(row, false);
    if (broughtNow.length > 0) for (const row of rule(broughtNow, knownNow)) each(row, true);
  }
}

function timeOf(next: IteratorResult<KnownRow>): number {
  return next.done === true ? Number.POSITIVE_INFINITY : next.value.timeMs;
}

function heldByIdentity(known: readonly KnownRow[], firstOwnId: number): Map<string, { count: number; own: number }> {
  const held = new Map<string, { count: number; own: number }>();
  for (const row of known) {
    const identity = identityOf(row);
    const entry = held.get(identity) ?? { count: 0, own: 0 };
    entry.count += 1;
    if (row.id >= firstOwnId) entry.own += 1;
    held.set(identity, entry);
  }
  return held;
}
