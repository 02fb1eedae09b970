import type { StreamSpan } from "../model/import.ts";
import { type ImportRow, identityOf } from "./import-row.ts";
import type { Within } from "./import-spans.ts";

/** A stream of an import, as far as it is known. */
export interface StreamFacts {
  /** The moments with which it began and ended: others may bring more of these. */
  readonly edgesMs: ReadonlySet<number>;
  readonly span: StreamSpan | undefined;
  /** Whether it is one of several pages of one log. */
  readonly isPage: boolean;
}

/** Rows that are to be counted, and how many were known. */
export interface CountableRows {
  readonly fresh: readonly ImportRow[];
  readonly known: number;
}

/**
 * Tells which rows are new of classes that are kept as counts alone. There is no row of them to compare with: what lies in the time
 * that a stream brought is known. At the edges of streams that is not enough, where one may go on in the middle of a moment: of such
 * moments all streams are heard before they are counted.
 */
export interface OtherRows {
  /** Of rows of a stream those that can be counted now. @param imported what earlier streams brought, but for their edges */
  take(rows: readonly ImportRow[], stream: StreamFacts, imported: Within): CountableRows;
  /** Those at the edges, when all streams are over. */
  finish(): CountableRows;
}

/** How often a stream brought a row. */
interface Brought {
  readonly stream: StreamFacts;
  times: number;
}

interface EdgeRow {
  readonly row: ImportRow;
  readonly brought: Brought[];
}

export function createOtherRows(): OtherRows {
  const atEdges = new Map<number, Map<string, EdgeRow>>();
  return {
    take(rows, stream, imported) {
      const fresh: ImportRow[] = [];
      let known = 0;
      for (const row of rows) {
        if (imported(row.timeMs)) known += 1;
        else if (stream.edgesMs.has(row.timeMs) || atEdges.has(row.timeMs)) bring(row, stream);
        else fresh.push(row);
      }
      return { fresh, known };
    },
    finish() {
      const fresh: ImportRow[] = [];
      let known = 0;
      for (const { row, brought } of atEdges.values().flatMap((rows) => rows.values())) {
        const times = timesOf(brought, row.timeMs);
        fresh.push(...Array<ImportRow>(times).fill(row));
        known += brought.reduce((sum, one) => sum + one.times, 0) - times;
      }
      atEdges.clear();
      return { fresh, known };
    },
  };

  function bring(row: ImportRow, stream: StreamFacts): void {
    const rows = atEdges.get(row.timeMs) ?? new Map<string, EdgeRow>();
    atEdges.set(row.timeMs, rows);
    const identity = identityOf(row);
    const known = rows.get(identity);
    const last = known?.brought.at(-1);
    if (known === undefined) rows.set(identity, { row, brought: [{ stream, times: 1 }] });
    else if (last?.stream === stream) last.times += 1;
    else known.brought.push({ stream, times: 1 });
  }
}

/** The largest number that any one stream brought, or two files of which one ends where the other begins. */
function timesOf(brought: readonly Brought[], timeMs: number): number {
  return brought.reduce((most, one) => {
    const after = brought.filter((other) => meet(one.stream, other.stream, timeMs)).map(({ times }) => times);
    return Math.max(most, one.times + Math.max(0, ...after));
  }, 0);
}

/** Streams that begin at the same moment do not meet: one is a part of the other. */
function meet(one: StreamFacts, other: StreamFacts, timeMs: number): boolean {
  if (one.isPage || other.isPage || one.span === undefined || other.span === undefined) return false;
  return one.span.firstMs < timeMs && one.span.lastMs === timeMs && other.span.firstMs === timeMs;
}
