import { setFlagsFromString } from "node:v8";
import { parentPort, workerData } from "node:worker_threads";
import { runImporting } from "./worker/importing-thread.ts";
import { type Job, packFailure, type WorkerMessage } from "./worker/messages.ts";
import { runReading } from "./worker/reading-thread.ts";

// What main.ts spares a bridge with little to do: here millions of short-lived objects are made, and a nursery that grows costs a third of
// the time that a small one does.
setFlagsFromString("--semi-space-growth-factor=2");
// The thread of long reads and imports: what it does would keep the thread waiting that keeps MQTT alive.
const job: Job = workerData;
const tell = (message: WorkerMessage): void => parentPort?.postMessage(message);
try {
  if (job.kind === "read-log") await runReading(job.logs, job.port);
  else await runImporting(job.settings, job.port, tell);
} catch (thrown) {
  tell({ kind: "failed", failure: packFailure(thrown) });
}
