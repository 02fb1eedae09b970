import { randomInt } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { describeError, RetryableError } from "../errors.ts";

/** Gives the text between a router's name and its sequence in an id. */
export interface Incarnations {
  /** The incarnation in which a sequence number of a router was given. */
  of(router: number, sequence: number): string;
  /** Begins the present incarnation for a router that is new. */
  begin(router: number): void;
}

const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

/**
 * Draws a new incarnation where the journal and `<data_dir>/incarnation` disagree or one is missing. Backups leave that file
 * out, so a restored journal, whose sequence is behind what was once published, never gives an id twice.
 * @throws RetryableError where the file cannot be read or written
 */
export function renewIncarnation(database: DatabaseSync, dataDir: string): void {
  const file = join(dataDir, "incarnation");
  const kept = atFile(file, () => (existsSync(file) ? readFileSync(file, "utf8").trim() : undefined));
  const row = database.prepare("SELECT value FROM meta WHERE key = 'incarnation'").get();
  if (row !== undefined && row["value"] === kept) return;
  const drawn = Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join("");
  atFile(file, () => writeFileSync(file, `${drawn}\n`, { flush: true }));
  database.exec("BEGIN IMMEDIATE");
  database.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES ('incarnation', ?)").run(drawn);
  database
    .prepare("INSERT INTO incarnation (router, from_sequence, text) SELECT number, sequence + 1, ? FROM router")
    .run(drawn);
  database.exec("COMMIT");
}

function atFile<Result>(file: string, action: () => Result): Result {
  try {
    return action();
  } catch (cause) {
    throw new RetryableError(`${file} cannot be read and written: ${describeError(cause)}`, { cause });
  }
}

/** The incarnations of a journal. What is read stays true: a new one begins only when the journal is opened, or with a new router. */
export function openIncarnations(database: DatabaseSync): Incarnations {
  const select = database.prepare(
    "SELECT from_sequence, text FROM incarnation WHERE router = ? ORDER BY from_sequence DESC",
  );
  const insert = database.prepare(
    "INSERT INTO incarnation (router, from_sequence, text) SELECT ?, 1, value FROM meta WHERE key = 'incarnation'",
  );
  const known = new Map<number, readonly { readonly from: number; readonly text: string }[]>();
  return {
    of(router, sequence) {
      const ranges =
        known.get(router) ??
        select.all(router).map((row) => ({ from: Number(row["from_sequence"]), text: String(row["text"]) }));
      if (ranges.length > 0) known.set(router, ranges);
      return ranges.find(({ from }) => from <= sequence)?.text ?? "";
    },
    begin: (router) => void insert.run(router),
  };
}
