import assert from "node:assert/strict";
import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type TestContext, test } from "node:test";
import { holdJournal } from "../../src/journal/hold.ts";
import { journalFile, openJournal, readJournal } from "../../src/journal/open.ts";
import type { JournalWriter } from "../../src/model/journal.ts";
import { eventItems, passOf, probe } from "../support/events.ts";
import { temporaryFolder } from "../support/folder.ts";

const noon = Date.parse("2026-12-01T12:00:00Z");

/** A journal with some probes, of which the last ones are in SQLite's log alone. */
function openedIn(t: TestContext, folder: string): JournalWriter {
  const journal = openJournal(folder);
  t.after(() => journal.close());
  commit(journal, 3000);
  return journal;
}

function commit(journal: JournalWriter, count: number): void {
  journal.commit(
    passOf(eventItems(Array.from({ length: count }, (_, index) => probe(noon + index, { sourcePort: index })))),
  );
}

/** How many probes are in a copy of journal.sqlite alone. */
function probesInCopy(t: TestContext, folder: string): number {
  const copy = temporaryFolder(t);
  copyFileSync(journalFile(folder), journalFile(copy));
  const journal = readJournal(copy);
  t.after(() => journal.close());
  return journal.totals("home").probes;
}

/** What a writer does once in a while by itself: all that can be brought into the database is. */
function checkpoint(folder: string): void {
  const database = new DatabaseSync(journalFile(folder));
  database.exec("PRAGMA wal_checkpoint(PASSIVE)");
  database.close();
}

test("while a journal is held its file is the whole journal of that moment, whatever is journalled meanwhile", async (t) => {
  const folder = temporaryFolder(t);
  const journal = openedIn(t, folder);
  const release = await holdJournal(folder);
  const held = readFileSync(journalFile(folder));
  for (let pass = 0; pass < 5; pass++) commit(journal, 2000);
  checkpoint(folder);
  assert.ok(readFileSync(journalFile(folder)).equals(held));
  assert.equal(probesInCopy(t, folder), 3000);
  assert.equal(journal.totals("home").probes, 13_000);
  release();
  checkpoint(folder);
  assert.equal(probesInCopy(t, folder), 13_000);
});

test("without being held the file is changed by what is journalled", (t) => {
  const folder = temporaryFolder(t);
  const journal = openedIn(t, folder);
  checkpoint(folder);
  const before = readFileSync(journalFile(folder));
  commit(journal, 2000);
  checkpoint(folder);
  assert.ok(!readFileSync(journalFile(folder)).equals(before));
});

test("a long read that keeps the file behind is waited for", async (t) => {
  const folder = temporaryFolder(t);
  const journal = openedIn(t, folder);
  const reader = new DatabaseSync(journalFile(folder), { readOnly: true });
  reader.exec("BEGIN; SELECT count(*) FROM event");
  commit(journal, 10);
  const holding = holdJournal(folder);
  const first = await Promise.race([
    holding.then(() => "held"),
    new Promise((resolve) => setTimeout(resolve, 300, "waits")),
  ]);
  assert.equal(first, "waits");
  reader.close();
  const release = await holding;
  assert.equal(probesInCopy(t, folder), 3010);
  release();
});

test("a damaged journal is told as one", async (t) => {
  const folder = temporaryFolder(t);
  copyFileSync(import.meta.filename, join(folder, "journal.sqlite"));
  await assert.rejects(holdJournal(folder), /is no journal, or a damaged one/);
});
