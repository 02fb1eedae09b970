import { setFlagsFromString } from "node:v8";
import { parentPort, workerData } from "node:worker_threads";
import { type Job, packFailure, type WorkerMessage } from "./worker/messages.ts";

// The thread of long reads and imports: what it does would keep the thread waiting that keeps MQTT alive.
const kind: Job["kind"] = workerData;
const tell = (message: WorkerMessage, transferList: ArrayBuffer[] = []): void =>
  parentPort?.postMessage(message, transferList);
// Not awaited here: Node warns of a module that still waits where its thread is ended, as one is when somebody says stop.
void work();

async function work(): Promise<void> {
  try {
    await prepare();
    await run(await ordered());
  } catch (thrown) {
    tell({ kind: "failed", failure: packFailure(thrown) });
  }
}

/** Threads of an import are started some time before their job is known: meanwhile they load what they will need. */
async function prepare(): Promise<void> {
  if (kind !== "read-log" && kind !== "import") return;
  tuneCollector();
  await import(kind === "import" ? "./worker/importing-thread.ts" : "./worker/reading-thread.ts");
}

function ordered(): Promise<Job> {
  return new Promise((resolve) => parentPort?.once("message", resolve));
}

/** What a job does not need is not loaded for it. */
async function run(job: Job): Promise<void> {
  switch (job.kind) {
    case "read-log":
      return (await import("./worker/reading-thread.ts")).runReading(job.logs, job.port);
    case "import":
      return (await import("./worker/importing-thread.ts")).runImporting(job.settings, job.port, tell);
    case "report": {
      const { runReporting } = await import("./worker/reporting-thread.ts");
      const bytes = await runReporting(job.report);
      return tell({ kind: "reported", bytes }, [bytes.buffer]);
    }
    case "export":
      return (await import("./worker/exporting-thread.ts")).runExporting(job.export, job.port);
    case "page":
      return (await import("./worker/page-thread.ts")).runPage(job.page, job.port);
  }
}

/**
 * What main.ts spares a bridge with little to do: here millions of short-lived objects are made, and a nursery that grows costs a third of
 * the time that a small one does. It holds for the whole process: a bridge that imports what its page was given has it from then on.
 */
function tuneCollector(): void {
  setFlagsFromString("--semi-space-growth-factor=2");
  // Rows live until their batch is written, which V8 takes for long-lived: it would make them old from the start, and clear up all of the
  // old space every few batches.
  setFlagsFromString("--no-allocation-site-pretenuring");
}
