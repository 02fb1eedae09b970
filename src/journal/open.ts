import { accessSync, constants, existsSync, mkdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { FatalError } from "../errors.ts";
import type { JournalReader, JournalWriter } from "../model/journal.ts";
import { connect, openOver } from "./connection.ts";
import { renewIncarnation } from "./incarnation.ts";
import { createReader } from "./reader.ts";
import { recountMeasures } from "./recount.ts";
import { migrate, requireCurrentSchema } from "./schema.ts";
import { openShapes } from "./shapes.ts";
import { isBusy, journalError } from "./sqlite-error.ts";
import { openWords } from "./words.ts";
import { createWriter } from "./writer.ts";

/** A checkpoint or a backup beside us holds the journal for a moment. */
const busyTimeoutMs = 5_000;

/** Where the journal of a data folder is. */
export function journalFile(dataDir: string): string {
  return join(dataDir, "journal.sqlite");
}

/**
 * Opens the journal for its one writer; makes the folder and the journal where they are missing.
 * @throws FatalError when another process holds it, or it is damaged or newer than the program
 * @throws RetryableError when the folder cannot be written or the disk is full
 */
export function openJournal(dataDir: string): JournalWriter {
  const file = journalFile(dataDir);
  makeFolder(dataDir);
  const unlock = lock(dataDir);
  try {
    return openOver(connect(file, { timeout: busyTimeoutMs }), (database) => {
      // WAL lets readers read beside the writer; FULL makes a committed pass survive a power cut.
      database.exec(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -4000; PRAGMA wal_autocheckpoint = 500",
      );
      migrate(database, file);
      const words = openWords(database);
      recountMeasures(database, words, openShapes(database, words));
      renewIncarnation(database, dataDir);
      return createWriter(database, unlock);
    });
  } catch (thrown) {
    unlock();
    throw thrown;
  }
}

/**
 * Opens the journal for reading, also beside a running bridge.
 * @throws FatalError when there is none, or it is of another version
 */
export function readJournal(dataDir: string): JournalReader {
  const file = journalFile(dataDir);
  if (!hasJournal(dataDir)) {
    throw new FatalError(`there is no journal at ${file} yet: start the bridge first, or set data_dir to its folder`);
  }
  const location = isLyingStill(file) ? asItLies(file) : undefined;
  return openOver(connect(file, { location, readOnly: true, timeout: busyTimeoutMs }), (database) => {
    requireCurrentSchema(database, file);
    const words = openWords(database);
    return createReader(database, words, openShapes(database, words));
  });
}

/** Whether nobody has a journal open, as far as its log of SQLite (WAL) tells, and we cannot write beside it, as every other reader does. */
function isLyingStill(file: string): boolean {
  if (existsSync(`${file}-wal`)) return false;
  try {
    accessSync(dirname(file), constants.W_OK);
    return false;
  } catch {
    return true;
  }
}

/** SQLite writes nothing then, and looks for no changes (sqlite.org/uri.html). */
function asItLies(file: string): URL {
  const url = pathToFileURL(file);
  url.searchParams.set("immutable", "1");
  return url;
}

/** Whether there is a journal in a data folder. */
export function hasJournal(dataDir: string): boolean {
  return statSync(journalFile(dataDir), { throwIfNoEntry: false }) !== undefined;
}

/** Whether some process is writing this journal now. */
export function isJournalHeld(dataDir: string): boolean {
  if (statSync(lockFile(dataDir), { throwIfNoEntry: false }) === undefined) return false;
  try {
    takeLock(dataDir)();
    return false;
  } catch (thrown) {
    if (isBusy(thrown)) return true;
    throw journalError(thrown, lockFile(dataDir));
  }
}

function makeFolder(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true });
  } catch (cause) {
    throw new FatalError(
      `data_dir: ${dataDir} cannot be made: create it and let this user write to it, or set another folder`,
      { cause },
    );
  }
}

function lockFile(dataDir: string): string {
  return join(dataDir, "journal.lock");
}

/**
 * Holds an exclusive transaction on an empty database of its own: an operating system lock that ends with the process however
 * it dies, and that readers of the journal never meet.
 */
function takeLock(dataDir: string): () => void {
  const holder = new DatabaseSync(lockFile(dataDir));
  try {
    holder.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  } catch (thrown) {
    holder.close();
    throw thrown;
  }
  return () => holder.close();
}

function lock(dataDir: string): () => void {
  try {
    return takeLock(dataDir);
  } catch (cause) {
    if (!isBusy(cause)) throw journalError(cause, lockFile(dataDir));
    throw new FatalError(
      `the journal ${journalFile(dataDir)} is being written by another program (a running bridge?): stop it, or set another data_dir`,
      { cause },
    );
  }
}
