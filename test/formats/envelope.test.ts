import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { readEnvelope } from "../../src/formats/envelope.ts";
import type { LineStamp, LogLine } from "../../src/model/format.ts";

/** What is told of a line: its message, host, program and time as `W` wall, `I` instant or `Y` year-less. */
type Told = readonly [message: string, host?: string | null, program?: string | null, time?: string | null];

const cases: readonly (readonly [name: string, line: string, told: Told])[] = [
  // RFC 3164 and what is left out of it
  [
    "time, host and program",
    "Jan 12 15:04:05 gw kernel: DROP IN=eth0",
    ["DROP IN=eth0", "gw", "kernel", "Y 1-12 15:04:05.000"],
  ],
  ["a day padded with a blank", "<134>Jan  2 15:04:05 gw pppd[312]: up", ["up", "gw", "pppd", "Y 1-2 15:04:05.000"]],
  ["a day without its blank", "Jan 2 15:04:05 gw pppd[312]: up", ["up", "gw", "pppd", "Y 1-2 15:04:05.000"]],
  [
    "no host, as ASUS and pfSense write it",
    "<134>Jan  2 15:04:05 filterlog: 5,,,1000",
    ["5,,,1000", null, "filterlog", "Y 1-2 15:04:05.000"],
  ],
  [
    "an address for a host",
    "Jan  2 15:04:05 192.168.1.1 kernel: DROP IN=",
    ["DROP IN=", "192.168.1.1", "kernel", "Y 1-2 15:04:05.000"],
  ],
  [
    "an IPv6 address for a host",
    "Jan  2 15:04:05 2001:db8::1 kernel: x",
    ["x", "2001:db8::1", "kernel", "Y 1-2 15:04:05.000"],
  ],
  [
    "the host twice, as UniFi writes it",
    "Jan  2 15:04:05 UDM UDM [WAN_LOCAL-D-1] DESCR=",
    ["[WAN_LOCAL-D-1] DESCR=", "UDM", null, "Y 1-2 15:04:05.000"],
  ],
  [
    "a relay's address in front of the host",
    "Jan  2 15:04:05 192.0.2.1 gw kernel: x",
    ["x", "gw", "kernel", "Y 1-2 15:04:05.000"],
  ],
  [
    "a relay's time and host in front",
    "Feb  3 14:00:36 box Feb  3 14:00:35 dnsmasq[9]: x",
    ["x", "box", "dnsmasq", "Y 2-3 14:00:36.000"],
  ],
  [
    "the name of an access point with its address and firmware",
    "Jan  2 15:04:05 U7PG2,802aa8aabbcc,v4.0.21: kernel: x",
    ["x", "U7PG2,802aa8aabbcc,v4.0.21", "kernel", "Y 1-2 15:04:05.000"],
  ],
  ["a priority alone", "<4>DROP IN=eth0 OUT=", ["DROP IN=eth0 OUT="]],
  ["a priority and a program", "<30>dnsmasq: started", ["started", null, "dnsmasq"]],
  ["a time alone", "Jan  2 15:04:05", ["", null, null, "Y 1-2 15:04:05.000"]],
  ["a time and a word", "Jan  2 15:04:05 gw", ["gw", null, null, "Y 1-2 15:04:05.000"]],

  // Other times
  [
    "with microseconds and an offset (RFC 3339)",
    "2026-01-02T15:04:05.123456+01:00 gw kernel: x",
    ["x", "gw", "kernel", "I 2026-01-02T14:04:05.123Z"],
  ],
  ["RFC 3339 in UTC", "2026-01-02T15:04:05Z gw kernel: x", ["x", "gw", "kernel", "I 2026-01-02T15:04:05.000Z"]],
  [
    "an offset without its colon, west of Greenwich",
    "2026-01-02T15:04:05-0430 gw kernel: x",
    ["x", "gw", "kernel", "I 2026-01-02T19:34:05.000Z"],
  ],
  [
    "a date with a blank and without an offset",
    "2026-01-02 15:04:05,5 gw kernel: x",
    ["x", "gw", "kernel", "W 2026-01-02T15:04:05.500Z"],
  ],
  ["Astaro", '2026:01:02-15:04:05 fw ulogd[7]: id="2001"', ['id="2001"', "fw", "ulogd", "W 2026-01-02T15:04:05.000Z"]],
  [
    "the year behind the day",
    "<166>Mar 11 2026 08:35:16 fw01 : %ASA-6-106015: Deny",
    ["%ASA-6-106015: Deny", "fw01", null, "W 2026-03-11T08:35:16.000Z"],
  ],
  [
    "the year behind the day, and no host",
    "<166>Mar 11 2026 08:35:16: %ASA-6-106015: Deny",
    ["%ASA-6-106015: Deny", null, null, "W 2026-03-11T08:35:16.000Z"],
  ],
  [
    "the year in front (Verizon G3100)",
    "2026 Jan  8 06:43:02 info kernel:[FW] Drop IN=eth4",
    ["[FW] Drop IN=eth4", null, "kernel", "W 2026-01-08T06:43:02.000Z"],
  ],
  [
    "the year in front (D-Link DFL)",
    "2002 Mar 25 09:50:47 TCP 192.168.1.23:6=>",
    ["TCP 192.168.1.23:6=>", null, null, "W 2002-03-25T09:50:47.000Z"],
  ],
  [
    "ctime and a level (OpenWrt's logread)",
    "Sat Jan  2 15:04:05 2021 kern.warn kernel: [  203.842973] drop wan in: IN=",
    ["drop wan in: IN=", null, "kernel", "W 2021-01-02T15:04:05.000Z"],
  ],
  [
    "ctime and a message (D-Link DI)",
    "Wed Nov 10 19:28:25 2010 ICMP: type 3 code 1 from 192.0.2.35",
    ["ICMP: type 3 code 1 from 192.0.2.35", null, null, "W 2010-11-10T19:28:25.000Z"],
  ],
  [
    "ctime in brackets (dmesg)",
    "[Fri Jan  2 15:04:05 2026] DROP IN=eth0",
    ["DROP IN=eth0", null, null, "W 2026-01-02T15:04:05.000Z"],
  ],
  [
    "the long form of journalctl",
    "Fri 2026-01-02 15:04:05 CET gw kernel: x",
    ["x", "gw", "kernel", "W 2026-01-02T15:04:05.000Z"],
  ],
  [
    "the long form of journalctl in UTC",
    "Fri 2026-01-02 15:04:05 UTC gw kernel: x",
    ["x", "gw", "kernel", "I 2026-01-02T15:04:05.000Z"],
  ],
  ["seconds since 1970", "1767366245.25 gw kernel: x", ["x", "gw", "kernel", "I 2026-01-02T15:04:05.250Z"]],
  [
    "Proxmox: machine, level and chain in front, and the chain is kept",
    "101 6 tap101i0-IN 02/Jan/2026:15:04:05 +0100 policy DROP: IN=vmbr0",
    ["tap101i0-IN policy DROP: IN=vmbr0", null, null, "I 2026-01-02T14:04:05.000Z"],
  ],
  [
    "Cisco behind a collector: the collector's time holds",
    "<190>May 06 08:35:17 192.0.2.1 30128311[4]: Mar 11 08:35:16.844 CST: %SEC-6-IPACCESSLOGP: list",
    ["%SEC-6-IPACCESSLOGP: list", "192.0.2.1", null, "Y 5-6 08:35:17.000"],
  ],
  [
    "Cisco with a number and a clock that nobody set",
    "000123: *Mar  1 00:00:12.345: %SEC-6-IPACCESSLOGP: list",
    ["%SEC-6-IPACCESSLOGP: list", null, null, "Y 3-1 00:00:12.345"],
  ],
  [
    "the second behind the last, a leap second",
    "Dec 31 23:59:60 gw kernel: x",
    ["x", "gw", "kernel", "Y 12-31 24:00:00.000"],
  ],
  ["a day that does not exist", "2026-02-30 15:04:05 gw kernel: x", ["x", "gw", "kernel"]],
  ["an hour that does not exist", "Jan  2 25:04:05 gw kernel: x", ["x", "gw", "kernel"]],

  // RFC 5424
  [
    "RFC 5424",
    "<134>1 2026-01-02T15:04:05.5Z fw.lan filterlog 92653 - - 6,,,16",
    ["6,,,16", "fw.lan", "filterlog", "I 2026-01-02T15:04:05.500Z"],
  ],
  [
    "RFC 5424 with structured data and a byte order mark",
    '<134>1 2026-01-02T15:04:05Z fw.lan filterlog 9 - [meta sequenceId="1" x="a\\"] ]"][b] \u{feff}6,,,16',
    ["6,,,16", "fw.lan", "filterlog", "I 2026-01-02T15:04:05.000Z"],
  ],
  ["RFC 5424 with nothing known", "<134>1 - - - - - - DROP IN=eth0", ["DROP IN=eth0"]],
  [
    "RFC 5424 without its priority",
    "1 2026-01-02T15:04:05Z gw kernel - - - [  203.842973] DROP IN=",
    ["DROP IN=", "gw", "kernel", "I 2026-01-02T15:04:05.000Z"],
  ],
  [
    "RFC 5424 without priority and version",
    "2026-01-02T15:04:05Z gw filterlog 9 - - 6,,,16",
    ["6,,,16", "gw", "filterlog", "I 2026-01-02T15:04:05.000Z"],
  ],
  [
    "structured data that does not end is none",
    '<134>1 2026-01-02T15:04:05Z gw a 9 - [meta x="1',
    ['1 2026-01-02T15:04:05Z gw a 9 - [meta x="1'],
  ],

  // Levels, programs and the kernel's clock
  [
    "a level behind the host (Tomato, DD-WRT)",
    "Jan  2 15:04:05 unknown kern.warn kernel: DROP IN=vlan2",
    ["DROP IN=vlan2", "unknown", "kernel", "Y 1-2 15:04:05.000"],
  ],
  ["a level and no host", "Jan  2 15:04:05 daemon.info dnsmasq[9]: x", ["x", null, "dnsmasq", "Y 1-2 15:04:05.000"]],
  [
    "the kernel's clock with its thread",
    "Jan  2 15:04:05 gw kernel: [  203.842973][    T7] DROP IN=",
    ["DROP IN=", "gw", "kernel", "Y 1-2 15:04:05.000"],
  ],
  ["the kernel's clock alone", "[50028442.088484] IN=enp1s0 OUT=", ["IN=enp1s0 OUT="]],
  [
    "the kernel behind a program",
    "Jan  2 15:04:05 gw: kernel: DROP IN=",
    ["DROP IN=", "gw", "kernel", "Y 1-2 15:04:05.000"],
  ],
  [
    "the kernel's name in what a program says",
    "Jan  2 15:04:05 gw dnsmasq[412]: kernel: DROP IN=",
    ["kernel: DROP IN=", "gw", "dnsmasq", "Y 1-2 15:04:05.000"],
  ],
  ["the kernel and no time", "kernel: ipfw: 65000 Deny TCP", ["ipfw: 65000 Deny TCP", null, "kernel"]],
  ["a process id and no time", "filterlog[123]: 5,,,1000", ["5,,,1000", null, "filterlog"]],

  // Words that are none of these
  [
    "the prefix of a rule is no program",
    "Jan  2 15:04:05 gw drop all: IN=eth0",
    ["drop all: IN=eth0", "gw", null, "Y 1-2 15:04:05.000"],
  ],
  [
    "one word of a prefix neither",
    "Jan  2 15:04:05 gw knock: IN=eth0",
    ["knock: IN=eth0", "gw", null, "Y 1-2 15:04:05.000"],
  ],
  [
    "nor a prefix in capitals without a host",
    "Jan  2 15:04:05 DROP: IN=eth0",
    ["DROP: IN=eth0", null, null, "Y 1-2 15:04:05.000"],
  ],
  [
    "nor a chain of RouterOS",
    "Jan  2 15:04:05 MikroTik input: in:ether1 out:",
    ["input: in:ether1 out:", "MikroTik", null, "Y 1-2 15:04:05.000"],
  ],
  [
    "nor topics of RouterOS a host",
    "Jan  2 15:04:05 firewall,info input: in:ether1",
    ["firewall,info input: in:ether1", null, null, "Y 1-2 15:04:05.000"],
  ],
  ["CEF is no program", "Jan  2 15:04:05 UDM CEF: 0|Ubiquiti", ["CEF: 0|Ubiquiti", "UDM", null, "Y 1-2 15:04:05.000"]],
  [
    "a host in small letters in front of a sentence",
    "Apr 10 04:13:25 router Unrecognized attempt blocked",
    ["Unrecognized attempt blocked", "router", null, "Y 4-10 04:13:25.000"],
  ],
  [
    "a host with a digit",
    "Apr 10 04:13:25 DI604 Unrecognized attempt blocked",
    ["Unrecognized attempt blocked", "DI604", null, "Y 4-10 04:13:25.000"],
  ],
  [
    "a sentence without a host",
    "Mar 15 15:37:34 Port Scan Attack Detect (ip=192.0.2.1)",
    ["Port Scan Attack Detect (ip=192.0.2.1)", null, null, "Y 3-15 15:37:34.000"],
  ],
  [
    "a sentence that begins with a hyphenated word",
    "Mar 15 15:37:34 Per-source ACK Flood Attack",
    ["Per-source ACK Flood Attack", null, null, "Y 3-15 15:37:34.000"],
  ],
  [
    "a repetition behind a host",
    "Apr 10 04:13:32 di604 last message repeated 2 times",
    ["last message repeated 2 times", "di604", null, "Y 4-10 04:13:32.000"],
  ],
  [
    "a repetition without a host",
    "Apr 10 04:13:32 last message repeated 2 times",
    ["last message repeated 2 times", null, null, "Y 4-10 04:13:32.000"],
  ],
  [
    "a pair of key and value is no host",
    "Jan  2 15:04:05 id=firewall sn=0017",
    ["id=firewall sn=0017", null, null, "Y 1-2 15:04:05.000"],
  ],
  [
    "no envelope: a line of another grammar",
    "10/06/2009  23:06:22 **Smurf** 192.0.2.1",
    ["10/06/2009  23:06:22 **Smurf** 192.0.2.1"],
  ],
  [
    "no envelope: a bracket that is no time",
    "[DoS Attack: ACK Scan] from source: 192.0.2.1",
    ["[DoS Attack: ACK Scan] from source: 192.0.2.1"],
  ],
  ["no envelope: a prefix that the owner chose", "Log-WAN-probes: IN=wan0 OUT=", ["Log-WAN-probes: IN=wan0 OUT="]],
  ["nothing", "", [""]],

  // Ends and bytes
  ["CR and LF", "Jan  2 15:04:05 gw kernel: x\r\n", ["x", "gw", "kernel", "Y 1-2 15:04:05.000"]],
  [
    "^M ^J in letters (D-Link DI-604)",
    "Jan  2 15:04:05 gw kernel: x^M ^J",
    ["x", "gw", "kernel", "Y 1-2 15:04:05.000"],
  ],
  ["#015 in letters (rsyslog)", "Jan  2 15:04:05 gw kernel: x#015#012", ["x", "gw", "kernel", "Y 1-2 15:04:05.000"]],
  ["NULs around", "\0\0\0Jan  2 15:04:05 gw kernel: x\0", ["x", "gw", "kernel", "Y 1-2 15:04:05.000"]],
  ["a byte order mark", "\u{feff}Jan  2 15:04:05 gw kernel: x", ["x", "gw", "kernel", "Y 1-2 15:04:05.000"]],
  [
    "bytes that were no UTF-8",
    "Jan  2 15:04:05 gw kernel: \u{fffd}\u{fffd} x",
    ["\u{fffd}\u{fffd} x", "gw", "kernel", "Y 1-2 15:04:05.000"],
  ],
];

describe("an envelope", () => {
  for (const [name, line, told] of cases) {
    test(`${name}: ${JSON.stringify(line)}`, () => {
      const [message, host = null, program = null, time = null] = told;
      assert.deepEqual(tell(readEnvelope(line)), [message, host, program, time]);
    });
  }
});

test("the text is the whole line without its end", () => {
  assert.equal(readEnvelope("<4>Jan  2 15:04:05 gw kernel: x \r\n").text, "<4>Jan  2 15:04:05 gw kernel: x");
});

test("whatever a line is, its message is an end of its text", () => {
  const pieces = fc.array(fc.oneof(fc.constantFrom(...cases.map(([, line]) => line)), fc.string({ unit: "binary" })));
  fc.assert(
    fc.property(pieces, fc.nat(200), (some, cut) => {
      const { text, message } = readEnvelope(some.join("").slice(cut));
      assert.ok(text.endsWith(message) || /^\d+ \d+ /.test(text));
    }),
    { numRuns: 2000 },
  );
});

test("a head that was seen before is read like one that was not, whatever message follows", () => {
  const heads: readonly ((host: string) => string)[] = [
    (host) => `Jan  2 15:04:05 ${host} kernel: `,
    (host) => `Jan  2 15:04:05 ${host} kernel:`,
    (host) => `Jan  2 15:04:05 ${host}  kernel:   `,
    (host) => `Jan  2 15:04:05 ${host} pppd[312]: `,
    (host) => `Jan  2 15:04:05 ${host} pppd: `,
    (host) => `Jan  2 15:04:05 192.0.2.1 ${host} kernel: `,
    (host) => `Jan  2 15:04:05 ${host} ${host} kernel: `,
    (host) => `Jan  2 15:04:05 ${host} kern.warn kernel: `,
    (host) => `Jan  2 15:04:05 ${host} Jan  2 15:04:04 ${host} filterlog[9]: `,
    (host) => `2026-01-02T15:04:05Z ${host} kernel: `,
  ];
  const messages = cases
    .map(([, line]) => line)
    .concat("%ASA-6-1: x", "kernel: x", "k", " x", "IN=eth0", "in: x", "[a] b");
  const known = "h00000";
  let hosts = 0;
  for (const head of heads) {
    for (const message of messages) {
      for (const before of ["x", "[    1.000000] x", "kx", "%x", `${message.slice(0, 1)}x`]) {
        readEnvelope(head(known) + before);
        const again = readEnvelope(head(known) + message);
        hosts += 1;
        const fresh = `h${String(hosts).padStart(5, "0")}`;
        const first = readEnvelope(head(fresh) + message);
        assert.deepEqual(JSON.parse(JSON.stringify(again).replaceAll(known, fresh)), JSON.parse(JSON.stringify(first)));
      }
    }
  }
});

function tell({ message, host, program, stamp }: LogLine): readonly (string | null)[] {
  return [message, host ?? null, program ?? null, stamp === undefined ? null : tellStamp(stamp)];
}

function tellStamp(stamp: LineStamp): string {
  if (stamp.kind === "instant") return `I ${new Date(stamp.timeMs).toISOString()}`;
  if (stamp.kind === "wall") return `W ${new Date(stamp.wallMs).toISOString()}`;
  const seconds = stamp.timeOfDayMs / 1000;
  const fields = [seconds / 3600, (seconds / 60) % 60].map((field) => String(Math.floor(field)).padStart(2, "0"));
  return `Y ${stamp.month}-${stamp.day} ${fields.join(":")}:${(seconds % 60).toFixed(3).padStart(6, "0")}`;
}
