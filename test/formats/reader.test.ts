import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { findFormat, formats } from "../../src/formats/index.ts";
import { createLineSplitter } from "../../src/formats/line-splitter.ts";
import { createLineReader, type LineReader, longestLine } from "../../src/formats/reader.ts";
import { createRecognition } from "../../src/formats/recognition.ts";
import { createStampResolver } from "../../src/formats/stamps.ts";
import type { Format, LineReading } from "../../src/model/format.ts";

const nowMs = Date.parse("2026-01-10T12:00:00Z");

describe("a reader", () => {
  test("gives each line its number, its time and what its format understood", () => {
    const reader = autoReader();
    assert.equal(reader.read("  "), undefined);
    assert.deepEqual(reader.read("Jan  2 15:04:05 gw Unrecognized access from 203.0.113.9:4021 to TCP port 445\r"), {
      line: 2,
      text: "Jan  2 15:04:05 gw Unrecognized access from 203.0.113.9:4021 to TCP port 445",
      host: "gw",
      stamp: { kind: "yearless", month: 1, day: 2, timeOfDayMs: 54_245_000 },
      reading: {
        kind: "event",
        event: {
          timeMs: Date.parse("2026-01-02T15:04:05Z"),
          action: "drop",
          direction: "in",
          protocol: "tcp",
          source: "203.0.113.9",
          sourcePort: 4021,
          port: 445,
          count: 1,
          format: "smc-amit",
        },
      },
    });
    assert.equal(reader.lines(), 2);
  });

  test("takes the time of the message before that of the envelope", () => {
    const line =
      "Jan  3 00:00:00 R7000 [DoS Attack: ACK Scan] from source: 192.0.2.1, port 80, Friday, January 02, 2026 18:10:18";
    assert.equal(time(autoReader().read(line)?.reading), "2026-01-02T18:10:18.000Z");
  });

  test("recognises the lines of a file that mixes formats, and counts them", () => {
    const reader = autoReader();
    const kinds = [
      "Unrecognized access from 203.0.113.9:137 to UDP port 137",
      "[DoS Attack: ACK Scan] from source: 192.0.2.1, port 80, Friday, January 02, 2026 18:10:18",
      "Unrecognized access from 203.0.113.9:137 to UDP port 137",
      "192.168.2.10 login successful",
      "Unrecognized access from xxx.xxx.xxx.xxx:137 to UDP port 137",
      "sshd[312]: Accepted publickey",
    ].map((line) => tell(reader.read(line)?.reading));
    assert.deepEqual(kinds, ["smc-amit", "netgear", "smc-amit", "login", "masked address", "unknown line"]);
    assert.deepEqual(Object.fromEntries(reader.formatsUsed()), { "smc-amit": 4, netgear: 1 });
  });

  test("with one format takes no other's lines", () => {
    const reader = createLineReader({ format: formatOf("netgear"), resolver: utcResolver() });
    assert.equal(
      tell(reader.read("Unrecognized access from 203.0.113.9:137 to UDP port 137")?.reading),
      "unknown line",
    );
  });

  test("rejects a line of more than 64 kB unread", () => {
    const line = "Unrecognized access from 203.0.113.9:137 to UDP port 137";
    assert.equal(tell(autoReader().read(line.padEnd(longestLine))?.reading), "smc-amit");
    assert.equal(tell(autoReader().read(line.padEnd(longestLine + 1))?.reading), "line too long");
  });
});

const knock = "kernel: DROP IN=eth0 OUT= SRC=192.0.2.1 DST=192.168.1.2 PROTO=TCP SPT=4021 DPT=445 SYN";

describe("a repeated line", () => {
  test("is an event of its own, with its time, its count and the fields of the line before", () => {
    const [first, second] = events(autoReader(), [
      `Jan  2 15:04:05 gw ${knock}`,
      "Jan  2 15:04:35 gw last message repeated 3 times",
    ]);
    assert.deepEqual(second, { ...first, timeMs: Date.parse("2026-01-02T15:04:35Z"), count: 3 });
  });

  test("repeats the last line of its own host where hosts take turns", () => {
    const found = events(autoReader(), [
      `Jan  2 15:04:05 gw ${knock}`,
      `Jan  2 15:04:06 ap ${knock.replace("445", "23")}`,
      "Jan  2 15:04:35 gw last message repeated 3 times",
      "Jan  2 15:04:36 ap last message repeated 4 times",
    ]);
    assert.deepEqual(
      found.map(({ port, count }) => [port, count]),
      [
        [445, 1],
        [23, 1],
        [445, 3],
        [23, 4],
      ],
    );
  });

  test("that is repeated again still stands for the one before", () => {
    const found = events(autoReader(), [
      `Jan  2 15:04:05 gw ${knock}`,
      "Jan  2 15:04:35 gw last message repeated 3 times",
      "Jan  2 15:06:35 gw last message repeated 7 times",
    ]);
    assert.deepEqual(
      found.map(({ count }) => count),
      [1, 3, 7],
    );
  });

  test("that stood for several packets counts them each time", () => {
    const found = events(autoReader(), [
      "<4>Jan  2 15:04:05 R7000 [DoS attack: SYN Flood] (3) attack packets in last 20 sec from ip [192.0.2.7]",
      "<4>Jan  2 15:04:35 R7000 last message repeated 2 times",
    ]);
    assert.deepEqual(
      found.map(({ count }) => count),
      [3, 6],
    );
  });

  test("that quotes the message (rsyslog) needs no line before", () => {
    const [found] = events(autoReader(), [
      `Jan  2 15:04:35 gw kernel: message repeated 2 times: [ [  203.842973] ${knock.slice(8)}]`,
    ]);
    assert.deepEqual([found?.port, found?.count, found?.timeMs], [445, 2, Date.parse("2026-01-02T15:04:35Z")]);
  });

  test("of a note is a note, of a reject a reject, and of nothing a reject", () => {
    const reader = autoReader();
    const repeat = "Jan  2 15:04:35 gw last message repeated 2 times";
    const lines = [
      repeat,
      "Jan  2 15:04:05 gw 192.168.2.10 login failed",
      repeat,
      "Jan  2 15:04:05 gw sshd[1]: x",
      repeat,
    ];
    assert.deepEqual(
      lines.map((line) => tell(reader.read(line)?.reading)),
      ["repeats a line that is not there", "login_failed", "login_failed", "unknown line", "unknown line"],
    );
  });

  test("is one of at most a thousand hosts that are remembered", () => {
    const reader = autoReader();
    for (let host = 0; host <= 1000; host += 1) reader.read(`Jan  2 15:04:05 gw${host} ${knock}`);
    const repeatOf = (host: string) =>
      tell(reader.read(`Jan  2 15:04:05 ${host} last message repeated 2 times`)?.reading);
    assert.deepEqual(
      [repeatOf("gw0"), repeatOf("gw1"), repeatOf("gw1000")],
      ["repeats a line that is not there", "netfilter", "netfilter"],
    );
  });
});

describe("recognition", () => {
  const says = (id: string, reading: LineReading | undefined): Format => ({ id, title: id, read: () => reading });

  test("prefers any format that understands a line to one that rejects it", () => {
    const recognition = createRecognition([
      says("rejecting", { kind: "reject", reason: "torn" }),
      says("silent", undefined),
      says("reading", { kind: "note", note: "login" }),
    ]);
    assert.equal(tell(recognition.read({ text: "", message: "" })), "login");
    assert.deepEqual([...recognition.used()], [["reading", 1]]);
  });

  test("has the first reject where no format understands a line", () => {
    const rejecting = ["one", "other"].map((reason) => says(reason, { kind: "reject", reason }));
    assert.equal(tell(createRecognition(rejecting).read({ text: "", message: "" })), "one");
  });

  test("asks what is more specific again only where a line has another mark, or was not left alone", () => {
    const asked: string[] = [];
    const note = (text: string): LineReading => ({ kind: "note", note: text });
    const specific: Format = {
      id: "specific",
      title: "specific",
      read: ({ message }) => {
        asked.push(message);
        if (message.startsWith("torn")) return { kind: "reject", reason: "torn" };
        return message.startsWith("mine") ? note("specific") : undefined;
      },
    };
    const general: Format = {
      id: "general",
      title: "general",
      read: ({ message }) => (message === "" ? undefined : note("general")),
      markOf: ({ message }) => message.split(" ")[0],
    };
    const recognition = createRecognition([specific, general], new Map([["general", ["specific"]]]));
    const read = (message: string) => tell(recognition.read({ text: message, message }));
    const readings = ["a 1", "a 2", "a 3", "b 1", "b 2", "mine 1", "a 4", "a 5", "torn 1", "torn 2", "torn 3"].map(
      read,
    );
    assert.deepEqual(readings, [
      ...Array.from({ length: 5 }, () => "general"),
      "specific",
      ...Array.from({ length: 5 }, () => "general"),
    ]);
    // Twice where it is asked in vain for the host's last format first.
    assert.deepEqual(new Set(asked), new Set(["a 1", "b 1", "mine 1", "a 4", "torn 1", "torn 2", "torn 3"]));
  });

  test("knows each host's format, and counts formats in the order of their first line", () => {
    const reader = autoReader();
    const lines = [
      "Jan  2 15:04:05 one filterlog[9]: 4,,,1000,igb0,match,block,in,4,0x0,,64,1,0,none,17,udp,40,203.0.113.9,192.0.2.1,1,2,20",
      "Jan  2 15:04:05 other kernel: DROP IN=eth0 OUT= SRC=203.0.113.9 DST=192.0.2.1 LEN=40 PROTO=UDP SPT=1 DPT=2 LEN=20",
      "Jan  2 15:04:05 other kernel: [UFW BLOCK] IN=eth0 OUT= SRC=203.0.113.9 DST=192.0.2.1 LEN=40 PROTO=UDP SPT=1 DPT=2 LEN=20",
    ];
    const ids = [0, 1, 0, 2, 1, 0, 1, 2].map((at) => tell(reader.read(lines[at] ?? "")?.reading));
    assert.deepEqual(ids, ["filterlog", "netfilter", "filterlog", "ufw", "netfilter", "filterlog", "netfilter", "ufw"]);
    assert.deepEqual(
      [...reader.formatsUsed()],
      [
        ["filterlog", 3],
        ["netfilter", 3],
        ["ufw", 2],
      ],
    );
  });

  test("gives each stream a reader of its own of formats that have heads", () => {
    let started = 0;
    const format: Format = {
      ...says("stateless", undefined),
      start: () => says(`reader-${++started}`, { kind: "note", note: "x" }),
    };
    const used = [1, 2].map(() => {
      const recognition = createRecognition([format]);
      recognition.read({ text: "", message: "" });
      return [...recognition.used().keys()];
    });
    assert.deepEqual(used, [["reader-1"], ["reader-2"]]);
  });
});

describe("a splitter", () => {
  test("makes the same lines of any pieces", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...piecesOfText)), fc.nat(6), (parts, size) => {
        const text = parts.join("");
        const pieces = size === 0 ? [text] : (text.match(new RegExp(`[^]{1,${size}}`, "g")) ?? []);
        const expected = text.split("\n");
        if (expected.at(-1) === "") expected.pop();
        assert.deepEqual(
          split(pieces, 200),
          expected.map((line) => line.replace(/ +$/, "")),
        );
      }),
    );
  });

  test("keeps of a line that is too long one character more than it may have, and goes on behind it", () => {
    assert.deepEqual(split(["abc", "defgh", "ij\nkl\nmnop", "qrst"], 5), ["abcdef", "kl", "mnopqr"]);
  });

  test("takes the blanks in front of a line feed for nothing, but counts them", () => {
    assert.deepEqual(split(["ab  \nc ", " \n  \nd  "], 5), ["ab", "c", "", "d"]);
    assert.deepEqual(split(["abcd  \nabcd", "  \n"], 5), ["abcd  ", "abcd  "]);
  });

  test("leaves out the NULs that a file which was emptied while it was written begins with", () => {
    assert.deepEqual(split(["\0".repeat(100), "\0\0abc\nd\0e"], 5), ["abc", "d\0e"]);
  });
});

/** Some of them beyond ASCII, and one that is no text at all. */
const piecesOfText = ["a", "bc", "\r\n", "\n", "x\ny", "", " ", "ä", "\u{1f4a9}", "\u{d800}"] as const;

function split(pieces: readonly string[], longest: number): readonly string[] {
  const splitter = createLineSplitter(longest);
  return [...pieces.flatMap((piece) => splitter.push(piece)), ...splitter.end()];
}

function autoReader(): LineReader {
  return createLineReader({ format: "auto", resolver: utcResolver() });
}

function utcResolver() {
  return createStampResolver({ timezone: "UTC", nowMs });
}

function formatOf(id: string): Format {
  const format = findFormat(id);
  assert.ok(format !== undefined && formats.includes(format));
  return format;
}

function events(reader: LineReader, lines: readonly string[]) {
  return lines.map((line) => {
    const reading = reader.read(line)?.reading;
    assert.ok(reading?.kind === "event", line);
    return reading.event;
  });
}

/** The format of an event, the kind of a note, the reason of a reject. */
function tell(reading: LineReading | undefined): string | undefined {
  if (reading?.kind === "event") return reading.event.format;
  return reading?.kind === "note" ? reading.note : reading?.reason;
}

function time(reading: LineReading | undefined): string | undefined {
  return reading?.kind === "event" && reading.event.timeMs !== undefined
    ? new Date(reading.event.timeMs).toISOString()
    : undefined;
}
