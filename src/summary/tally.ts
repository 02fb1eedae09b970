import { withBreaths } from "./breaths.ts";
import { createNumbering, type Numbering } from "./numbering.ts";
import type { Span } from "./period.ts";

/** Counts by key over some spans. Columns have a place for every key that was ever met, so most may be 0. */
export interface Sum<Key> {
  readonly numbering: Numbering<Key>;
  readonly counts: Float64Array;
  /** On how many days of the spans; with several routers, of the one where they are the most. */
  readonly days: Uint16Array;
}

/** Counts by key, kept as columns by span once they were read. */
export interface Tally<Key> {
  /** Sums up the spans of routers, each in the order of its days. Before each that is read `goOn` is called, which may throw. */
  sum(requests: readonly SpansOf[], goOn?: () => void): Sum<Key>;
}

/** Spans of one router. */
export interface SpansOf {
  readonly router: string;
  readonly spans: readonly Span[];
  /** All probes of a span: counts only ever grow, so what was kept of a span is right as long as this is the same. */
  readonly probesOf: (span: Span) => number;
}

interface Columns {
  readonly probes: number;
  readonly numbers: Uint32Array;
  readonly counts: Uint32Array;
  /** Days of each, where the span is whole days. */
  readonly days: Uint16Array;
}

/** A key, its count, and on how many days of a span of whole days it was met. */
export type KeyCount<Key> = readonly [Key, number, number?];

const hourMs = 3_600_000;

/**
 * @param read what one span of a router holds
 * @param mostKeys when more keys than this were met, everything is read anew the next time: bounds the memory of a process that
 *   runs for years
 */
export function createTally<Key>(
  read: (router: string, span: Span) => Iterable<KeyCount<Key>>,
  mostKeys: number,
): Tally<Key> {
  let numbering = createNumbering<Key>();
  const kept = new Map<string, Columns>();
  return {
    sum(requests, goOn = () => undefined) {
      if (numbering.keys.length > mostKeys) {
        numbering = createNumbering();
        kept.clear();
      }
      const parts = requests.map(({ router, spans, probesOf }) =>
        spans.map((span) => ({ span, columns: columnsOf(router, span, probesOf(span), goOn) })),
      );
      return addUp(numbering, parts);
    },
  };

  function columnsOf(router: string, span: Span, probes: number, goOn: () => void): Columns {
    const name = `${router} ${span.fromMs} ${span.toMs}`;
    const known = kept.get(name);
    if (known?.probes === probes) return known;
    goOn();
    const columns = columnsFrom(probes, withBreaths(read(router, span), goOn), numbering);
    if (isKept(span)) kept.set(name, columns);
    return columns;
  }
}

/** Whole days and whole hours are asked for again and again; other pieces never twice. */
function isKept({ wholeDays, fromMs, toMs }: Span): boolean {
  return wholeDays !== undefined || (toMs - fromMs === hourMs && fromMs % hourMs === 0);
}

function columnsFrom<Key>(probes: number, pairs: Iterable<KeyCount<Key>>, numbering: Numbering<Key>): Columns {
  const numbers: number[] = [];
  const counts: number[] = [];
  const days: number[] = [];
  for (const [key, count, daysOfKey = 1] of pairs) {
    numbers.push(numbering.numberOf(key));
    counts.push(count);
    days.push(daysOfKey);
  }
  return {
    probes,
    numbers: Uint32Array.from(numbers),
    counts: Uint32Array.from(counts),
    days: Uint16Array.from(days),
  };
}

interface Part {
  readonly span: Span;
  readonly columns: Columns;
}

function addUp<Key>(numbering: Numbering<Key>, routers: readonly (readonly Part[])[]): Sum<Key> {
  const size = numbering.keys.length;
  const counts = new Float64Array(size);
  const most = new Uint16Array(size);
  for (const parts of routers) {
    const days = routers.length === 1 ? most : new Uint16Array(size);
    addRouter(parts, counts, days);
    for (let number = 0; number < size; number += 1) most[number] = Math.max(most[number] ?? 0, days[number] ?? 0);
  }
  return { numbering, counts, days: most };
}

function addRouter(parts: readonly Part[], counts: Float64Array, days: Uint16Array): void {
  const lastDay = new Uint32Array(counts.length);
  for (const { span, columns } of parts) {
    for (let at = 0; at < columns.numbers.length; at += 1) {
      const number = columns.numbers[at] ?? 0;
      counts[number] = (counts[number] ?? 0) + (columns.counts[at] ?? 0);
      // The hours of a day are one day.
      if (span.wholeDays === undefined && lastDay[number] === span.day) continue;
      lastDay[number] = span.day;
      days[number] = (days[number] ?? 0) + (columns.days[at] ?? 0);
    }
  }
}
