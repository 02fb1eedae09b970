import { outcomeOf } from "../worker/outcome.ts";
import type { ReportJob } from "../worker/reporting-thread.ts";
import { startThread } from "../worker/start.ts";

/**
 * Makes a report beside everything else: in a thread that starts for it and ends with it.
 * @returns the report in UTF-8, written in the format that was asked for
 * @throws FatalError where the journal knows nothing of that time; what `signal` gives as its reason when it says stop
 */
export async function reportAside(report: ReportJob, signal: AbortSignal): Promise<Uint8Array> {
  signal.throwIfAborted();
  const thread = startThread({ kind: "report", report });
  try {
    return await outcomeOf(thread, signal, (message) => (message.kind === "reported" ? message.bytes : undefined));
  } finally {
    await thread.terminate();
  }
}
