import { once } from "node:events";
import type { MessagePort } from "node:worker_threads";
import { buffersOf } from "./event-columns.ts";
import type { ReadMessage } from "./messages.ts";
import { type ReadLogJob, readLogs } from "./read-log.ts";

/** How many messages may be under way: enough that neither thread waits for long, few enough to hold in memory. */
const mostUnderWay = 4;

/** Logs in, columns out; waits while the other thread has enough to do. */
export async function runReading(logs: ReadLogJob, port: MessagePort): Promise<void> {
  let underWay = 0;
  port.on("message", () => {
    underWay -= 1;
  });
  const summary = await readLogs(logs, {
    events: (events, progress) => send({ kind: "events", events, progress }, buffersOf(events)),
    streamEnd: (isPage) => send({ kind: "stream-end", isPage }),
  });
  await send({ kind: "end", summary });
  while (underWay > 0) await once(port, "message");
  port.close();

  async function send(message: ReadMessage, transfer: ArrayBuffer[] = []): Promise<void> {
    port.postMessage(message, transfer);
    underWay += 1;
    while (underWay >= mostUnderWay) await once(port, "message");
  }
}
