import type { DatabaseSync } from "node:sqlite";
import type { StreamSpan } from "../model/import.ts";

/** Whether a time lies in one of some spans, ends included. To be asked in the order of time, or nearly so. */
export type Within = (timeMs: number) => boolean;

/** The times of a router that were read live, and those that imports brought. */
export interface ImportSpans {
  /** What live readings covered, as it is now. */
  covered(router: number): Within;
  /** What imports have brought, as it is now. */
  imported(router: number): Within;
  list(router: number): readonly StreamSpan[];
  /** Adds a span to what imports have brought; within a transaction. */
  add(router: number, span: StreamSpan): void;
}

export function openImportSpans(database: DatabaseSync): ImportSpans {
  const spansOf = (table: string) => {
    const select = database.prepare(
      `SELECT from_time AS firstMs, to_time AS lastMs FROM ${table} WHERE router = ? ORDER BY from_time`,
    );
    return (router: number): StreamSpan[] =>
      select.all(router).map((row) => ({ firstMs: Number(row["firstMs"]), lastMs: Number(row["lastMs"]) }));
  };
  const covered = spansOf("coverage");
  const imported = spansOf("import_span");
  const selectBefore = database.prepare(
    "SELECT from_time AS firstMs, to_time AS lastMs FROM import_span WHERE router = ? AND from_time <= ? ORDER BY from_time DESC",
  );
  const remove = database.prepare("DELETE FROM import_span WHERE router = ? AND from_time = ?");
  const insert = database.prepare("INSERT INTO import_span VALUES (?, ?, ?)");
  return {
    covered: (router) => createWithin(covered(router)),
    imported: (router) => createWithin(imported(router)),
    list: imported,
    add(router, span) {
      const touching = touchingOf(router, span);
      for (const { firstMs } of touching) remove.run(router, firstMs);
      const { firstMs, lastMs } = unionOf([span, ...touching]);
      insert.run(router, firstMs, lastMs);
    },
  };

  /** No two of them overlap, so they end in the order in which they begin. */
  function touchingOf(router: number, span: StreamSpan): readonly StreamSpan[] {
    const touching: StreamSpan[] = [];
    for (const row of selectBefore.iterate(router, span.lastMs)) {
      const before = { firstMs: Number(row["firstMs"]), lastMs: Number(row["lastMs"]) };
      if (before.lastMs < span.firstMs) break;
      touching.push(before);
    }
    return touching;
  }
}

/** The shortest span that holds some others. */
export function unionOf(spans: readonly StreamSpan[]): StreamSpan {
  return {
    firstMs: Math.min(...spans.map(({ firstMs }) => firstMs)),
    lastMs: Math.max(...spans.map(({ lastMs }) => lastMs)),
  };
}

/** Spans, in the order of their beginnings, as one each where no more than so much lies between them. */
export function joinedSpans(spans: readonly StreamSpan[], nearMs: number): readonly StreamSpan[] {
  const whole: StreamSpan[] = [];
  for (const span of spans) {
    const last = whole.at(-1);
    if (last === undefined || span.firstMs > last.lastMs + nearMs) whole.push(span);
    else whole[whole.length - 1] = unionOf([last, span]);
  }
  return whole;
}

/** Live coverage begins anew after each gap, so there are many spans in the end: the last one found is looked at first. */
function createWithin(spans: readonly StreamSpan[]): Within {
  let last = 0;
  const holds = (at: number, timeMs: number): boolean => {
    const span = spans[at];
    return span !== undefined && span.firstMs <= timeMs && timeMs <= span.lastMs;
  };
  return (timeMs) => {
    if (holds(last, timeMs)) return true;
    last = placeOf(spans, timeMs);
    return holds(last, timeMs);
  };
}

/** The place of the last span that begins at or before a time. */
function placeOf(spans: readonly StreamSpan[], timeMs: number): number {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.firstMs ?? 0) <= timeMs) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}
