/**
 * Pages of a log, newest row first, as one. Rows that come while pages are turned push others on to the next one: those are on both, and
 * the daemon never writes a row that is equal to one in its log.
 */
export function joinRows(pages: readonly (readonly string[])[]): readonly string[] {
  const rows: string[] = [];
  for (const page of pages) rows.push(...page.slice(overlap(rows, page)));
  return rows;
}

/** How many rows at the end of `before` are the beginning of `page`. */
function overlap(before: readonly string[], page: readonly string[]): number {
  for (let count = Math.min(before.length, page.length); count > 0; count -= 1) {
    if (before.slice(-count).every((row, at) => row === page[at])) return count;
  }
  return 0;
}

/** Several pages in one text, and back. No page can hold what parts them. */
export function packPages(bodies: readonly string[]): string {
  return bodies.map((body) => body.replaceAll(separator, " ")).join(separator);
}

export function unpackPages(packed: string): readonly string[] {
  return packed.split(separator);
}

/** A form feed. */
const separator = "\f";
