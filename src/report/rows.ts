import type { TableRow } from "../model/summary.ts";

/** The rows that people are shown; none where all is unknown, because such a table tells nothing. */
export function tellingRows(rows: readonly TableRow[], shownRows: number): readonly TableRow[] {
  return rows.some(({ key }) => key !== "UNKNOWN") ? rows.slice(0, shownRows) : [];
}
