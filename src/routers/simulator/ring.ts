/** One row of a router's log. */
export interface RingRow {
  readonly timeMs: number;
  readonly text: string;
  /** How many rows were written since the router started, this one included. */
  readonly number: number;
}

/** The router's memory of its last rows: a new one pushes the oldest out, or all of them. */
export interface Ring {
  push(row: Omit<RingRow, "number">): void;
  /** Oldest first. */
  rows(): readonly RingRow[];
  /** Empties it; rows are counted on. */
  clear(): void;
  /** Empties it, and counts from the beginning. */
  restart(): void;
}

/** A ring of `size` rows, empty; with `isEmptiedWhenFull` a row that finds it full begins a new log. */
export function createRing(size: number, isEmptiedWhenFull = false): Ring {
  let rows: RingRow[] = [];
  let written = 0;
  return {
    push(row) {
      written += 1;
      if (isEmptiedWhenFull && rows.length >= size) rows = [];
      rows.push({ ...row, number: written });
      // Cut in bulk: a month in one step would otherwise move the whole ring for every row.
      if (rows.length > size * 2) rows = rows.slice(-size);
    },
    rows: () => rows.slice(-size),
    clear() {
      rows = [];
    },
    restart() {
      rows = [];
      written = 0;
    },
  };
}
