import { RetryableError } from "../errors.ts";
import type { JournalReader } from "../model/journal.ts";
import type { Ask } from "./socket.ts";
import {
  compareHours,
  hourMs,
  hourOf,
  hoursOf,
  isSameRow,
  type StatisticRow,
  statisticId,
  statisticMetadata,
} from "./statistics.ts";

export interface SyncParts {
  readonly ask: Ask;
  readonly journal: Pick<JournalReader, "classBetween" | "counts">;
  readonly router: string;
  readonly baseTopic: string;
  readonly nowMs: number;
  /** What an earlier one came to: spares both sides to look at every hour again. */
  readonly agreement?: Agreement | undefined;
}

/** The last row that Home Assistant was seen to have or was sent, and what the journal counted up to the end of its hour. */
export interface Agreement {
  readonly last: StatisticRow;
  readonly probes: number;
}

/** How many hours were sent. */
export interface SyncResult {
  readonly hours: number;
  readonly agreement: Agreement | undefined;
}

/** Hours that are compared, and sent, at once: a month of them is some 60 kB. */
const windowMs = 31 * 24 * hourMs;
/** Older than any log of a firewall. */
const beginning = "1980-01-01T00:00:00+00:00";

/**
 * Makes Home Assistant's statistic of a router what the journal counted, hour by hour; the hour that is not over is left out. Sums go on
 * from one hour to the next, so where an earlier hour has changed all later ones are sent again.
 * @throws RetryableError where Home Assistant is away or cannot do it now
 * @throws FatalError where it does not let us
 */
export async function syncStatistics(parts: SyncParts): Promise<SyncResult> {
  const { journal, router } = parts;
  const endMs = hourOf(parts.nowMs);
  const knowledge = journal.counts.known(router);
  if (knowledge === undefined) return { hours: 0, agreement: undefined };
  const agreed = await stillAgreed(parts);
  let last = agreed?.last;
  let probes = agreed?.probes ?? 0;
  const firstMs = last === undefined ? await findFirst(parts, hourOf(knowledge.firstMs)) : last.startMs + hourMs;
  let hours = 0;
  for (let fromMs = firstMs; fromMs < endMs; fromMs += windowMs) {
    const toMs = Math.min(fromMs + windowMs, endMs);
    const counted = hoursOf(journal.counts.quarters(router, fromMs, toMs));
    const compared = compareHours(counted, await hoursKnown(parts, fromMs, toMs), last?.sum ?? 0);
    if (compared.rows.length > 0) await send(parts, compared.rows);
    hours += compared.rows.length;
    last = compared.last ?? last;
    probes = counted.values().reduce((sum, count) => sum + count, probes);
  }
  return { hours, agreement: last === undefined ? undefined : { last, probes } };
}

/** What was agreed on, if it still holds: for us, and for a person who may have cleared or adjusted the statistic. */
async function stillAgreed(parts: SyncParts): Promise<Agreement | undefined> {
  const { agreement, journal, router } = parts;
  if (agreement === undefined) return undefined;
  const { startMs } = agreement.last;
  if (journal.classBetween(router, "probe", 0, startMs + hourMs) !== agreement.probes) return undefined;
  const [row] = await hoursKnown(parts, startMs, startMs + hourMs);
  return row !== undefined && isSameRow(row, agreement.last) ? agreement : undefined;
}

/** The first hour of which one of both knows something: what Home Assistant has from before is a part of its later sums. */
async function findFirst(parts: SyncParts, firstMs: number): Promise<number> {
  const [month] = await readRows(parts, { period: "month", start_time: beginning, types: ["sum"] });
  return month === undefined ? firstMs : Math.min(firstMs, hourOf(numberOf(month, "start")));
}

async function hoursKnown(parts: SyncParts, fromMs: number, toMs: number): Promise<readonly StatisticRow[]> {
  const time = { start_time: isoTime(fromMs), end_time: isoTime(toMs) };
  const rows = await readRows(parts, { period: "hour", ...time, types: ["state", "sum"] });
  return rows.map((row) => ({
    startMs: numberOf(row, "start"),
    state: numberOf(row, "state"),
    sum: numberOf(row, "sum"),
  }));
}

async function readRows(
  { ask, baseTopic, router }: SyncParts,
  query: Readonly<Record<string, unknown>>,
): Promise<readonly object[]> {
  const id = statisticId(baseTopic, router);
  const found = await ask({ type: "recorder/statistics_during_period", statistic_ids: [id], ...query });
  const rows: unknown = typeof found === "object" && found !== null ? Reflect.get(found, id) : undefined;
  return Array.isArray(rows) ? rows.filter((row) => typeof row === "object" && row !== null) : [];
}

async function send({ ask, baseTopic, router }: SyncParts, rows: readonly StatisticRow[]): Promise<void> {
  await ask({
    type: "recorder/import_statistics",
    metadata: statisticMetadata(baseTopic, router),
    stats: rows.map(({ startMs, state, sum }) => ({ start: isoTime(startMs), state, sum })),
  });
}

function numberOf(row: object, key: string): number {
  const value: unknown = Reflect.get(row, key);
  // What a person brought in by other means may lack a state.
  if (value === null || value === undefined) return 0;
  if (typeof value === "number") return value;
  throw new RetryableError(`Home Assistant's statistics have a ${key} that is no number`);
}

function isoTime(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
