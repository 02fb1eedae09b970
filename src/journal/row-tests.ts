import type { DatabaseSync } from "node:sqlite";
import type { RowFilter } from "./row-filter.ts";

/** Tests of rows that a query makes by itself: a row that fails is never made a value of ours, which costs three times as much. */
export interface RowTests {
  /** A condition that lets rows through that pass, and now and then one that does not, so that one hears how far the query has come. */
  begin(filter: RowFilter): { readonly sql: string; readonly values: readonly number[] };
  /** @param number the value of that condition */
  end(number: number | undefined): void;
}

/** So many rows that fail take a millisecond. */
const tellEvery = 2000;

/** Adds the function to the connection; several searches may be under way on it. */
export function openRowTests(database: DatabaseSync): RowTests {
  const filters = new Map<unknown, RowFilter>();
  let last = 0;
  let failed = 0;
  database.function("passes", (number, shape, source, port) => {
    if (filters.get(number)?.(shape, source, port) === true) return 1;
    failed += 1;
    return failed % tellEvery === 0 ? 1 : 0;
  });
  return {
    begin(filter) {
      last += 1;
      filters.set(last, filter);
      return { sql: "passes(?, shape, source, port)", values: [last] };
    },
    end: (number) => void filters.delete(number),
  };
}
