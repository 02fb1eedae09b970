import { MessageChannel, type MessagePort, type Worker } from "node:worker_threads";
import { RetryableError } from "../errors.ts";
import type { PageReader, ReadingName } from "../model/page-reader.ts";
import { type PageReply, type PageRequest, unpackFailure, type WorkerMessage } from "../worker/messages.ts";
import type { PageJob } from "../worker/page/context.ts";
import { startThread } from "../worker/start.ts";

/** A reader with threads of its own, which are there while somebody asks. */
export interface PageReading extends PageReader {
  /** Whether one of them is there. */
  isAwake(): boolean;
  stop(): Promise<void>;
}

interface Thread {
  readonly worker: Worker;
  readonly port: MessagePort;
  readonly waiting: Map<number, PromiseWithResolvers<string | undefined>>;
}

/** Tables that were read stay in its memory so long: whoever looks asks again within minutes. */
const idleMs = 5 * 60_000;
/** More questions at once are no person's. */
const mostWaiting = 64;

/** What is read column by column: of a year it takes seconds, in which its thread hears of nothing else. */
const ofColumns: ReadonlySet<ReadingName> = new Set(["table", "figures", "week"]);

/** Two threads, each while somebody asks for what it reads: whoever waits for a table of a year can look at the log meanwhile. */
export function openPageReader(job: PageJob, now: () => number, quietMs = idleMs): PageReading {
  const columns = openThread(job, now, quietMs);
  const rows = openThread(job, now, quietMs);
  return {
    read: (name, query, signal) => (ofColumns.has(name) ? columns : rows).read(name, query, signal),
    isAwake: () => columns.isAwake() || rows.isAwake(),
    stop: async () => void (await Promise.all([columns.stop(), rows.stop()])),
  };
}

function openThread(job: PageJob, now: () => number, quietMs: number): PageReading {
  let thread: Thread | undefined;
  let quiet: NodeJS.Timeout | undefined;
  let lastId = 0;
  return {
    async read(name, query, signal) {
      signal.throwIfAborted();
      clearTimeout(quiet);
      thread ??= wake();
      const { port, waiting } = thread;
      if (waiting.size >= mostWaiting) throw new RetryableError("too much is asked at once: ask again in a moment");
      lastId += 1;
      const id = lastId;
      const answer = Promise.withResolvers<string | undefined>();
      waiting.set(id, answer);
      const isLeft = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
      const cancel = (): void => {
        Atomics.store(isLeft, 0, 1);
        answer.reject(signal.reason);
      };
      signal.addEventListener("abort", cancel, { once: true });
      // A question of one kind is a question.
      port.postMessage({ id, nowMs: now(), question: { name, query }, isLeft } as PageRequest);
      try {
        const json = await answer.promise;
        return json === undefined ? undefined : { json };
      } finally {
        signal.removeEventListener("abort", cancel);
        waiting.delete(id);
        if (waiting.size === 0) rest();
      }
    },
    isAwake: () => thread !== undefined,
    async stop() {
      clearTimeout(quiet);
      const { worker } = thread ?? {};
      leave(new RetryableError("the bridge stops"));
      await worker?.terminate();
    },
  };

  function wake(): Thread {
    const { port1, port2 } = new MessageChannel();
    const worker = startThread({ kind: "page", page: job, port: port2 }, [port2]);
    const waiting: Thread["waiting"] = new Map();
    const woken: Thread = { worker, port: port1, waiting };
    port1.on("message", (reply: PageReply) => {
      const answer = waiting.get(reply.id);
      if (reply.kind === "answer") answer?.resolve(reply.json);
      else answer?.reject(unpackFailure(reply.failure));
    });
    const fail = (thrown: unknown): void => {
      if (thread === woken) leave(thrown);
    };
    worker.on("message", (message: WorkerMessage) => {
      if (message.kind === "failed") fail(unpackFailure(message.failure));
    });
    worker.on("error", fail);
    worker.on("exit", () => fail(new RetryableError("what reads the journal has ended: ask again")));
    return woken;
  }

  function rest(): void {
    clearTimeout(quiet);
    quiet = setTimeout(() => {
      const { worker } = thread ?? {};
      leave(new RetryableError("ask again"));
      void worker?.terminate();
    }, quietMs);
    quiet.unref();
  }

  /** Whoever waits is told; the next question starts a new thread. */
  function leave(reason: unknown): void {
    const left = thread;
    thread = undefined;
    left?.port.close();
    for (const answer of left?.waiting.values() ?? []) answer.reject(reason);
  }
}
