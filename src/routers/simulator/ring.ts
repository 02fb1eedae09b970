/** One row of a router's log. */
export interface RingRow {
  readonly timeMs: number;
  readonly text: string;
}

/** The router's memory of its last rows: a new one pushes the oldest out. */
export interface Ring {
  push(row: RingRow): void;
  /** Oldest first. */
  rows(): readonly RingRow[];
  clear(): void;
}

/** A ring of `size` rows, empty. */
export function createRing(size: number): Ring {
  let rows: RingRow[] = [];
  return {
    push(row) {
      rows.push(row);
      // Cut in bulk: a month in one step would otherwise move the whole ring for every row.
      if (rows.length > size * 2) rows = rows.slice(-size);
    },
    rows: () => rows.slice(-size),
    clear() {
      rows = [];
    },
  };
}
