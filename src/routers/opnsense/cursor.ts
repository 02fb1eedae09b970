import type { ApiRow } from "./page-kind.ts";

/** Where the log was read up to, and from where it is asked for. */
export interface Cursor {
  /** Digest of the newest row that was read. */
  readonly newest: string;
  /** Digest of a row some hours before it. */
  readonly from: string;
}

/**
 * In the hour that comes twice in autumn only the rows before tell which of the two a time without its zone is of: so some hours are
 * read again each time.
 */
const overlapMs = 3 * 3_600_000;

/** Where to go on behind these rows, the newest first; undefined where all of them are of the last hours. */
export function cursorBehind(rows: readonly ApiRow[]): Cursor | undefined {
  const [newest] = rows;
  const from = newest && rows.find(({ wallMs, digest }) => digest !== undefined && wallMs <= newest.wallMs - overlapMs);
  if (newest?.digest === undefined || from?.digest === undefined) return undefined;
  return { newest: newest.digest, from: from.digest };
}
