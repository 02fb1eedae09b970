import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { existsSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { openJournal, readJournal } from "../../src/journal/open.ts";
import { writeNetfilterLog } from "../bench/generated-log.ts";
import { eventItems, passOf, probe } from "../support/events.ts";
import { temporaryFolder } from "../support/folder.ts";
import { type Ended, runToEnd, startProgram } from "../support/program.ts";

const mails = "../shared/samples/netgear/go-netgearlogs-log.txt";

/** A folder with a configuration of two routers. */
function household(t: TestContext, more = ""): string {
  const folder = temporaryFolder(t);
  const router = (name: string) =>
    `  - {name: ${name}, family: netgear, url: "http://127.0.0.1:9", timezone: Europe/Berlin}\n`;
  writeFileSync(
    join(folder, "whos-knocking.yaml"),
    `data_dir: data\n${more}routers:\n${router("home")}${router("attic")}`,
  );
  return folder;
}

function run(t: TestContext, cwd: string, args: readonly string[], stdin = ""): Promise<Ended> {
  return runToEnd(t, ["import", "--router", "home", ...args], { cwd, stdin });
}

/** What the journal of a folder holds of `home`: time in UTC and port of each probe, in order of time. */
function held(cwd: string): readonly string[] {
  const journal = readJournal(join(cwd, "data"));
  try {
    return [...journal.records({ routers: ["home"], kinds: new Set(["probe"]) })]
      .flatMap((record) =>
        record.kind === "event"
          ? [`${new Date(record.event.timeMs).toISOString().slice(5, 19)} ${record.event.port}`]
          : [],
      )
      .toSorted();
  } finally {
    journal.close();
  }
}

function knock(stamp: string, port = 445): string {
  return `${stamp} gw kernel: DROP IN=ppp0 OUT= SRC=203.0.113.9 DST=198.51.100.7 LEN=40 PROTO=TCP SPT=4021 DPT=${port} WINDOW=1024 RES=0x00 SYN URGP=0\n`;
}

function fileIn(folder: string, name: string, text: string | Buffer, date: string): string {
  writeFileSync(join(folder, name), text);
  utimesSync(join(folder, name), Date.parse(date) / 1000, Date.parse(date) / 1000);
  return name;
}

describe("import", () => {
  test("brings a log into the journal and tells what became of its lines", async (t) => {
    const cwd = household(t);
    const text = `${knock("Nov  2 12:00:00")}what is this\n${knock("Nov  2 12:00:01", 22)}192.168.2.10 login failed\n`;
    const file = fileIn(cwd, "kern.log", text, "2026-11-03T00:00:00Z");
    const { code, stdout, stderr } = await run(t, cwd, [file]);
    assert.equal(code, 0);
    assert.equal(stdout, "");
    assert.deepEqual(stderr.trimEnd().split("\n"), [
      "home: 2 new probes from 4 lines",
      "  events  2: 2 new",
      "  period  2026-11-02T11:00:00Z to 2026-11-02T11:00:01Z",
      "  notes   1",
      "  formats netfilter 2, smc-amit 1",
      "  times   in Europe/Berlin",
      "  year    kern.log: 2026, the latest before the file's date",
      "  rejects 1",
      "    1 unknown line",
      "      kern.log:2: what is this",
    ]);
    assert.deepEqual(held(cwd), ["11-02T11:00:00 445", "11-02T11:00:01 22"]);
  });

  test("reads a log that comes through a named pipe", async (t) => {
    const cwd = household(t);
    const pipe = join(cwd, "pipe");
    execFileSync("mkfifo", [pipe]);
    const writer = spawn("sh", ["-c", `printf %s "$0" >pipe`, knock("Nov  2 12:00:00")], { cwd });
    t.after(() => writer.kill("SIGKILL"));
    const { code, stderr } = await run(t, cwd, [pipe, "--now", "2026-11-03"]);
    assert.equal(code, 0, stderr);
    assert.deepEqual(held(cwd), ["11-02T11:00:00 445"]);
  });

  test("stops when it is asked to, also while it waits for a pipe that says nothing", async (t) => {
    const cwd = household(t);
    execFileSync("mkfifo", [join(cwd, "pipe")]);
    for (const silent of ["-", "pipe"]) {
      const program = startProgram(t, ["import", "--router", "home", silent], { cwd });
      const isOpen = () => existsSync(join(cwd, "data/journal.sqlite-wal"));
      while (!isOpen()) await sleep(20);
      // Long enough for its threads to begin to read.
      await sleep(500);
      program.child.kill("SIGINT");
      const { code, stderr } = await program.ended;
      assert.equal(code, 1);
      assert.match(stderr, /^interrupted: /);
      rmSync(join(cwd, "data"), { recursive: true });
    }
  });

  test("refuses to read standard input twice", async (t) => {
    const { code, stderr } = await run(t, household(t), ["-", "-"]);
    assert.equal(code, 2);
    assert.match(stderr, /standard input can be read once/);
  });

  test("adds nothing when it comes again, plain or packed, from a file or from standard input", async (t) => {
    const cwd = household(t);
    const text = Array.from({ length: 30 }, (_, at) => knock(`Nov  2 12:00:${String(at).padStart(2, "0")}`)).join("");
    const plain = fileIn(cwd, "plain", text, "2026-11-03T00:00:00Z");
    const packed = fileIn(cwd, "packed.gz", gzipSync(text), "2026-11-03T00:00:00Z");
    assert.match((await run(t, cwd, [plain])).stderr, /30 new/);
    assert.match((await run(t, cwd, [packed])).stderr, /0 new, 30 known already/);
    assert.match((await run(t, cwd, ["-", "--year", "2026"], text)).stderr, /0 new, 30 known already/);
    assert.match((await run(t, cwd, [plain, packed])).stderr, /0 new, 60 known already/);
    assert.equal(held(cwd).length, 30);
  });

  test("reads a rotated pair as one log, in any order, over New Year", async (t) => {
    const cwd = household(t);
    const older = knock("Dec 31 23:59:58") + knock("Dec 31 23:59:59") + knock("Dec 31 23:59:59");
    const newer = knock("Dec 31 23:59:59") + knock("Jan  1 00:00:00");
    const files = [
      fileIn(cwd, "kern.log", newer, "2026-01-01T10:00:00Z"),
      fileIn(cwd, "kern.log.1.gz", gzipSync(older), "2026-01-01T00:00:00Z"),
    ];
    assert.match((await run(t, cwd, files)).stderr, /^home: 5 new probes/);
    assert.deepEqual(held(cwd), [
      ...["12-31T22:59:58 445", "12-31T22:59:59 445", "12-31T22:59:59 445", "12-31T22:59:59 445"],
      "12-31T23:00:00 445",
    ]);
  });

  test("refuses lines that are journalled under another year, and says which", async (t) => {
    const cwd = household(t);
    const text = knock("Mar  1 12:00:00") + knock("Mar  2 12:00:00");
    assert.equal((await run(t, cwd, [fileIn(cwd, "log", text, "2025-03-03T00:00:00Z")])).code, 0);
    const copied = await run(t, cwd, [fileIn(cwd, "copy", text, "2026-11-03T00:00:00Z")]);
    assert.equal(copied.code, 1);
    assert.match(
      copied.stderr,
      /^copy: its lines, which tell no year, are in the journal already under 2025: --year 2025/,
    );
    assert.match((await run(t, cwd, ["copy", "--year", "2025"])).stderr, /0 new, 2 known already/);
    assert.equal(held(cwd).length, 2);
  });

  test("rejects lines without a time, with that reason", async (t) => {
    const cwd = household(t);
    const { stderr } = await run(t, cwd, ["-"], knock("").trimStart().replace("gw kernel: ", ""));
    assert.match(stderr, /0 new probes from 1 line\n(?:.*\n)* {4}1 no time/);
  });

  test("leaves out what was read live, and older than what is kept", async (t) => {
    const cwd = household(t, "retention: {days: 3000}\n");
    const liveMs = Date.parse("2026-11-02T11:00:00Z");
    const journal = openJournal(join(cwd, "data"));
    journal.commit(passOf(eventItems([probe(liveMs)]), { scrapedAtMs: liveMs + 60_000 }));
    journal.close();
    const text = knock("Nov  2 12:00:30") + knock("Nov  2 12:02:00");
    const { stderr } = await run(t, cwd, [
      fileIn(cwd, "new", text, "2026-11-03T00:00:00Z"),
      fileIn(cwd, "old", knock("Nov  2 12:00:30"), "2003-11-03T00:00:00Z"),
    ]);
    assert.match(stderr, /3: 1 new, 1 left out, because a live reading covered their time, 1 older than what is kept/);
    assert.deepEqual(held(cwd), ["11-02T11:00:00 445", "11-02T11:02:00 445"]);
  });

  test("killed in the middle, the same command brings the rest, and nothing twice", { timeout: 120_000 }, async (t) => {
    const cwd = household(t);
    writeNetfilterLog(join(cwd, "log"), 150_000, 1);
    for (const afterMs of [700, 1100, 1500]) {
      const program = startProgram(t, ["import", "log", "--router", "home"], { cwd });
      const timer = setTimeout(() => program.child.kill("SIGKILL"), afterMs);
      await program.ended;
      clearTimeout(timer);
    }
    assert.equal((await run(t, cwd, ["log"])).code, 0);
    const whole = household(t);
    assert.equal((await runToEnd(t, ["import", join(cwd, "log"), "--router", "home"], { cwd: whole })).code, 0);
    assert.deepEqual(held(cwd), held(whole));
  });

  test("stops at once when asked to, and keeps what it has", { timeout: 60_000 }, async (t) => {
    const cwd = household(t);
    writeNetfilterLog(join(cwd, "log"), 150_000, 1);
    const program = startProgram(t, ["import", "log", "--router", "home"], { cwd });
    while (
      !existsSync(join(cwd, "data", "journal.sqlite-wal")) ||
      statSync(join(cwd, "data", "journal.sqlite-wal")).size < 1e6
    )
      await new Promise((resolve) => setTimeout(resolve, 20));
    program.child.kill("SIGINT");
    const { code, stderr } = await program.ended;
    assert.equal(code, 1);
    assert.equal(stderr, "interrupted: what was imported stays, and the same command goes on from there\n");
    assert.ok(held(cwd).length > 1000);
  });

  test("brings what came before the place where a packed file is damaged, and says so", async (t) => {
    const cwd = household(t);
    const text = Array.from({ length: 5000 }, (_, at) => knock(`Nov  2 12:00:00`, at)).join("");
    fileIn(cwd, "log.gz", gzipSync(text), "2026-11-03T00:00:00Z");
    truncateSync(join(cwd, "log.gz"), statSync(join(cwd, "log.gz")).size - 2000);
    const { code, stderr } = await run(t, cwd, ["log.gz"]);
    assert.equal(code, 1);
    assert.match(stderr, /log\.gz: the packed log is damaged or was cut off/);
    assert.ok(held(cwd).length > 100);
  });

  test("names what is wrong with its arguments before it touches anything", async (t) => {
    const cwd = household(t);
    fileIn(cwd, "log", knock("Nov  2 12:00:00"), "2026-11-03T00:00:00Z");
    const cases: readonly (readonly [readonly string[], number, RegExp])[] = [
      [["--router", "home"], 2, /^FILE: missing/],
      [["log"], 2, /^--router: missing – one of home, attic/],
      [["log", "--router", "hone"], 2, /^--router: "hone" – .*did you mean "home"/],
      [["log", "nothing", "--router", "home"], 1, /^nothing: there is no such file/],
      [["log", "--router", "home", "--year", "26"], 2, /^--year: "26" – a whole number from 1990/],
      [["log", "--router", "home", "--format", "x"], 2, /^--format: "x" – auto or one of/],
      [["log", "--router", "home", "--timezone", "Berlin"], 2, /^--timezone: "Berlin"/],
    ];
    for (const [args, code, pattern] of cases) {
      const ended = await runToEnd(t, ["import", ...args], { cwd });
      assert.deepEqual([ended.code, pattern.test(ended.stderr)], [code, true], ended.stderr);
    }
    assert.equal(existsSync(join(cwd, "data", "journal.sqlite")) && held(cwd).length > 0, false);
  });

  test("says who holds the journal", async (t) => {
    const cwd = household(t);
    fileIn(cwd, "log", knock("Nov  2 12:00:00"), "2026-11-03T00:00:00Z");
    const journal = openJournal(join(cwd, "data"));
    t.after(() => journal.close());
    const { code, stderr } = await run(t, cwd, ["log"]);
    assert.equal(code, 1);
    assert.match(stderr, /is being written by another program/);
  });

  test("tells overlapping mails in one file apart", { skip: !existsSync(mails) && "without the sample" }, async (t) => {
    const cwd = household(t);
    const log = join(process.cwd(), mails);
    assert.match(
      (await run(t, cwd, [log, "--snapshots"])).stderr,
      /^home: 32 new probes .*\n {2}events {2}619: 46 new/,
    );
    assert.match((await run(t, cwd, [log, "--snapshots"])).stderr, /619: 0 new/);
    assert.match((await run(t, household(t), [log])).stderr, /^home: 60 new probes/);
  });
});
