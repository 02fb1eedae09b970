import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { openJournal } from "../../src/journal/open.ts";
import { dataDir, writeConfig } from "../support/bridge.ts";
import { ptr, startDnsServer, zone } from "../support/dns-server.ts";
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

test("what an import brought is watched when it is reported on: a surge, and who tried port after port", async (t) => {
  const folder = temporaryFolder(t);
  const file = writeConfig(folder, {
    routers: [{ name: "home", family: "netgear", url: "http://192.168.1.1", timezone: "UTC" }],
  });
  writeFileSync(join(folder, "kern.log"), monthOfLines().join("\n"));
  const imported = await runToEnd(t, ["import", join(folder, "kern.log"), "--config", file]);
  assert.equal(imported.code, 0, imported.stderr);
  const { stdout } = await runToEnd(t, ["report", "--config", file, "--format", "json"]);
  const { period, probes, surges } = JSON.parse(stdout);
  assert.deepEqual([period.from, period.to], ["2026-06-01T00:00:00.000Z", "2026-06-30T18:00:01.000Z"]);
  assert.equal(probes, 29 * 4 + 40 + 12);
  assert.deepEqual(
    surges.map(({ port, name, sources, first_seen: from }: Record<string, unknown>) => [port, name, sources, from]),
    [["tcp/1433", "ms-sql-s", 40, "2026-06-21T00:00:00.000Z"]],
  );
  // What was usual is learnt from what came before.
  const later = await runToEnd(t, ["report", "--config", file, "--format", "json", "--since", "2026-06-20"]);
  assert.deepEqual(JSON.parse(later.stdout).surges, surges);
  const text = await runToEnd(t, ["report", "--config", file]);
  assert.match(text.stdout, /^ {2}10\.99\.0\.1 +12 probes on 12 ports at least, first 2026-06-15 12:00$/m);
});

/** Four probes a day of ever new sources on one port, forty on the 21st day, and one host that tries twelve ports. */
function monthOfLines(): readonly string[] {
  const line = (timeMs: number, source: string, port: number) =>
    `${new Date(timeMs).toISOString()} router kernel: DROP IN=ppp0 OUT= MAC= SRC=${source} DST=203.0.113.77 LEN=40 TOS=0x00 PREC=0x00 TTL=245 ID=1 PROTO=TCP SPT=40000 DPT=${port} WINDOW=1024 RES=0x00 SYN URGP=0`;
  const begin = Date.parse("2026-06-01T00:00:00Z");
  return Array.from({ length: 30 }, (_, day) => {
    const count = day === 20 ? 40 : 4;
    const knocks = Array.from({ length: count }, (_, at) =>
      line(begin + day * 24 * hourMs + (at * 24 * hourMs) / count, `10.${day}.0.${at}`, 1433),
    );
    const scan = Array.from({ length: 12 }, (_, port) =>
      line(begin + 14.5 * 24 * hourMs + port * 1000, "10.99.0.1", 1 + port),
    );
    return day === 14 ? [...knocks.slice(0, 3), ...scan, ...knocks.slice(3)] : knocks;
  }).flat();
}

test("missing names are found where that is asked for, and what DNS does not answer is told", async (t) => {
  const named = zone({ "9.113.0.203.in-addr.arpa": [ptr("dsl.example.net")] });
  const server = await startDnsServer(t, (question) => (question.name.startsWith("7.") ? "silence" : named(question)));
  const folder = temporaryFolder(t);
  const journal = openJournal(dataDir(folder));
  const sources = ["203.0.113.9", "203.0.113.7", "203.0.113.5", "10.0.0.1"];
  const knocks = sources.map((source) => probe(noon - hourMs, { source }));
  journal.commit(passOf(eventItems(knocks), { scrapedAtMs: noon }));
  journal.close();
  const routers = [{ name: "home", family: "netgear", url: "http://192.168.1.1" }];
  const dns = { servers: [server.address], never: ["10.0.0.0/8"], timeout_ms: 500 };
  const config = writeConfig(folder, { routers, enrich: { dns } });
  const asking = { env: { WHOS_KNOCKING_ENRICH_DNS_ENABLED: "true" } };
  const { stdout, stderr } = await runToEnd(t, ["report", "--config", config, "--format", "json", "--resolve"], asking);
  assert.match(stdout, /^\{/, stderr);
  const { domains, sources: rows } = JSON.parse(stdout);
  assert.deepEqual(
    domains.map(({ key, count }: { key: string; count: number }) => [key, count]),
    [
      ["UNKNOWN", 3],
      ["example.net", 1],
    ],
  );
  assert.equal(rows.find(({ key }: { key: string }) => key === "203.0.113.9").name, "dsl.example.net");
  assert.equal(stderr, "DNS gave no answer about 1 source, which counts as UNKNOWN\n");
  assert.deepEqual(
    server.asked.filter((name) => name.startsWith("1.0.0.10.in-addr")),
    [],
  );

  const refused = await runToEnd(t, ["report", "--config", config, "--resolve"]);
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /enrich.dns.enabled is false/);
});

const mistakes: readonly (readonly [readonly string[], RegExp])[] = [
  [["--format", "pdf"], /--format: "pdf" – one of text, json, html, csv/],
  [["--format", "jsom"], /did you mean "json"/],
  [["--top", "0"], /--top: "0" – a whole number from 1 to/],
  [["--since", "yesterday"], /--since: "yesterday" – a time such as/],
  [["--since", "2026-11-20", "--until", "2026-11-19"], /--until: "2026-11-19" – a time after "2026-11-20"/],
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
