import { setTimeout as sleep } from "node:timers/promises";
import { RetryableError } from "../errors.ts";
import { connect } from "./connection.ts";
import { journalFile } from "./open.ts";

/** How long somebody else may hold the journal before we give up. */
const busyTimeoutMs = 5_000;
const retryMs = 250;
const mostTries = 120;

/**
 * Brings all that is journalled into journal.sqlite and keeps that file as it is, so that a copy of it alone is the whole journal of
 * this moment, however long copying takes. A bridge goes on: what it writes meanwhile waits in journal.sqlite-wal. Gives what ends it.
 * @throws RetryableError when a long read beside it does not end within half a minute
 */
export async function holdJournal(dataDir: string): Promise<() => void> {
  const file = journalFile(dataDir);
  for (let tries = 1; tries <= mostTries; tries++) {
    const release = tryToHold(file);
    if (release !== undefined) return release;
    await sleep(retryMs);
  }
  throw new RetryableError(`the journal ${file} is being read by a long report or export: try again when that is done`);
}

/**
 * A reader that begins while the log of SQLite (WAL) has nothing that the database lacks reads from the database alone, and nothing is
 * written into it as long as that reader is there (comment on WAL_READ_LOCK(0) in SQLite's wal.c).
 */
function tryToHold(file: string): (() => void) | undefined {
  const open = () => connect(file, { timeout: busyTimeoutMs });
  const [gate, checkpointer, reader] = [open(), open(), open()];
  try {
    // Most of the work is done while others may write.
    checkpointer.exec("PRAGMA wal_checkpoint(PASSIVE)");
    gate.exec("BEGIN IMMEDIATE");
    const { log, checkpointed } = checkpointer.prepare("PRAGMA wal_checkpoint(PASSIVE)").get() ?? {};
    if (log !== checkpointed) {
      reader.close();
      return undefined;
    }
    reader.exec("BEGIN; SELECT count(*) FROM sqlite_schema");
    return () => reader.close();
  } catch (thrown) {
    reader.close();
    throw thrown;
  } finally {
    checkpointer.close();
    gate.close();
  }
}
