import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { openReports, type Reports } from "../../src/bridge/reports.ts";
import { loadConfig } from "../../src/config.ts";
import { RetryableError } from "../../src/errors.ts";
import { openJournal } from "../../src/journal/open.ts";
import { dataDir, writeConfig } from "../support/bridge.ts";
import { eventItems, passOf, probe } from "../support/events.ts";
import { temporaryFolder } from "../support/folder.ts";

const noon = Date.parse("2026-11-20T12:00:00Z");

/** The reports of a bridge whose journal knows that many sources. */
function reportsOf(t: TestContext, sources: number): Reports {
  const folder = temporaryFolder(t);
  const home = { name: "home", family: "netgear", url: "http://192.168.1.1", timezone: "UTC" };
  const config = loadConfig({ file: writeConfig(folder, { routers: [home] }), cwd: folder, env: {}, flags: {} });
  const journal = openJournal(dataDir(folder));
  t.after(() => journal.close());
  const knocks = Array.from({ length: sources }, (_, at) =>
    probe(noon - sources + at, { source: `10.${at >> 16}.${(at >> 8) % 256}.${at % 256}` }),
  );
  journal.commit(passOf(eventItems(knocks), { scrapedAtMs: noon }));
  return openReports({ config, journal, now: () => noon });
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

test("reports are made one after the other, and more than a few are not waited for", async (t) => {
  const reports = reportsOf(t, 10);
  const finished: number[] = [];
  const wanted = [1, 2, 3, 4].map(async (top) => {
    const { format, bytes } = await reports.make({ top, format: "csv" });
    const text = textOf(bytes);
    finished.push(top);
    return [format, text.split("\r\n").filter((line) => line.startsWith("sources,")).length];
  });
  const tooMany = { name: "RetryableError", message: "4 reports are wanted already: ask again later" };
  await assert.rejects(reports.make({}), tooMany);
  assert.deepEqual(await Promise.all(wanted), [
    ["csv", 1],
    ["csv", 2],
    ["csv", 3],
    ["csv", 4],
  ]);
  assert.deepEqual(finished, [1, 2, 3, 4]);
  assert.match(textOf((await reports.make({})).bytes), /Who's Knocking\?/);
  await reports.stop();
});

test("one that cannot be made leaves the next one its turn", async (t) => {
  const reports = reportsOf(t, 1);
  const [failed, made] = await Promise.allSettled([reports.make({ until: "2020-01-01" }), reports.make({})]);
  assert.deepEqual([failed.status, made.status], ["rejected", "fulfilled"]);
  await reports.stop();
});

test("a stop gives up the one that is being made and those that wait", async (t) => {
  const reports = reportsOf(t, 1);
  const wanted = Promise.allSettled([reports.make({}), reports.make({})]);
  await reports.stop();
  for (const outcome of await wanted) {
    assert.ok(outcome.status === "rejected" && outcome.reason instanceof RetryableError);
    assert.match(outcome.reason.message, /the bridge stops$/);
  }
});
