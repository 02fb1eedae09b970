import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { readNetgearLine } from "../../src/formats/netgear.ts";
import type { LogEvent } from "../../src/model/event.ts";

const attack = { action: "drop", direction: "in", count: 1, format: "netgear" } as const;
const wallMs = Date.UTC(2016, 1, 22, 18, 10, 18);
const date = "Monday, February 22, 2016 18:10:18";

const attacks: readonly (readonly [string, LogEvent])[] = [
  [
    "[DoS Attack: SYN/ACK Scan] from source: 192.0.2.1, port 80",
    { ...attack, source: "192.0.2.1", sourcePort: 80, namedScan: "syn_ack", protocol: "tcp" },
  ],
  [
    "[DoS Attack: RST Scan] from source: 192.0.2.1, port 443",
    { ...attack, source: "192.0.2.1", sourcePort: 443, namedScan: "rst", protocol: "tcp" },
  ],
  [
    "[DoS Attack: ACK Scan] from source: 192.0.2.1, port 443",
    { ...attack, source: "192.0.2.1", sourcePort: 443, namedScan: "ack", protocol: "tcp" },
  ],
  [
    "[DoS attack: FIN Scan] (1) attack packets in last 20 sec from ip [192.0.2.1]",
    { ...attack, source: "192.0.2.1", namedScan: "fin", protocol: "tcp" },
  ],
  [
    "[DoS attack: FIN Scan] (17) attack packets in last 20 sec from ip [192.0.2.1]",
    { ...attack, source: "192.0.2.1", namedScan: "fin", protocol: "tcp", count: 17 },
  ],
  [
    "[DoS attack: STORM] (0) attack packets in last 20 sec from ip [192.0.2.1]",
    { ...attack, source: "192.0.2.1", namedScan: "other" },
  ],
  [
    "[DOS attack: UDP Port Scan] attack packets in last 20 sec from ip [192.0.2.1]",
    { ...attack, source: "192.0.2.1", namedScan: "other", protocol: "udp" },
  ],
  [
    "[DoS Attack: TCP/UDP Chargen] from source: 192.0.2.1, port 24584",
    { ...attack, source: "192.0.2.1", sourcePort: 24_584, namedScan: "other" },
  ],
  [
    "[DoS attack: TCP Port Scan] from source: 192.0.2.1:46430",
    { ...attack, source: "192.0.2.1", sourcePort: 46_430, namedScan: "other", protocol: "tcp" },
  ],
  [
    "[DoS attack: NULL Scan] from source: 192.0.2.1:45747",
    { ...attack, source: "192.0.2.1", sourcePort: 45_747, namedScan: "other", protocol: "tcp" },
  ],
  [
    "[DoS attack: TCP SYN Flood] from source: 192.0.2.1:45747",
    { ...attack, source: "192.0.2.1", sourcePort: 45_747, namedScan: "syn", protocol: "tcp" },
  ],
  [
    "[DoS Attack: ICMP Scan] from source: 192.0.2.1",
    { ...attack, source: "192.0.2.1", namedScan: "other", protocol: "icmp" },
  ],
  [
    "[DoS attack: ICMP Scan] from source: 192.0.2.1:0",
    { ...attack, source: "192.0.2.1", namedScan: "other", protocol: "icmp" },
  ],
  [
    "[DoS Attack: ARP Attack] from source: 192.168.1.14",
    { ...attack, source: "192.168.1.14", namedScan: "other", direction: "local" },
  ],
  [
    "[DoS Attack: ACK Scan] from source: 192.168.16.1, port 5000",
    { ...attack, source: "192.168.16.1", sourcePort: 5000, namedScan: "ack", protocol: "tcp", direction: "unknown" },
  ],
  [
    "[DoS Attack: RST Scan] from source: 2001:DB8:0:0::1, port 443",
    { ...attack, source: "2001:db8::1", sourcePort: 443, namedScan: "rst", protocol: "tcp" },
  ],
  [
    "[LAN access from remote] from 192.0.2.1:46589 to 192.168.1.9:8080",
    {
      action: "accept",
      direction: "in",
      source: "192.0.2.1",
      sourcePort: 46_589,
      destination: "192.168.1.9",
      port: 8080,
      count: 1,
      format: "netgear",
    },
  ],
  [
    "[LAN access from remote] from 192.0.2.1:0 to 192.168.1.9:0",
    { action: "accept", direction: "in", source: "192.0.2.1", destination: "192.168.1.9", count: 1, format: "netgear" },
  ],
  [
    "[USB remote access rejected] from 192.0.2.1:46589 to 192.168.1.1:21",
    {
      action: "reject",
      direction: "in",
      source: "192.0.2.1",
      sourcePort: 46_589,
      destination: "192.168.1.1",
      port: 21,
      count: 1,
      format: "netgear",
    },
  ],
];

for (const [line, event] of attacks) {
  test(`"${line}" is an event`, () => {
    const reading = readNetgearLine(`${line}, ${date}`);
    assert.deepEqual(reading.kind === "event" ? reading.event : reading, event);
    assert.equal(reading.wallMs, wallMs);
  });
}

const dates = [
  [", Monday, February 22, 2016 18:10:18", "2016-02-22T18:10:18"],
  [", Wednesday, May 16,2018 08:59:58", "2018-05-16T08:59:58"],
  [", Monday, Apr 26,2021 11:20:24", "2021-04-26T11:20:24"],
  [", Thursday, Sept 30,2021 11:20:24  ", "2021-09-30T11:20:24"],
  [" Wednesday, Sep 30,2026 22:04:15", "2026-09-30T22:04:15"],
  [", Sunday, October 1,1999 4:08:57", "1999-10-01T04:08:57"],
  [", Wednesday, Jan 01,2020 00:07:27", "2020-01-01T00:07:27"],
  ["", undefined],
  [",", undefined],
  [", Tuesday, February 30, 2016 18:10:18", undefined],
  [", Monday, February 22, 2016 24:10:18", undefined],
  [", Monday, February 22, 2016 18:10:60", undefined],
  [", Monday, Brumaire 22, 2016 18:10:18", undefined],
  [", Thursday, Jun 26,981883 09:00:00", undefined],
] as const;

for (const [text, shown] of dates) {
  test(`the router's clock shows ${shown ?? "nothing"} behind a line that ends in ${JSON.stringify(text)}`, () => {
    const reading = readNetgearLine(`[DoS Attack: RST Scan] from source: 192.0.2.1, port 80${text}`);
    assert.equal(reading.kind, "event");
    assert.equal(reading.wallMs, shown === undefined ? undefined : Date.parse(`${shown}Z`));
  });
}

const notes = [
  ["[Time synchronized with NTP server]", "time_synchronized"],
  ["[Initialized, firmware version: V1.0.1.52_1.0.36]", "initialized"],
  ["[Internet connected] IP address: 192.0.2.33,", "internet_connected"],
  ["[Internet disconnected]", "internet_disconnected"],
  ["[Internet disconnected] 24hr automatic disconnection.", "internet_disconnected"],
  ["[DHCP IP: 192.168.1.6] to MAC address 00:00:5e:00:53:01,", "dhcp"],
  ["[DHCP IP: (192.168.1.6)] to MAC address 00:00:5E:00:53:01,", "dhcp"],
  ["[UPnP set event: add_nat_rule] from source 192.168.1.8,", "upnp"],
  ["[Dynamic DNS] host name home.example.com registeration failure,", "dynamic_dns"],
  ["[admin login] from source 192.168.1.6,", "admin_login"],
  ["[Admin login] from source 192.168.1.6,", "admin_login"],
  ["[Admin login failure] from source 192.168.1.99,", "admin_login_failed"],
  ["[remote login] from source 192.0.2.1,", "remote_login"],
  ["[remote login failure] from source 192.0.2.1,", "remote_login_failed"],
  ["[Site allowed: fonts.example.com] from source 192.168.1.21,", "site_allowed"],
  ["[site blocked: <script>alert(1)</script>] from source 192.168.1.21,", "site_blocked"],
  ["[Site blocked: [DoS Attack: RST Scan] from source: 192.0.2.66, port 1] from source 192.168.1.21,", "site_blocked"],
  ["[service blocked: Block-VPN] from source 192.168.1.20", "service_blocked"],
  ["[email sent to: owner@example.com]", "email_sent"],
  ["[email failed] internet connection is dropped,", "email_failed"],
  ["[WLAN access rejected: incorrect security] from MAC address 00:00:5e:00:53:01,", "wlan_rejected"],
  ["[WLAN access denied] from MAC: 00:00:5e:00:53:01,", "wlan_rejected"],
  ["[Access Control] Device unknown with MAC address 00:00:5E:00:53:01 is blocked,", "access_control"],
  ["[Log Cleared]", "log_cleared"],
  ["[Traffic Meter] limit reached,", "traffic_meter"],
] as const;

for (const [line, note] of notes) {
  test(`"${line}" is a note of kind ${note}, with or without a date`, () => {
    assert.deepEqual(readNetgearLine(`${line} ${date}`), { kind: "note", note, wallMs, identity: `${line} ${date}` });
    assert.deepEqual(readNetgearLine(line), { kind: "note", note, identity: line });
  });
}

const rejects = [
  ["", "no title in brackets"],
  ["Thursday, Jun 26,981883 09:00:00", "no title in brackets"],
  ["x [DoS Attack: RST Scan] from source: 192.0.2.1, port 80", "no title in brackets"],
  ["[DoS Attack: RST Scan", "no title in brackets"],
  ["[]", "unknown title"],
  ["[something new] 192.0.2.1", "unknown title"],
  ["[constructor]", "unknown title"],
  ["[DoS attack]", "unknown title"],
  ["[DoS Attack: RST Scan]", "unknown form of attack"],
  ["[DoS Attack: RST Scan] from source: 192.0.2.1, port 80 and more", "unknown form of attack"],
  ["[DoS Attack: RST Scan] from source: 192.0.2.1, port 80\n[admin login]", "unknown form of attack"],
  ["[DoS Attack: RST Scan] from source: 192.0.2.999, port 80", "not an address"],
  ["[DoS attack: STORM] attack packets in last 20 sec from ip [1:2]", "not an address"],
  ["[DoS Attack: RST Scan] from source: 192.0.2.1, port 65536", "not a port"],
  ["[LAN access from remote] from 192.0.2.1 to 192.168.1.9", "unknown form of access"],
  ["[LAN access from remote] from 192.0.2.1:1 to 192.168.1.999:1", "not an address"],
  ["[LAN access from remote] from 192.0.2.1:1 to 192.168.1.9:70000", "not a port"],
] as const;

for (const [line, reason] of rejects) {
  test(`${JSON.stringify(line)} is rejected: ${reason}`, () => {
    assert.deepEqual(readNetgearLine(line), { kind: "reject", reason, text: line, identity: line });
  });
}

test("the identity of a line leaves out its count, which may still grow, and nothing else", () => {
  const line = (count: string) =>
    `[DoS attack: STORM]${count} attack packets in last 20 sec from ip [192.0.2.1], ${date}`;
  assert.equal(readNetgearLine(line(" (1)")).identity, line(""));
  assert.equal(readNetgearLine(line(" (23)")).identity, line(""));
  assert.notEqual(readNetgearLine(line(" (1)").replace("18:10:18", "18:10:19")).identity, line(""));
});

test("any text gives a reading, and a rejected one keeps its text", () => {
  const parts = [
    "[DoS Attack: ",
    "RST Scan",
    "] from source: ",
    "192.0.2.1",
    ", port ",
    "80",
    ":",
    "]",
    "[",
    ", ",
    date,
    " (2)",
    "é",
  ];
  const almost = fc.array(fc.constantFrom(...parts)).map((some) => some.join(""));
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), almost), (text) => {
      const reading = readNetgearLine(text);
      if (reading.kind === "reject") assert.equal(reading.text, text.trim());
      if (reading.kind === "event") assert.ok(reading.event.count >= 1);
    }),
  );
});

const samples = ["go-netgearlogs-log.txt", "perl-log-parser-sample.log"].map(
  (name) => `../shared/samples/netgear/${name}`,
);
const missing = samples.filter((path) => !existsSync(path));
test("every one of 1572 published lines is understood, and has a date", {
  skip: missing.length === 0 ? false : `${missing.join(", ")}: not here`,
}, () => {
  const lines = samples.flatMap((path) => readFileSync(path, "utf8").split("\n").filter(Boolean));
  const kinds = { event: 0, note: 0, reject: 0 };
  for (const line of lines) {
    const reading = readNetgearLine(line);
    kinds[reading.kind] += 1;
    assert.notEqual(reading.wallMs, undefined);
  }
  assert.deepEqual(kinds, { event: 627, note: 945, reject: 0 });
});
