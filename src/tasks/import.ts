import { MessageChannel } from "node:worker_threads";
import type { ImportSettings } from "../journal/importer.ts";
import type { ImportCounts } from "../model/import.ts";
import { openLogFile } from "../worker/log-file.ts";
import { outcomeOf } from "../worker/outcome.ts";
import type { ReadLogJob, ReadLogSummary, ReadProgress } from "../worker/read-log.ts";
import { startThread } from "../worker/start.ts";

export interface ImportRequest {
  readonly logs: ReadLogJob;
  readonly journal: ImportSettings;
}

/** What an import came to. */
export interface ImportResult {
  readonly counts: ImportCounts;
  readonly summary: ReadLogSummary;
}

/**
 * Brings logs into the journal of one router: one thread reads, one writes. The journal must have been opened by its writer. What is
 * written stays, also where it is interrupted: the same import again goes on from there.
 * @param onProgress is told after each batch
 * @throws FatalError when the journal cannot be used, or lines are journalled already under another year
 * @throws RetryableError when the disk is full
 */
export async function importLogs(
  request: ImportRequest,
  onProgress: (progress: ReadProgress) => void,
  signal: AbortSignal,
): Promise<ImportResult> {
  const { port1, port2 } = new MessageChannel();
  const threads = [
    startThread({ kind: "read-log", logs: request.logs, port: port1 }, [port1]),
    startThread({ kind: "import", settings: request.journal, port: port2 }, [port2]),
  ];
  try {
    return await Promise.race(
      threads.map((thread) =>
        outcomeOf(thread, signal, (message) => {
          if (message.kind === "progress") onProgress(message.progress);
          return message.kind === "imported" ? message : undefined;
        }),
      ),
    );
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}

/**
 * How many bytes the files of an import have together; undefined where standard input is among them.
 * @throws FatalError where one of them cannot be read, before anything is imported
 */
export async function sizeOf(files: readonly string[]): Promise<number | undefined> {
  let bytes = 0;
  for (const file of files.filter((path) => path !== "-")) {
    const log = await openLogFile(file);
    bytes += log.bytesTotal;
    log.bytes.destroy();
  }
  return files.includes("-") ? undefined : bytes;
}
