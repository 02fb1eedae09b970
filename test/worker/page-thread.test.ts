import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { MessageChannel } from "node:worker_threads";
import type { PageQuery } from "../../src/model/page-reader.ts";
import type { PageReply, PageRequest } from "../../src/worker/messages.ts";
import { runPage } from "../../src/worker/page-thread.ts";
import { filledJournal, fillTwentyDays, nowMs, pageJob } from "../support/page-journal.ts";

const inDays: PageQuery = { name: "table", query: { kind: "sources", limit: 10 } };
const inRows: PageQuery = { name: "events", query: { classes: ["probe"], limit: 1000, find: "nothing" } };

function ask(id: number, question: PageQuery): PageRequest {
  return { id, nowMs, question, isLeft: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) };
}

for (const [name, question] of [
  ["that is answered row by row", inRows],
  ["that is answered at once", inDays],
] as const) {
  test(`a question ${name}, and that nobody waits for any more, is given up in the thread, too`, async (t) => {
    const { port1, port2 } = new MessageChannel();
    await runPage(pageJob(filledJournal(t, fillTwentyDays)), port2);
    t.after(() => port1.close());
    const left = ask(1, question);
    port1.postMessage(left);
    Atomics.store(left.isLeft, 0, 1);
    const [reply] = (await once(port1, "message")) as [PageReply];
    assert.deepEqual([reply.kind, reply.id], ["failure", 1]);
    port1.postMessage(ask(2, question));
    const [other] = (await once(port1, "message")) as [PageReply];
    assert.deepEqual([other.kind, other.id], ["answer", 2]);
  });
}
