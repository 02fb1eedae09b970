import assert from "node:assert/strict";
import { test } from "node:test";
import { FatalError } from "../../src/errors.ts";
import { openJournal } from "../../src/journal/open.ts";
import { exportAside } from "../../src/tasks/export.ts";
import type { ExportJob } from "../../src/worker/exporting-thread.ts";
import { eventItems, probe } from "../support/events.ts";
import { temporaryFolder } from "../support/folder.ts";
import { agoMs, commitNow, filledJournal, nowMs } from "../support/page-journal.ts";

const { signal } = new AbortController();
const rows = 20_000;

function jobOf(dataDir: string, changes: Partial<ExportJob> = {}): ExportJob {
  return {
    ...{ dataDir, format: "ndjson", vendors: new Map(), dshieldUserId: 0, nowMs, ...changes },
    enrich: { country: { enabled: false, file: "" } },
    request: { isAdmittedWanted: false, isGapsWanted: false, isOwnAddressMasked: false },
  };
}

const manyRows = (t: Parameters<typeof filledJournal>[0]) =>
  filledJournal(t, (journal) =>
    commitNow(journal, eventItems(Array.from({ length: rows }, (_, index) => probe(agoMs(1) + index)))),
  );

test("an export comes whole, in pieces", async (t) => {
  const pieces = await Array.fromAsync(exportAside(jobOf(manyRows(t)), signal));
  assert.ok(pieces.length > 10);
  const lines = pieces.join("").trimEnd().split("\n");
  assert.equal(lines.length, rows);
  assert.equal(new Set(lines.map((line) => JSON.parse(line).id)).size, rows);
});

test("who has had enough ends it", async (t) => {
  const folder = manyRows(t);
  for await (const piece of exportAside(jobOf(folder), signal)) {
    assert.ok(piece.length > 0);
    break;
  }
  // Nobody holds the journal any more, so it can be opened to be written.
  openJournal(folder).close();
});

test("a stop ends it, and says why", async (t) => {
  const stop = new AbortController();
  const pieces = exportAside(jobOf(manyRows(t)), stop.signal);
  await pieces.next();
  stop.abort(new FatalError("enough"));
  await assert.rejects(Array.fromAsync(pieces), /enough/);
});

test("without a journal there is nothing to export", async (t) => {
  await assert.rejects(Array.fromAsync(exportAside(jobOf(temporaryFolder(t)), signal)), FatalError);
});
