import { type ImportRow, identityOf, type KnownRow } from "./import-row.ts";

/** Decides which rows are new, given those that the journal holds of the same moment, or of the same moments where it holds none. */
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
 * Walks through the rows brought and the rows known together, both in the order of their times: moment by moment where some are known,
 * else in one stretch up to the next of these.
 * @param each gets every row that is in the journal afterwards, in the order of time; gives nothing
 */
export function mergeMoments(
  brought: readonly ImportRow[],
  known: Iterable<KnownRow>,
  rule: MomentRule,
  each: (row: ImportRow | KnownRow, isFresh: boolean) => void,
): void {
  let at = 0;
  for (const [timeMs, knownNow] of moments(known)) {
    at = merge([], at, (row) => row.timeMs < timeMs);
    at = merge(knownNow, at, (row) => row.timeMs === timeMs);
  }
  merge([], at, () => true);

  /** Gives where the rows brought go on. */
  function merge(knownNow: readonly KnownRow[], from: number, belongs: (row: ImportRow) => boolean): number {
    let to = from;
    for (let row = brought[to]; row !== undefined && belongs(row); row = brought[to]) to += 1;
    for (const row of knownNow) each(row, false);
    if (to > from) for (const row of rule(brought.slice(from, to), knownNow)) each(row, true);
    return to;
  }
}

/** Rows that follow each other and are of one moment. */
function* moments(rows: Iterable<KnownRow>): Generator<readonly [number, readonly KnownRow[]]> {
  let now: KnownRow[] = [];
  for (const row of rows) {
    const [first] = now;
    if (first !== undefined && first.timeMs !== row.timeMs) {
      yield [first.timeMs, now];
      now = [];
    }
    now.push(row);
  }
  const [last] = now;
  if (last !== undefined) yield [last.timeMs, now];
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
