import { getCompileCacheDir } from "node:module";
import { type TransferListItem, Worker } from "node:worker_threads";
import type { Job } from "./messages.ts";

/**
 * Megabytes of the nursery of a thread: more makes the collector's work less, and memory more. Lines die young; rows live until their
 * batch is written, and with a small nursery would be copied and grow old before.
 */
const youngGenerationMb: Readonly<Record<Job["kind"], number>> = {
  "read-log": 32,
  import: 28,
  report: 8,
  export: 8,
  page: 8,
};

/** What anybody may ask for must not take the bridge along. A year with a million sources fits, but for every row of it. */
const reportLimit = { maxOldGenerationSizeMb: 512 };

/** Starts a thread for a job. */
export function startThread(job: Job, transferList: readonly TransferListItem[] = []): Worker {
  const thread = prepareThread(job.kind);
  giveJob(thread, job, transferList);
  return thread;
}

/** Gives a thread that was prepared for it its only job. */
export function giveJob(thread: Worker, job: Job, transferList: readonly TransferListItem[] = []): void {
  thread.postMessage(job, transferList);
}

/** Starts a thread that loads what jobs of that kind need, and waits for one. */
export function prepareThread(kind: Job["kind"]): Worker {
  const cache = getCompileCacheDir();
  return new Worker(new URL("../worker.ts", import.meta.url), {
    workerData: kind,
    resourceLimits: {
      maxYoungGenerationSizeMb: youngGenerationMb[kind],
      ...(kind === "report" && reportLimit),
    },
    // With the cache from the first module on, Node never loads its type stripper: 17 MB and a seventh of a second a thread.
    env: cache === undefined ? {} : { NODE_COMPILE_CACHE: cache },
  });
}
