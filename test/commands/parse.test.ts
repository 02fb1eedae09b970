import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { temporaryFolder } from "../support/folder.ts";
import { runToEnd, startProgram } from "../support/program.ts";

const knock =
  "DROP IN=eth0 OUT= SRC=203.0.113.9 DST=198.51.100.7 LEN=40 PROTO=TCP SPT=4021 DPT=445 WINDOW=1024 RES=0x00 SYN URGP=0";
const options = ["--timezone", "UTC", "--now", "2026-01-10T12:00:00Z"];

describe("parse", () => {
  test("makes a JSON object of each packet, and tells in one line what it made of the log", async (t) => {
    const { code, stdout, stderr } = await runToEnd(t, ["parse", "-", ...options], {
      stdin: `Jan  2 15:04:05 gw kernel: ${knock}\n\n192.168.2.10 login failed\nJan  2 15:04:06 gw sshd[1]: x\n`,
    });
    assert.deepEqual(lines(stdout), [
      {
        time: "2026-01-02T15:04:05.000Z",
        action: "drop",
        direction: "in",
        class: "probe",
        probe: true,
        protocol: "tcp",
        source: "203.0.113.9",
        destination: "198.51.100.7",
        source_port: 4021,
        port: 445,
        tcp_flags: ["syn"],
        interface: "eth0",
        format: "netfilter",
        line: 1,
      },
    ]);
    assert.equal(
      stderr,
      "4 lines: 1 event (1 probe), 1 note, 1 reject (1 unknown line); formats netfilter 1, smc-amit 1; times in UTC; year 2026 assumed, the latest before now\n",
    );
    assert.equal(code, 0);
  });

  test("takes the times for those of this machine's zone where none is named", async (t) => {
    const now = ["--now", "2026-01-10T12:00:00Z"];
    const stdin = `Jan  2 15:04:05 gw kernel: ${knock}\n`;
    const { stdout, stderr } = await runToEnd(t, ["parse", "-", ...now], { stdin, env: { TZ: "Asia/Tokyo" } });
    assert.equal(lines(stdout)[0]?.["time"], "2026-01-02T06:04:05.000Z");
    assert.match(stderr, /times in Asia\/Tokyo/);
  });

  test("gives a class to what came in, and none to what went out", async (t) => {
    const stdin = [
      "Jan  2 15:04:05 gw kernel: ACCEPT IN=br0 OUT=eth0 SRC=192.168.1.5 DST=203.0.113.9 PROTO=TCP SPT=4021 DPT=443 WINDOW=1024 RES=0x00 SYN URGP=0",
      "Jan  2 15:04:05 gw kernel: DROP IN=eth0 OUT= SRC=203.0.113.9 DST=198.51.100.7 PROTO=TCP SPT=443 DPT=51000 WINDOW=1024 RES=0x00 ACK SYN URGP=0",
    ].join("\n");
    const [out, back] = lines((await runToEnd(t, ["parse", "-", ...options], { stdin })).stdout);
    assert.deepEqual([out?.["direction"], out?.["class"], out?.["probe"]], ["out", undefined, false]);
    assert.deepEqual([back?.["direction"], back?.["class"], back?.["probe"]], ["in", "backscatter", false]);
  });

  test("reads the same lines from a file, packed or not, and from standard input", async (t) => {
    const folder = temporaryFolder(t);
    const text = `Jan  2 15:04:05 gw kernel: ${knock}\nJan  2 15:04:06 gw last message repeated 3 times\n`;
    const [plain, packed] = [join(folder, "plain"), join(folder, "packed.log")];
    writeFileSync(plain, text);
    // Two members, as logrotate and cat make them.
    writeFileSync(packed, Buffer.concat([gzipSync(text.slice(0, 100)), gzipSync(text.slice(100))]));
    const ways = [
      ["parse", plain],
      ["parse", packed],
      ["parse", "-"],
    ];
    const results = await Promise.all(ways.map((way) => runToEnd(t, [...way, ...options], { stdin: text })));
    assert.equal(lines(results[0]?.stdout ?? "").length, 2);
    assert.deepEqual(results, Array(3).fill(results[0]));
    const { child, ended } = startProgram(t, ["parse", "-", ...options]);
    child.stdin.end(gzipSync(text));
    assert.deepEqual(await ended, results[0]);
  });

  test("copes with CR LF, NULs, bytes that are no UTF-8, UTF-16 and a line without an end", async (t) => {
    const line = `Jan  2 15:04:05 gw kernel: ${knock}`;
    const odd = Buffer.concat([
      Buffer.from(`${line}\r\n\0\0\0${line}\0\r\nJan  2 15:04:05 g`),
      Buffer.from([0xe4, 0xff, 0x0a, 0xc3]),
      Buffer.from(`\n${line}`),
    ]);
    const wide = Buffer.from(`\u{feff}${line}\r\n${line}\r\n`, "utf16le");
    const numbers = await Promise.all(
      [odd, wide, Buffer.from(wide).swap16()].map(async (bytes) => {
        const file = join(temporaryFolder(t), "log");
        writeFileSync(file, bytes);
        const { code, stdout } = await runToEnd(t, ["parse", file, ...options]);
        assert.equal(code, 0);
        return lines(stdout).map((event) => event["line"]);
      }),
    );
    assert.deepEqual(numbers, [
      [1, 2, 5],
      [1, 2],
      [1, 2],
    ]);
  });

  test("goes over New Year in both directions", async (t) => {
    const dates = ["Dec 31 23:59:59", "Jan  1 00:00:01", "Jan  2 10:00:00"].map(
      (date) => `${date} gw kernel: ${knock}`,
    );
    const times = ["2025-12-31T23:59:59.000Z", "2026-01-01T00:00:01.000Z", "2026-01-02T10:00:00.000Z"];
    for (const [stdin, expected] of [
      [dates, times],
      [dates.toReversed(), times.toReversed()],
    ] as const) {
      const { stdout, stderr } = await runToEnd(t, ["parse", "-", ...options], { stdin: stdin.join("\n") });
      assert.deepEqual(
        lines(stdout).map(({ time }) => time),
        expected,
      );
      assert.match(stderr, /; years 2025 to 2026 assumed, the latest before now\n$/);
    }
  });

  test("takes the year of lines without one from the file's date, unless --now is given", async (t) => {
    const file = join(temporaryFolder(t), "log");
    writeFileSync(file, `Mar  2 15:04:05 gw kernel: ${knock}\n`);
    const date = new Date("2019-05-01T00:00:00Z");
    utimesSync(file, date, date);
    const [byFile, byNow] = await Promise.all([
      runToEnd(t, ["parse", file, "--timezone", "UTC"]),
      runToEnd(t, ["parse", file, ...options]),
    ]);
    assert.deepEqual(
      [byFile, byNow].map(({ stdout }) => lines(stdout)[0]?.["time"]),
      ["2019-03-02T15:04:05.000Z", "2025-03-02T15:04:05.000Z"],
    );
    assert.match(byFile.stderr, /year 2019 assumed, the latest before the file's date/);
  });

  test("reads the clock in the zone that is told", async (t) => {
    const stdin = `2026-01-02 15:04:05 gw kernel: ${knock}\nJul  2 15:04:05 gw kernel: ${knock}\n`;
    const { stdout } = await runToEnd(t, ["parse", "-", "--timezone", "Europe/Berlin", "--now", "2026-01-10"], {
      stdin,
    });
    assert.deepEqual(
      lines(stdout).map(({ time }) => time),
      ["2026-01-02T14:04:05.000Z", "2025-07-02T13:04:05.000Z"],
    );
  });

  test("takes only lines of the format that is asked for, and writes the others to a file with the reason", async (t) => {
    const rejects = join(temporaryFolder(t), "rejects.ndjson");
    const amit = "Unrecognized access from 203.0.113.9:137 to UDP port 137";
    const stdin = `${amit}\nJan  2 15:04:05 gw kernel: ${knock}\r\n${amit.replace("203.0.113.9", "203.0.*.*")}\n${"x".repeat(70_000)}\n${amit}`;
    const args = ["parse", "-", "--format", "smc-amit", "--rejects", rejects, ...options];
    const { code, stdout, stderr } = await runToEnd(t, args, { stdin });
    assert.deepEqual(
      lines(stdout).map(({ line, time }) => [line, time]),
      [
        [1, undefined],
        [5, undefined],
      ],
    );
    assert.deepEqual(lines(readFileSync(rejects, "utf8")), [
      { line: 2, reason: "unknown line", text: `Jan  2 15:04:05 gw kernel: ${knock}` },
      { line: 3, reason: "masked address", text: "Unrecognized access from 203.0.*.*:137 to UDP port 137" },
      { line: 4, reason: "line too long", text: "x".repeat(1000) },
    ]);
    assert.match(
      stderr,
      /^5 lines: 2 events \(2 probes\), 0 notes, 3 rejects \(1 unknown line, 1 masked address, 1 line too long\);/,
    );
    assert.equal(code, 0);
  });

  test("of an empty log says so", async (t) => {
    assert.deepEqual(await runToEnd(t, ["parse", "-", "--timezone", "UTC"]), {
      code: 0,
      stdout: "",
      stderr: "0 lines: 0 events (0 probes), 0 notes, 0 rejects; no format fits; times in UTC\n",
    });
  });

  test("of a packed log that was cut off gives what there is, and fails", async (t) => {
    const file = join(temporaryFolder(t), "log.gz");
    const many = Array.from(
      { length: 5000 },
      (_, port) => `Jan  2 15:04:05 gw kernel: ${knock.replace("4021", String(port))}`,
    );
    const packed = gzipSync(many.join("\n"));
    writeFileSync(file, packed.subarray(0, packed.length / 2));
    const { code, stdout, stderr } = await runToEnd(t, ["parse", file, ...options]);
    assert.equal(code, 1);
    assert.ok(lines(stdout).length > 500);
    assert.match(
      stderr,
      /^\d+ lines: .*\nthe packed log is damaged or was cut off .*; all but the last lines before that was read\n$/,
    );
  });

  test("stops at once when it is asked to, in the middle of a pipe, and tells what it has read", async (t) => {
    const { child, ended, seen } = startProgram(t, ["parse", "-", ...options]);
    child.stdin.write(`Jan  2 15:04:05 gw kernel: ${knock}\n`);
    await seen("stdout", /"port":445/);
    child.kill("SIGINT");
    const { stderr } = await ended;
    assert.match(stderr, /^1 line: 1 event /);
  });

  test("holds no more than a piece of a log that is larger than its memory", async (t) => {
    const { child, ended, seen } = startProgram(t, ["parse", "-", ...options], {
      env: { NODE_OPTIONS: "--max-old-space-size=48" },
    });
    const block = `${`2026-01-02T15:04:05Z gw sshd[1]: ${"x".repeat(200)}\n`.repeat(4000)}`;
    for (let blocks = 0; blocks < 60; blocks += 1) {
      if (!child.stdin.write(block)) await new Promise((resolve) => child.stdin.once("drain", resolve));
    }
    child.stdin.end(`Jan  2 15:04:05 gw kernel: ${knock}\n`);
    await seen("stderr", /^240001 lines: 1 event/);
    assert.equal((await ended).code, 0);
  });
});

const misuses: readonly (readonly [readonly string[], number, RegExp])[] = [
  [[], 2, /^FILE: missing – the log to read, or - for standard input\n$/],
  [["-", "--format", "ufww"], 2, /^--format: "ufww" – auto or one of .*\bufw, .*\n$/],
  [
    ["-", "--timezone", "Europe/Berln"],
    2,
    /^--timezone: "Europe\/Berln" – a time zone .*; did you mean "Europe\/Berlin"\?\n$/,
  ],
  [["-", "--now", "yesterday"], 2, /^--now: "yesterday" – a time such as 2026-11-23T12:00:00Z or 2026-11-23\n$/],
  [["no-such.log"], 1, /^no-such\.log: there is no such file\n$/],
  [["."], 1, /^\.: is a folder; name a file in it\n$/],
  [["-", "--rejects", "no/such/folder"], 1, /^no\/such\/folder: cannot be written \(.*\)\n$/],
];

for (const [args, code, words] of misuses) {
  test(`parse ${args.join(" ")} ends with ${code} and says why`, async (t) => {
    const ended = await runToEnd(t, ["parse", ...args], { cwd: temporaryFolder(t) });
    assert.deepEqual([ended.code, ended.stdout], [code, ""]);
    assert.match(ended.stderr, words);
  });
}

test("parse says so where the disk is full that its rejects go to", { skip: !existsSync("/dev/full") }, async (t) => {
  const { code, stderr } = await runToEnd(t, ["parse", "-", "--rejects", "/dev/full"], { stdin: "x\n" });
  assert.equal(code, 1);
  assert.match(stderr, /^\/dev\/full: cannot be written \(.*\)$/m);
});

test("parse does not overwrite the log with its rejects", async (t) => {
  const file = join(temporaryFolder(t), "log");
  writeFileSync(file, "x\n");
  const { code, stderr } = await runToEnd(t, ["parse", file, "--rejects", file]);
  assert.deepEqual([code, stderr], [2, `--rejects: ${JSON.stringify(file)} – another file than the log\n`]);
  assert.equal(statSync(file).size, 2);
});

function lines(ndjson: string): readonly Readonly<Record<string, unknown>>[] {
  return ndjson
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}
