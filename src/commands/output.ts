import { once } from "node:events";
import { setImmediate } from "node:timers/promises";

/**
 * Resolves when standard output took what was written, so that a reader who is slower than we are does not make us hold it all; and
 * not before signals and a reader's going away were noticed.
 * @throws AbortError when the signal says stop
 */
export async function outputTaken(signal: AbortSignal): Promise<void> {
  await setImmediate(undefined, { signal });
  if (process.stdout.writableNeedDrain) await once(process.stdout, "drain", { signal });
}
