import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, type TestContext, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { openJournal } from "../../src/journal/open.ts";
import type { JournalEvent } from "../../src/model/event.ts";
import { publicAddress } from "../../src/routers/simulator/address.ts";
import { createRandom } from "../../src/routers/simulator/random.ts";
import { eventItems, passOf, probe } from "../support/events.ts";
import { temporaryFolder } from "../support/folder.ts";
import { programFile, runToEnd, startProgram } from "../support/program.ts";

const hourMs = 3_600_000;
/** DShield takes what is at most a year old. */
const yesterday = Date.now() - 24 * hourMs;
const stranger = publicAddress(createRandom(1));

/** A configuration with a journal that a writer holds, as beside a running bridge. */
function configWith(t: TestContext, events: readonly JournalEvent[]): string {
  const folder = temporaryFolder(t);
  const journal = openJournal(join(folder, "data"));
  t.after(() => journal.close());
  journal.commit(passOf(eventItems(events)));
  const labels = { hostname: "a.example.org", isForwardConfirmed: true, domain: "example.org", tld: "org" };
  journal.labels.keep([{ address: stranger, kind: "name", labels, foundMs: yesterday, dueMs: yesterday + hourMs }]);
  const file = join(folder, "whos-knocking.yaml");
  writeFileSync(
    file,
    `data_dir: ${join(folder, "data")}\nrouters: [{name: home, family: netgear, url: "http://192.168.1.1"}]\n`,
  );
  return file;
}

const events = [
  probe(yesterday, { source: stranger, destination: "198.51.100.1", interface: "=eth0", count: 2 }),
  probe(yesterday + hourMs, { source: stranger, class: "admitted", action: "accept", port: 22 }),
  probe(yesterday + 2 * hourMs, { source: "192.168.1.5", port: 23 }),
];

describe("export, beside a running bridge,", () => {
  test("writes probes as JSON lines, with the service that has the port and what was found out of the source", async (t) => {
    const config = configWith(t, events);
    const { code, stdout, stderr } = await runToEnd(t, ["export", "--config", config]);
    assert.deepEqual([code, stderr], [0, ""]);
    const [first, second, end] = stdout.split("\n");
    const { service, hostname, domain, country } = JSON.parse(first ?? "");
    assert.deepEqual([service, hostname, domain], ["microsoft-ds", "a.example.org", "example.org"]);
    assert.match(country, /^[A-Z]{2}$/);
    assert.equal(JSON.parse(second ?? "").service, "telnet");
    assert.equal(end, "");
  });

  test("writes a table, whose rows end as RFC 4180 has it", async (t) => {
    const config = configWith(t, events);
    const { code, stdout, stderr } = await runToEnd(t, ["export", "--config", config, "--format", "csv", "--admitted"]);
    assert.deepEqual([code, stderr], [0, ""]);
    const rows = stdout.split("\r\n");
    assert.equal(rows.length, 5);
    assert.match(rows[0] ?? "", /^time,time_from,/);
    assert.match(rows[1] ?? "", /,198\.51\.100\.1,40000,445,,,,2,'=eth0,,test,home-/);
  });

  test("writes documents for Elasticsearch, with the maker of the router", async (t) => {
    const config = configWith(t, events);
    const { stdout } = await runToEnd(t, ["export", "--config", config, "--format", "ecs", "--until", "23h"]);
    const [line, ...others] = stdout.split("\n");
    assert.deepEqual(others, [""]);
    const { observer, network } = JSON.parse(line ?? "");
    assert.deepEqual(observer, {
      name: "home",
      type: "firewall",
      vendor: "Netgear",
      ingress: { interface: { name: "=eth0" } },
    });
    assert.equal(network.application, "microsoft-ds");
  });

  test("writes what DShield takes, and says what it does not, and that nothing was sent", async (t) => {
    const config = configWith(t, events);
    const args = ["export", "--config", config, "--format", "dshield", "--dshield-user-id", "1234"];
    const { code, stdout, stderr } = await runToEnd(t, args);
    const time = new Date(yesterday).toISOString().slice(0, 19).replace("T", " ");
    assert.equal(stdout, `${time} +00:00\t1234\t2\t${stranger}\t40000\t10.0.0.1\t445\tTCP\t\n`);
    assert.equal(
      stderr,
      "1 line; left out: 1 no public source\n" +
        "nothing was sent; mail it to reports@dshield.org, subject: FORMAT DSHIELD USERID 1234 TZ +00:00 WHOS-KNOCKING 0.1.0\n",
    );
    assert.equal(code, 0);
  });

  test("leaves our own address out where the configuration says so", async (t) => {
    const config = configWith(t, events);
    const env = { WHOS_KNOCKING_PRIVACY_MASK_OWN_ADDRESS: "true" };
    for (const format of ["ndjson", "csv", "ecs", "dshield"]) {
      const { code, stdout } = await runToEnd(t, ["export", "--config", config, "--format", format], { env });
      assert.equal(code, 0);
      assert.ok(stdout.includes(stranger) && !stdout.includes("198.51.100.1"), stdout);
    }
  });
});

test("the demo's probes are invented, and DShield must not get them", async (t) => {
  const cwd = temporaryFolder(t);
  openJournal(join(cwd, "data/demo")).close();
  const { code, stderr } = await runToEnd(t, ["export", "--format", "dshield"], { cwd });
  assert.deepEqual([code, stderr], [0, "0 lines\nthe demo's probes are invented: do not send them to DShield\n"]);
});

const misuses: readonly (readonly [readonly string[], number, string])[] = [
  [["--format", "cvs"], 2, '--format: "cvs" – one of ndjson, csv, ecs, dshield; did you mean "csv"?'],
  [["--format", "ecs", "--gaps"], 2, "--gaps: ecs has no form for gaps – with --format ndjson or csv"],
  [["--format", "dshield", "--gaps"], 2, "--gaps: dshield has no form for gaps – with --format ndjson or csv"],
  [["--format", "dshield", "--admitted"], 2, "--admitted: DShield takes probes alone"],
  [["--dshield-user-id", "7"], 2, "--dshield-user-id: only with --format dshield"],
  [
    ["--format", "dshield", "--dshield-user-id", "me"],
    2,
    '--dshield-user-id: "me" – a whole number from 0 to 4294967295',
  ],
  [["--since", "yesterday"], 2, '--since: "yesterday" – a time such as 2026-11-23T12:00:00Z, 2026-11-23, 24h or 7d'],
  [["--since", "2026-11-24", "--until", "2026-11-23"], 2, '--until: "2026-11-23" – a time after "2026-11-24"'],
  [["--router", "hom"], 2, '--router: "hom" – one that the journal knows: home; did you mean "home"?'],
];

for (const [args, code, words] of misuses) {
  test(`export ${args.join(" ")} ends with ${code} and says why`, async (t) => {
    const ended = await runToEnd(t, ["export", "--config", configWith(t, events), ...args]);
    assert.deepEqual(ended, { code, stdout: "", stderr: `${words}\n` });
  });
}

describe("a journal that is larger than a pipe and the program's memory", () => {
  /** Some 80 MB as documents. */
  const rows = 100_000;
  const folder = mkdtempSync(join(tmpdir(), "whos-knocking-"));
  const args = ["export", "--data-dir", folder];
  before(() => {
    const rule = "WAN in ".repeat(20);
    const journal = openJournal(folder);
    const all = Array.from({ length: rows }, (_, n) => probe(yesterday - n * 60_000, { rule }));
    for (let from = 0; from < rows; from += 5000) journal.commit(passOf(eventItems(all.slice(from, from + 5000))));
    journal.close();
  });
  after(() => rmSync(folder, { recursive: true }));

  test("reaches a reader who is slow", async (t) => {
    const env = { NODE_OPTIONS: "--max-old-space-size=40" };
    const { child, ended } = startProgram(t, [...args, "--format", "ecs"], { env });
    child.stdout.pause();
    // Long enough to make all rows, were they made while nobody takes them.
    setTimeout(() => child.stdout.resume(), 5000);
    const { code, stdout, stderr } = await ended;
    assert.deepEqual([code, stderr, stdout.match(/\n/g)?.length], [0, "", rows]);
  });

  test("is let go of when the reader has gone", async (t) => {
    const { child, ended, seen } = startProgram(t, args);
    await seen("stdout", /\n/);
    child.stdout.destroy();
    const { code, stderr } = await ended;
    assert.deepEqual([code, stderr], [0, ""]);
  });

  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    test(`is let go of at ${signal}, also while the reader takes nothing`, async (t) => {
      const { child, ended, seen } = startProgram(t, args);
      await seen("stdout", /\n/);
      child.stdout.pause();
      child.kill(signal);
      child.once("exit", () => child.stdout.resume());
      const { code, stdout, stderr } = await ended;
      assert.deepEqual([code, stderr], [1, ""]);
      assert.ok((stdout.match(/\n/g)?.length ?? 0) < rows);
    });
  }

  test("is let go of at SIGINT, also while it goes into a file", async (t) => {
    const file = join(temporaryFolder(t), "rows");
    const into = openSync(file, "w");
    const child = spawn(process.execPath, [programFile, ...args], { stdio: ["ignore", into, "inherit"] });
    closeSync(into);
    while (statSync(file).size === 0) await setImmediate();
    child.kill("SIGINT");
    const [code] = await once(child, "exit");
    assert.equal(code, 1);
    assert.ok(readFileSync(file, "utf8").split("\n").length < rows);
  });
});

test("a full disk is told, and is a failure", { skip: !existsSync("/dev/full") && "there is no /dev/full" }, (t) => {
  const full = openSync("/dev/full", "w");
  t.after(() => closeSync(full));
  const args = ["export", "--config", configWith(t, events)];
  const { status, stderr } = spawnSync(process.execPath, [programFile, ...args], {
    stdio: ["ignore", full, "pipe"],
    encoding: "utf8",
  });
  assert.equal(status, 1);
  assert.match(stderr, /^standard output cannot be written \(ENOSPC: .*\)\n$/);
});
