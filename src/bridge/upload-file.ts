import { randomUUID } from "node:crypto";
import { createWriteStream, mkdirSync, rmSync } from "node:fs";
import { rm, utimes } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { describeError, FatalError, RetryableError } from "../errors.ts";

/** A file that somebody sent, kept for as long as it is needed. */
export interface UploadedFile {
  readonly path: string;
  readonly bytes: number;
  remove(): Promise<void>;
}

/** Where uploaded files are kept for the time of their import; what an earlier run left there is gone. */
export interface UploadFolder {
  /**
   * Writes down what comes.
   * @param dateMs when the file was written, where that is known
   * @throws FatalError when it is larger than allowed, RetryableError when it cannot be written
   */
  receive(content: AsyncIterable<Uint8Array>, dateMs: number | undefined): Promise<UploadedFile>;
  clear(): void;
}

export function openUploadFolder(dataDir: string, mostBytes: number): UploadFolder {
  const folder = join(dataDir, "uploads");
  clear();
  return { receive, clear };

  function clear(): void {
    rmSync(folder, { recursive: true, force: true });
  }

  async function receive(content: AsyncIterable<Uint8Array>, dateMs: number | undefined): Promise<UploadedFile> {
    const path = join(folder, randomUUID());
    let bytes = 0;
    try {
      mkdirSync(folder, { recursive: true });
      // A log is nobody else's business.
      await pipeline(bounded(content), createWriteStream(path, { flags: "wx", mode: 0o600 }));
      if (dateMs !== undefined) await utimes(path, dateMs / 1000, dateMs / 1000);
    } catch (thrown) {
      await rm(path, { force: true });
      if (thrown instanceof FatalError) throw thrown;
      throw new RetryableError(`the file could not be taken: ${describeError(thrown)}`, { cause: thrown });
    }
    return { path, bytes, remove: () => rm(path, { force: true }) };

    async function* bounded(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
      for await (const piece of source) {
        bytes += piece.length;
        if (bytes > mostBytes)
          throw new FatalError(`the file is larger than ${mostBytes / 1e6} MB (web.max_upload_mb)`, {
            facts: { tooLarge: true },
          });
        yield piece;
      }
    }
  }
}
