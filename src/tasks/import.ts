import { MessageChannel, type Worker } from "node:worker_threads";
import type { ImportSettings } from "../journal/importer.ts";
import type { ImportCounts } from "../model/import.ts";
import { sizeOfLog } from "../worker/log-file.ts";
import { outcomeOf } from "../worker/outcome.ts";
import type { ReadLogJob, ReadLogSummary, ReadProgress } from "../worker/read-log.ts";
import { giveJob, prepareThread } from "../worker/start.ts";

export interface ImportRequest {
  readonly logs: ReadLogJob;
  readonly journal: ImportSettings;
}

/** What an import came to. */
export interface ImportResult {
  readonly counts: ImportCounts;
  readonly summary: ReadLogSummary;
}

/** The threads of an import, which end with their scope. */
export interface ImportThreads extends AsyncDisposable {
  readonly reading: Worker;
  readonly writing: Worker;
}

/** Starts them before their work is known: meanwhile they load what they need, and somebody else can read the configuration. */
export function startImportThreads(): ImportThreads {
  const [reading, writing] = [prepareThread("read-log"), prepareThread("import")];
  return {
    reading,
    writing,
    [Symbol.asyncDispose]: async () => void (await Promise.all([reading.terminate(), writing.terminate()])),
  };
}

/**
 * Brings logs into the journal of one router: one thread reads, one writes. The journal must have been opened by its writer. What is
 * written stays, also where it is interrupted: the same import again goes on from there.
 * @param onProgress is told after each batch
 * @param started threads that wait for this; they end with it
 * @throws FatalError when the journal cannot be used, or lines are journalled already under another year
 * @throws RetryableError when the disk is full
 */
export async function importLogs(
  request: ImportRequest,
  onProgress: (progress: ReadProgress) => void,
  signal: AbortSignal,
  started: ImportThreads = startImportThreads(),
): Promise<ImportResult> {
  await using threads = started;
  const { port1, port2 } = new MessageChannel();
  giveJob(threads.reading, { kind: "read-log", logs: request.logs, port: port1 }, [port1]);
  giveJob(threads.writing, { kind: "import", settings: request.journal, port: port2 }, [port2]);
  return await Promise.race(
    [threads.reading, threads.writing].map((thread) =>
      outcomeOf(thread, signal, (message) => {
        if (message.kind === "progress") onProgress(message.progress);
        return message.kind === "imported" ? message : undefined;
      }),
    ),
  );
}

/**
 * How many bytes the files of an import have together; undefined where standard input or a pipe is among them.
 * @throws FatalError where one of them cannot be read, before anything is imported
 */
export function sizeOf(files: readonly string[]): number | undefined {
  const sizes = files.map((path) => (path === "-" ? undefined : sizeOfLog(path)));
  return sizes.reduce((sum, size) => (sum === undefined || size === undefined ? undefined : sum + size), 0);
}
