import type { Worker } from "node:worker_threads";
import { FatalError } from "../errors.ts";
import { unpackFailure, type WorkerMessage } from "./messages.ts";

/**
 * Waits for what a thread was started for.
 * @param resultOf gives the outcome where a message holds it
 * @throws what the thread threw; FatalError where it wanted more memory than it may have; the reason of `signal` when it says stop
 */
export async function outcomeOf<Outcome>(
  thread: Worker,
  signal: AbortSignal,
  resultOf: (message: WorkerMessage) => Outcome | undefined,
): Promise<Outcome> {
  const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
  const stop = (): void => reject(signal.reason);
  thread.on("message", (message: WorkerMessage) => {
    const result = resultOf(message);
    if (result !== undefined) resolve(result);
    else if (message.kind === "failed") reject(unpackFailure(message.failure));
  });
  thread.on("error", (error) => reject(isOutOfMemory(error) ? tooLarge(error) : error));
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await promise;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
}

function tooLarge(cause: unknown): FatalError {
  return new FatalError("it needs more memory than it may take: ask for a shorter time, or for fewer rows", { cause });
}
