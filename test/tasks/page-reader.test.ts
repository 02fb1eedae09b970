import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { FatalError, RetryableError } from "../../src/errors.ts";
import { openPageReader, type PageReading } from "../../src/tasks/page-reader.ts";
import { temporaryFolder } from "../support/folder.ts";
import { filledJournal, fillTwentyDays, nowMs, pageJob } from "../support/page-journal.ts";

const { signal } = new AbortController();
const all = { classes: ["probe"], limit: 1000 } as const;

function open(t: TestContext, quietMs?: number): PageReading {
  const reader = openPageReader(pageJob(filledJournal(t, fillTwentyDays)), () => nowMs, quietMs);
  t.after(() => reader.stop());
  return reader;
}

test("the thread is there while somebody asks, and ends when nobody does", async (t) => {
  const reader = open(t, 50);
  assert.equal(reader.isAwake(), false);
  await reader.read("usual", {}, signal);
  assert.equal(reader.isAwake(), true);
  while (reader.isAwake()) await wait(10);
  const again = await reader.read("events", all, signal);
  assert.equal(JSON.parse(again?.json ?? "").events.length, 24);
});

test("many may ask at once, and each gets its own answer", async (t) => {
  const reader = open(t);
  const limits = Array.from({ length: 20 }, (_, index) => index + 1);
  const answers = await Promise.all(limits.map((limit) => reader.read("events", { ...all, limit }, signal)));
  assert.deepEqual(
    answers.map((answer) => JSON.parse(answer?.json ?? "").events.length),
    limits,
  );
});

test("too many at once are told to come back", async (t) => {
  const reader = open(t);
  const asked = Array.from({ length: 100 }, () => reader.read("usual", {}, signal));
  const outcomes = await Promise.allSettled(asked);
  const refused = outcomes.filter((outcome) => outcome.status === "rejected");
  assert.equal(refused.length, 36);
  assert.ok(refused.every(({ reason }) => reason instanceof RetryableError));
});

test("who no longer waits is told so at once, and nobody else notices", async (t) => {
  const reader = open(t);
  const stop = new AbortController();
  const left = reader.read("source", { source: "198.51.100.20" }, stop.signal);
  const stays = reader.read("source", { source: "198.51.100.20" }, signal);
  stop.abort();
  await assert.rejects(left, { name: "AbortError" });
  assert.equal(JSON.parse((await stays)?.json ?? "").probes, 20);
  await assert.rejects(reader.read("usual", {}, stop.signal), { name: "AbortError" });
});

test("without a journal there is nothing to read, until there is one", async (t) => {
  const folder = temporaryFolder(t);
  const reader = openPageReader(pageJob(folder), () => nowMs);
  t.after(() => reader.stop());
  await assert.rejects(reader.read("usual", {}, signal), FatalError);
  assert.equal(reader.isAwake(), false);
});

test("a stop tells whoever waits", async (t) => {
  const reader = open(t);
  const asked = reader.read("figures", { limit: 10 }, signal);
  await Promise.all([assert.rejects(asked, RetryableError), reader.stop()]);
});
