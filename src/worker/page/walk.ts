import { setImmediate } from "node:timers/promises";
import type { EventRecord } from "../../model/record.ts";
import type { Place, RowTest } from "../../model/search.ts";
import type { Period } from "../../summary/period.ts";
import type { RouterZone } from "../../summary/tables.ts";
import type { PageContext } from "./context.ts";

/** What is looked for on the way back through single rows. */
export interface Walk {
  readonly routers: readonly RouterZone[];
  readonly period: Period;
  readonly classes: readonly ("probe" | "admitted")[];
  readonly source?: string | undefined;
  readonly port?: number | undefined;
  readonly protocol?: string | undefined;
  readonly test?: RowTest | undefined;
  /** Only what comes after this one on the way back. */
  readonly before?: Place | undefined;
}

/** So many rows take some ms: nobody else waits longer, and neither does who no longer wants the answer. */
const slice = 2000;
/** Somebody waits: after so long what was found is told, and where to go on. */
const patienceMs = 400;
const hourMs = 3_600_000;
const firstWindowMs = 6 * hourMs;
const longestWindowMs = 30 * 24 * hourMs;
/** A date of any zone is within so many hours of the same date of another. */
const zoneSlackMs = 26 * hourMs;

/**
 * Goes back through the rows that fit, row by row, until `take` has had enough, the period is over, or it has taken too long.
 * @returns where it went so far: behind that place nothing was looked at; undefined where the period is over
 */
export async function walkBack(
  context: PageContext,
  walk: Walk,
  take: (record: EventRecord) => boolean,
): Promise<Place | undefined> {
  const { before } = walk;
  const startedMs = performance.now();
  const upTo =
    before === undefined ? walk.period : { ...walk.period, toMs: Math.min(walk.period.toMs, before.timeMs + 1) };
  const search = { ...walk, routers: walk.routers.map(({ name }) => name) };
  for (const window of windowsOf(context, walk, upTo)) {
    let rows = 0;
    for (const { record, place } of context.journal.search.events({ ...search, ...window })) {
      if (record !== undefined && take(record)) return place;
      rows += 1;
      if (record !== undefined && rows % slice !== 0) continue;
      await breathe(context);
      if (performance.now() - startedMs > patienceMs) return place;
    }
    await breathe(context);
    const isOver = window.fromMs <= walk.period.fromMs;
    if (!isOver && performance.now() - startedMs > patienceMs) return { timeMs: window.fromMs, row: 0 };
  }
  return undefined;
}

/** Lets others by. */
async function breathe({ requireWanted }: PageContext): Promise<void> {
  await setImmediate();
  requireWanted();
}

/** Pieces of a period in which there can be something, the newest first. */
function windowsOf(context: PageContext, walk: Walk, period: Period): Iterable<Period> {
  const isForProbes = walk.classes.includes("probe");
  if (isForProbes && (walk.source === undefined || walk.source.includes("/"))) return growing(period);
  const pieces = walk.routers.flatMap((router) => [
    ...(isForProbes ? daysOf(context, router, walk.source ?? "") : []),
    ...(walk.classes.includes("admitted") ? quartersOf(context, router, period) : []),
  ]);
  return merged(pieces, period);
}

function* growing({ fromMs, toMs }: Period): Iterable<Period> {
  let lengthMs = firstWindowMs;
  let endMs = toMs;
  while (endMs > fromMs) {
    const beginMs = Math.max(fromMs, endMs - lengthMs);
    yield { fromMs: beginMs, toMs: endMs };
    endMs = beginMs;
    lengthMs = Math.min(2 * lengthMs, longestWindowMs);
  }
}

/** The days on which a source came. */
function daysOf({ journal }: PageContext, { name }: RouterZone, source: string): readonly Period[] {
  return journal.search.sourceDays(name, source).map(([day]) => {
    const utcMs = Date.UTC(Math.floor(day / 10_000), (Math.floor(day / 100) % 100) - 1, day % 100);
    return { fromMs: utcMs - zoneSlackMs, toMs: utcMs + 24 * hourMs + zoneSlackMs };
  });
}

/** The quarter hours in which something was let in. */
function quartersOf({ journal }: PageContext, { name }: RouterZone, { fromMs, toMs }: Period): readonly Period[] {
  const quarters = journal.counts.quarters(name, fromMs, toMs, "admitted");
  return [...quarters].map(([beginMs]) => ({ fromMs: beginMs, toMs: beginMs + hourMs / 4 }));
}

/** Pieces put together where they touch, within the period, the last first. */
function merged(pieces: readonly Period[], { fromMs, toMs }: Period): readonly Period[] {
  const windows: Period[] = [];
  for (const piece of pieces.toSorted((one, other) => one.fromMs - other.fromMs)) {
    const cut = { fromMs: Math.max(piece.fromMs, fromMs), toMs: Math.min(piece.toMs, toMs) };
    if (cut.toMs <= cut.fromMs) continue;
    const last = windows.at(-1);
    if (last !== undefined && cut.fromMs <= last.toMs)
      windows[windows.length - 1] = { ...last, toMs: Math.max(last.toMs, cut.toMs) };
    else windows.push(cut);
  }
  return windows.reverse();
}
