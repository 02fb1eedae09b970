import type { StreamSpan } from "../model/import.ts";
import { type ImportRow, identityOf } from "./import-row.ts";

/** The rows of one moment: one of each identity, and how many there were. */
export interface Edge {
  readonly timeMs: number;
  readonly rows: ReadonlyMap<string, { readonly row: ImportRow; readonly count: number }>;
}

/** Beginning and end of a stream, in time. */
export interface StreamEdges extends StreamSpan {
  readonly first: Edge;
  readonly last: Edge;
}

/** The edges of a stream with one more batch of rows, which are in the order of time. */
export function widenEdges(edges: StreamEdges | undefined, rows: readonly ImportRow[]): StreamEdges | undefined {
  const [earliest, latest] = [rows[0], rows.at(-1)];
  if (earliest === undefined || latest === undefined) return edges;
  const first = edgeAt(earliest.timeMs, rows);
  const last = edgeAt(latest.timeMs, rows);
  const widest = {
    first: edges === undefined ? first : chosen(edges.first, first, Math.min),
    last: edges === undefined ? last : chosen(edges.last, last, Math.max),
  };
  return { ...widest, firstMs: widest.first.timeMs, lastMs: widest.last.timeMs };
}

/**
 * The moment at which the end of one stream meets the start of the other, with how many of each identity both brought together;
 * undefined where they do not meet. Streams that begin at the same moment do not: one is a part of the other.
 */
export function meetingOf(one: StreamEdges, other: StreamEdges): Edge | undefined {
  if (one.firstMs < other.firstMs && one.lastMs === other.firstMs) return sumOf(one.last, other.first);
  if (other.firstMs < one.firstMs && other.lastMs === one.firstMs) return sumOf(other.last, one.first);
  return undefined;
}

function edgeAt(timeMs: number, all: readonly ImportRow[]): Edge {
  const rows = new Map<string, { readonly row: ImportRow; readonly count: number }>();
  for (const row of all) {
    if (row.timeMs !== timeMs) continue;
    const identity = identityOf(row);
    rows.set(identity, { row, count: (rows.get(identity)?.count ?? 0) + 1 });
  }
  return { timeMs, rows };
}

function chosen(one: Edge, other: Edge, choose: (a: number, b: number) => number): Edge {
  if (one.timeMs === other.timeMs) return sumOf(one, other);
  return choose(one.timeMs, other.timeMs) === one.timeMs ? one : other;
}

function sumOf(one: Edge, other: Edge): Edge {
  const rows = new Map(one.rows);
  for (const [identity, { row, count }] of other.rows) {
    rows.set(identity, { row, count: (rows.get(identity)?.count ?? 0) + count });
  }
  return { timeMs: one.timeMs, rows };
}
