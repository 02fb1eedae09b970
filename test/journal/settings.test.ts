import assert from "node:assert/strict";
import { test } from "node:test";
import { openJournal } from "../../src/journal/open.ts";
import { temporaryFolder } from "../support/folder.ts";

test("a setting survives until the configuration's own value changes, and does not come back", (t) => {
  const folder = temporaryFolder(t);
  const first = openJournal(folder);
  first.settings.set("home", "burst_threshold", "5", "3");
  first.settings.set("home", "burst_threshold", "7", "3");
  first.settings.set("bridge", "log_level", "debug", "info");
  first.close();

  const journal = openJournal(folder);
  t.after(() => journal.close());
  const { settings } = journal;
  assert.equal(settings.get("home", "burst_threshold", "3"), "7");
  assert.equal(settings.get("attic", "burst_threshold", "3"), undefined);
  assert.equal(settings.get("home", "burst_threshold", "4"), undefined);
  assert.equal(settings.get("home", "burst_threshold", "3"), undefined);
  assert.equal(settings.get("bridge", "log_level", "info"), "debug");
  settings.remove("bridge", "log_level");
  assert.equal(settings.get("bridge", "log_level", "info"), undefined);
});

test("what concerns nobody any more is forgotten", (t) => {
  const journal = openJournal(temporaryFolder(t));
  t.after(() => journal.close());
  for (const scope of ["home", "attic", "bridge"]) journal.settings.set(scope, "paused", "true", "false");
  journal.settings.keepOnly(["home", "bridge"]);
  const kept = ["home", "attic", "bridge"].map((scope) => journal.settings.get(scope, "paused", "false"));
  assert.deepEqual(kept, ["true", undefined, "true"]);
});
