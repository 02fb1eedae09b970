import type { MessagePort } from "node:worker_threads";
import { describeError, FatalError, RetryableError } from "../errors.ts";
import type { ImportSettings } from "../journal/importer.ts";
import type { EventColumns, ImportCounts } from "../model/import.ts";
import type { PageQuery } from "../model/page-reader.ts";
import type { ExportJob } from "./exporting-thread.ts";
import type { PageJob } from "./page/context.ts";
import type { ReadLogJob, ReadLogSummary, ReadProgress } from "./read-log.ts";
import type { ReportJob } from "./reporting-thread.ts";

/** What a thread is started for; an import takes two, with a channel between them. */
export type Job =
  | { readonly kind: "read-log"; readonly logs: ReadLogJob; readonly port: MessagePort }
  | { readonly kind: "import"; readonly settings: ImportSettings; readonly port: MessagePort }
  | { readonly kind: "report"; readonly report: ReportJob }
  | { readonly kind: "export"; readonly export: ExportJob; readonly port: MessagePort }
  | { readonly kind: "page"; readonly page: PageJob; readonly port: MessagePort };

/** From the thread that reads logs to the one that writes; each is answered when it is dealt with. */
export type ReadMessage =
  | { readonly kind: "events"; readonly events: EventColumns; readonly progress: ReadProgress }
  | { readonly kind: "stream-end"; readonly isPage: boolean }
  | { readonly kind: "end"; readonly summary: ReadLogSummary };

/** From a thread to whoever started it. */
export type WorkerMessage =
  | { readonly kind: "progress"; readonly progress: ReadProgress }
  | { readonly kind: "imported"; readonly counts: ImportCounts; readonly summary: ReadLogSummary }
  | { readonly kind: "reported"; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: "failed"; readonly failure: WorkerFailure };

/** To the thread that reads for the page. */
export interface PageRequest {
  readonly id: number;
  readonly nowMs: number;
  readonly question: PageQuery;
  /** Not 0 once nobody waits for the answer any more; in memory that both threads see, for one that reads hears of no message. */
  readonly isLeft: Int32Array<SharedArrayBuffer>;
}

/** From it: JSON, or nothing where there is nothing of that id or address. */
export type PageReply =
  | { readonly kind: "answer"; readonly id: number; readonly json: string | undefined }
  | { readonly kind: "failure"; readonly id: number; readonly failure: WorkerFailure };

/** An error on its way between threads, where it would lose its class. */
interface WorkerFailure {
  readonly kind: "fatal" | "retryable" | "defect";
  readonly message: string;
  readonly stack?: string | undefined;
}

export function packFailure(thrown: unknown): WorkerFailure {
  const kind = thrown instanceof FatalError ? "fatal" : thrown instanceof RetryableError ? "retryable" : "defect";
  return { kind, message: describeError(thrown), stack: thrown instanceof Error ? thrown.stack : undefined };
}

export function unpackFailure({ kind, message, stack }: WorkerFailure): Error {
  if (kind === "fatal") return new FatalError(message);
  if (kind === "retryable") return new RetryableError(message);
  return new Error(message, { cause: stack });
}
