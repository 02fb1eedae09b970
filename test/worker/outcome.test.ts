import assert from "node:assert/strict";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { outcomeOf } from "../../src/worker/outcome.ts";

test("a thread that wants more memory than it may have ends alone, and it is said what would help", async () => {
  const resourceLimits = { maxOldGenerationSizeMb: 16 };
  const thread = new Worker("const all = []; for (;;) all.push({ all: [...all] });", { eval: true, resourceLimits });
  const outcome = outcomeOf(thread, new AbortController().signal, () => undefined);
  await assert.rejects(outcome, {
    name: "FatalError",
    message: /more memory than it may take: ask for a shorter time/,
  });
});

test("who no longer wants it gets the reason that was given", async (t) => {
  const stop = new AbortController();
  const thread = new Worker("setInterval(() => undefined, 1000)", { eval: true });
  t.after(() => thread.terminate());
  const outcome = outcomeOf(thread, stop.signal, () => undefined);
  stop.abort(new Error("enough"));
  await assert.rejects(outcome, { message: "enough" });
  await assert.rejects(
    outcomeOf(thread, stop.signal, () => undefined),
    { message: "enough" },
  );
});
