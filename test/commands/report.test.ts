import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { openJournal } from "../../src/journal/open.ts";
import { dataDir, writeConfig } from "../support/bridge.ts";
import { eventItems, passOf, probe } from "../support/events.ts";
import { temporaryFolder } from "../support/folder.ts";
import { runToEnd } from "../support/program.ts";

const noon = Date.parse("2026-11-20T12:00:00Z");
const hourMs = 3_600_000;

/** A configuration whose journal knows two routers, one of them no longer configured. */
function configOf(t: TestContext): string {
  const folder = temporaryFolder(t);
  const journal = openJournal(dataDir(folder));
  const knocks = [1, 2, 3].map((port) => probe(noon - port * hourMs, { port, count: 4 - port }));
  journal.commit(passOf(eventItems(knocks), { scrapedAtMs: noon, timezone: "Asia/Kolkata" }));
  journal.commit(passOf(eventItems(knocks), { scrapedAtMs: noon, router: "attic", timezone: "Europe/Berlin" }));
  journal.close();
  const home = { name: "home", family: "netgear", url: "http://192.168.1.1", timezone: "Europe/Berlin" };
  return writeConfig(folder, { routers: [home] });
}

test("a report is written in each of its formats, and as text where nothing is said", async (t) => {
  const config = configOf(t);
  const report = (...args: string[]) => runToEnd(t, ["report", "--config", config, ...args]);
  const [text, page, json, csv] = await Promise.all([
    report(),
    report("--format", "html"),
    report("--format", "json"),
    report("--format", "csv"),
  ]);
  assert.deepEqual(
    [text, page, json, csv].map(({ code, stderr }) => [code, stderr]),
    new Array(4).fill([0, ""]),
  );
  assert.match(text.stdout, /^ +Who's Knocking\?\n +attic, home\n +2026-11-20 10:00 to 13:00, Europe\/Berlin\n/);
  assert.match(page.stdout, /^<!doctype html>\n[\s\S]*<svg [\s\S]*<\/html>\n$/);
  assert.deepEqual(JSON.parse(json.stdout).classes, { probe: 12 });
  assert.match(csv.stdout, /^table,key,name,count,share,days\r\n(.+\r\n)+$/);
});

test("a report is of the time and the router that are asked for, by the clock that is configured", async (t) => {
  const config = configOf(t);
  const options = [
    "--router",
    "home",
    "--since",
    "2026-11-20T09:30:00Z",
    "--until",
    "2026-11-20T11:30:00Z",
    "--top",
    "1",
  ];
  const { stdout } = await runToEnd(t, ["report", "--config", config, "--format", "json", ...options]);
  const { period, probes, hours, ports } = JSON.parse(stdout);
  assert.deepEqual(period, { from: "2026-11-20T09:30:00.000Z", to: "2026-11-20T11:30:00.000Z", days: 0.0833 });
  assert.deepEqual([probes, hours[11], hours[12]], [5, 2, 3]);
  assert.deepEqual(
    ports.map(({ key }: { key: string }) => key),
    ["tcp/1"],
  );
});

const mistakes: readonly (readonly [readonly string[], RegExp])[] = [
  [["--format", "pdf"], /--format: "pdf" – one of text, json, html, csv/],
  [["--format", "jsom"], /did you mean "json"/],
  [["--top", "0"], /--top: "0" – a whole number from 1 to/],
  [["--since", "yesterday"], /--since: "yesterday" – a time such as/],
  [["--since", "2026-11-20", "--until", "2026-11-19"], /--until: "2026-11-19" – a time after --since/],
  [["--router", "hom"], /--router: "hom" – one that the journal knows: attic, home; did you mean "home"/],
];

for (const [args, expected] of mistakes) {
  test(`${args.join(" ")} is a mistake`, async (t) => {
    const { code, stdout, stderr } = await runToEnd(t, ["report", "--config", configOf(t), ...args]);
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, expected);
  });
}

test("a time of which nothing is known ends with that reason", async (t) => {
  const { code, stderr } = await runToEnd(t, ["report", "--config", configOf(t), "--until", "2020-01-01"]);
  assert.equal(code, 1);
  assert.match(stderr, /holds nothing of that time/);
});
