import { createReadStream, statSync } from "node:fs";
import { open } from "node:fs/promises";
import type { Readable } from "node:stream";
import { describeError, FatalError } from "../errors.ts";

/** A log in a file, to be read once. */
export interface LogFile {
  readonly bytes: Readable;
  readonly bytesTotal: number;
  /** When it was last written, UTC ms. */
  readonly dateMs: number;
  /** Whether that path leads to this very file. */
  isAt(path: string): boolean;
}

/** @throws FatalError when it is not there, is a folder, or may not be read */
export async function openLogFile(path: string): Promise<LogFile> {
  const file = await open(path).catch((thrown: unknown) => {
    throw new FatalError(`${path}: ${reasonOf(thrown)}`, { cause: thrown });
  });
  const stat = await file.stat();
  if (stat.isDirectory()) {
    await file.close();
    throw new FatalError(`${path}: is a folder; name a file in it`);
  }
  return {
    bytes: file.createReadStream({ highWaterMark: readAtOnce }),
    bytesTotal: stat.size,
    dateMs: stat.mtimeMs,
    isAt: (other) => {
      const found = statSync(other, { throwIfNoEntry: false });
      return found !== undefined && found.dev === stat.dev && found.ino === stat.ino;
    },
  };
}

function reasonOf(thrown: unknown): string {
  const code = thrown instanceof Error && "code" in thrown ? thrown.code : undefined;
  if (code === "ENOENT") return "there is no such file";
  if (code === "EACCES") return "it may not be read; who owns it?";
  return describeError(thrown);
}

/** Standard input, read by its descriptor, so that a thread can do it too. Nobody knows when it was written. */
export function openStandardInput(): Pick<LogFile, "bytes"> & { readonly dateMs?: undefined } {
  return { bytes: createReadStream("", { fd: 0, autoClose: false, highWaterMark: readAtOnce }) };
}

/** Bytes: fewer trips to the system than the usual 64 kB take, and still little memory. */
const readAtOnce = 64 * 1024;
