import { accessSync, closeSync, constants, createReadStream, fstatSync, openSync, type Stats, statSync } from "node:fs";
import { Socket } from "node:net";
import type { Readable } from "node:stream";
import { isatty, ReadStream } from "node:tty";
import { describeError, FatalError } from "../errors.ts";

/** A log in a file, to be read once. */
export interface LogFile {
  readonly bytes: Readable;
  /** When it was last written, UTC ms. */
  readonly dateMs: number;
  /** Whether that path leads to this very file. */
  isAt(path: string): boolean;
}

/** @throws FatalError when it is not there, is a folder, or may not be read */
export function openLogFile(path: string): LogFile {
  // A pipe without anybody who writes into it does not keep us waiting here.
  const fd = guarded(path, () => openSync(path, constants.O_RDONLY | constants.O_NONBLOCK));
  const stat = fstatSync(fd);
  if (stat.isDirectory()) {
    closeSync(fd);
    throw isFolder(path);
  }
  return {
    bytes: streamOf(fd, stat),
    dateMs: stat.mtimeMs,
    isAt: (other) => {
      const found = statSync(other, { throwIfNoEntry: false });
      return found !== undefined && found.dev === stat.dev && found.ino === stat.ino;
    },
  };
}

/** A log on standard input: nobody knows when it was written, and under which name. */
export interface StandardInput extends Pick<LogFile, "bytes"> {
  readonly dateMs?: undefined;
  readonly isAt?: undefined;
}

/** Standard input, read by its descriptor, so that a thread can do it too; once. */
export function openStandardInput(): StandardInput {
  return { bytes: streamOf(0, fstatSync(0)) };
}

/**
 * How many bytes a log has; undefined of a pipe, which is not opened: that can be done once.
 * @throws FatalError when it is not there, is a folder, or may not be read
 */
export function sizeOfLog(path: string): number | undefined {
  const stat = guarded(path, () => {
    accessSync(path, constants.R_OK);
    return statSync(path);
  });
  if (stat.isDirectory()) throw isFolder(path);
  return stat.isFile() ? stat.size : undefined;
}

function guarded<Result>(path: string, look: () => Result): Result {
  try {
    return look();
  } catch (thrown) {
    throw new FatalError(`${path}: ${reasonOf(thrown)}`, { cause: thrown });
  }
}

function isFolder(path: string): FatalError {
  return new FatalError(`${path}: is a folder; name a file in it`);
}

function reasonOf(thrown: unknown): string {
  const code = thrown instanceof Error && "code" in thrown ? thrown.code : undefined;
  if (code === "ENOENT") return "there is no such file";
  if (code === "EACCES") return "it may not be read; who owns it?";
  return describeError(thrown);
}

/** What may never end, a pipe or a terminal, is read when there is something to read: a read that waits cannot be given up. */
function streamOf(fd: number, stat: Stats): Readable {
  if (isatty(fd)) return new ReadStream(fd);
  if (stat.isFIFO() || stat.isSocket()) return new Socket({ fd, readable: true, writable: false });
  return createReadStream("", { fd, autoClose: fd !== 0, highWaterMark: readAtOnce });
}

/** Bytes: fewer trips to the system than the usual 64 kB take, and still little memory. */
const readAtOnce = 64 * 1024;
