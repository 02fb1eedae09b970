import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { journalFile, openJournal } from "../../src/journal/open.ts";
import type { JournalWriter } from "../../src/model/journal.ts";
import { eventItems, passOf, probe } from "../support/events.ts";
import { temporaryFolder } from "../support/folder.ts";
import { runToEnd, startProgram } from "../support/program.ts";

const noon = Date.parse("2026-12-01T12:00:00Z");

function openedIn(t: TestContext): { readonly folder: string; readonly journal: JournalWriter } {
  const folder = temporaryFolder(t);
  const journal = openJournal(folder);
  t.after(() => journal.close());
  commit(journal);
  return { folder, journal };
}

function commit(journal: JournalWriter): void {
  journal.commit(passOf(eventItems(Array.from({ length: 4000 }, (_, index) => probe(noon + index)))));
}

const contentOf = (folder: string): Buffer => readFileSync(journalFile(folder));

/** Resolves when SQLite writes into the file again. */
async function changed(folder: string, journal: JournalWriter, before: Buffer): Promise<void> {
  while (contentOf(folder).equals(before)) {
    commit(journal);
    await sleep(100);
  }
}

describe("backup", () => {
  test("begin returns when the journal is held, and end lets it go", async (t) => {
    const { folder, journal } = openedIn(t);
    t.after(() => runToEnd(t, ["backup", "end", "--data-dir", folder]));
    const begun = await runToEnd(t, ["backup", "begin", "--data-dir", folder]);
    assert.deepEqual(begun, { code: 0, stdout: "", stderr: "" });
    const held = contentOf(folder);
    commit(journal);
    commit(journal);
    assert.ok(contentOf(folder).equals(held));
    assert.equal((await runToEnd(t, ["backup", "end", "--data-dir", folder])).code, 0);
    await changed(folder, journal, held);
  });

  test("hold does it in the foreground until it is stopped", async (t) => {
    const { folder, journal } = openedIn(t);
    const { child, seen, ended } = startProgram(t, ["backup", "hold", "--data-dir", folder]);
    await seen("stdout", /^held\n/);
    const held = contentOf(folder);
    commit(journal);
    assert.ok(contentOf(folder).equals(held));
    child.kill("SIGTERM");
    assert.equal((await ended).code, 0);
    assert.ok(!existsSync(join(folder, "journal.hold")));
    await changed(folder, journal, held);
  });

  test("a second begin takes the place of the first", async (t) => {
    const { folder } = openedIn(t);
    const first = startProgram(t, ["backup", "hold", "--data-dir", folder]);
    await first.seen("stdout", /^held\n/);
    const second = startProgram(t, ["backup", "hold", "--data-dir", folder]);
    await second.seen("stdout", /^held\n/);
    assert.equal((await first.ended).code, 0);
    assert.ok(existsSync(join(folder, "journal.hold")));
    assert.equal((await runToEnd(t, ["backup", "end", "--data-dir", folder])).code, 0);
    assert.equal((await second.ended).code, 0);
  });

  test("of a journal that is not there yet is no error", async (t) => {
    const folder = temporaryFolder(t);
    const { code, stderr } = await runToEnd(t, ["backup", "begin", "--data-dir", folder]);
    assert.deepEqual([code, stderr], [0, `there is no journal in ${folder} yet: nothing has to be held\n`]);
    assert.deepEqual(readdirSync(folder), []);
  });

  test("tells why a journal cannot be held", async (t) => {
    const folder = temporaryFolder(t);
    writeFileSync(journalFile(folder), "no database at all".repeat(100));
    const { code, stderr } = await runToEnd(t, ["backup", "begin", "--data-dir", folder]);
    assert.equal(code, 1);
    assert.match(stderr, /is no journal, or a damaged one/);
  });

  test("wants to know what shall be done", async (t) => {
    const { code, stderr } = await runToEnd(t, ["backup", "start"]);
    assert.deepEqual([code, stderr], [2, '"start": what shall be done? One of begin, end, hold\n']);
  });
});
