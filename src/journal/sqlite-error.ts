import { describeError, FatalError, RetryableError } from "../errors.ts";

/** Primary result codes of SQLite (sqlite.org/rescode.html). */
const resultCodes = {
  busy: 5,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
} as const;

/** The error of ours that an error of SQLite means for the journal in `file`; what is no error of SQLite comes back as it is. */
export function journalError(thrown: unknown, file: string): Error {
  const code = primaryCode(thrown);
  const detail = { cause: thrown, facts: { file, sqlite: code } };
  switch (code) {
    case resultCodes.full:
      return new RetryableError(
        `the disk that holds the journal ${file} is full: make room; nothing is lost while the router still has its log`,
        detail,
      );
    case resultCodes.readOnly:
    case resultCodes.ioError:
    case resultCodes.cannotOpen:
      return new RetryableError(
        `the journal ${file} cannot be written: check that its folder exists, is writable and the disk is sound`,
        detail,
      );
    case resultCodes.busy:
      return new RetryableError(`the journal ${file} is busy with another program: this pass is tried again`, detail);
    case resultCodes.corrupt:
    case resultCodes.notADatabase:
      return new FatalError(
        `${file} is no journal, or a damaged one: restore it from a backup, or move it away and a new one is begun`,
        detail,
      );
    default:
      return thrown instanceof Error ? thrown : new Error(describeError(thrown), { cause: thrown });
  }
}

/** Whether the file is locked by another process. */
export function isBusy(thrown: unknown): boolean {
  return primaryCode(thrown) === resultCodes.busy;
}

/** Extended codes hold the primary one in their low byte. */
function primaryCode(thrown: unknown): number | undefined {
  if (!(thrown instanceof Error) || !("errcode" in thrown) || typeof thrown.errcode !== "number") return undefined;
  return thrown.errcode & 0xff;
}
