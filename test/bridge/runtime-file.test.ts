import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readRuntime, removeRuntime, writeRuntime } from "../../src/bridge/runtime-file.ts";
import { openJournal } from "../../src/journal/open.ts";
import { temporaryFolder } from "../support/folder.ts";

const runtime = { pid: 4711, broker_url: "mqtt://127.0.0.1:1884", page_url: "http://127.0.0.1:8100/" };

test("a running bridge is found by what it tells of itself", (t) => {
  const folder = temporaryFolder(t);
  const journal = openJournal(folder);
  t.after(() => journal.close());
  writeRuntime(folder, runtime);
  assert.deepEqual(readRuntime(folder), runtime);
  const { page_url: _, ...withoutPage } = runtime;
  writeRuntime(folder, withoutPage);
  assert.deepEqual(readRuntime(folder), { ...withoutPage, page_url: undefined });
  removeRuntime(folder);
  assert.equal(readRuntime(folder), undefined);
});

test("what one left behind that was killed is not believed", (t) => {
  const folder = temporaryFolder(t);
  openJournal(folder).close();
  writeRuntime(folder, runtime);
  assert.equal(readRuntime(folder), undefined);
});

test("a file that is cut or is something else tells nothing", (t) => {
  const folder = temporaryFolder(t);
  const journal = openJournal(folder);
  t.after(() => journal.close());
  for (const text of ["", '{"pid":4711,"bro', "null", "[]", '{"pid":"4711","broker_url":"mqtt://x"}', '{"pid":4711}']) {
    writeFileSync(join(folder, "runtime.json"), text);
    assert.equal(readRuntime(folder), undefined, text);
  }
});
