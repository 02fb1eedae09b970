import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { MessageChannel } from "node:worker_threads";
import type { PageReply, PageRequest } from "../../src/worker/messages.ts";
import { runPage } from "../../src/worker/page-thread.ts";
import { filledJournal, fillTwentyDays, nowMs, pageJob } from "../support/page-journal.ts";

test("a question that nobody waits for any more is given up in the thread, too", async (t) => {
  const { port1, port2 } = new MessageChannel();
  await runPage(pageJob(filledJournal(t, fillTwentyDays)), port2);
  t.after(() => port1.close());
  const ask: PageRequest = {
    ...{ kind: "ask", id: 1, nowMs },
    question: { name: "events", query: { classes: ["probe"], limit: 1000, find: "nothing" } },
  };
  port1.postMessage(ask);
  port1.postMessage({ kind: "cancel", id: 1 } satisfies PageRequest);
  const [reply] = (await once(port1, "message")) as [PageReply];
  assert.equal(reply.kind, "failure");
  port1.postMessage({ ...ask, id: 2 });
  const [other] = (await once(port1, "message")) as [PageReply];
  assert.deepEqual([other.kind, other.id], ["answer", 2]);
});
