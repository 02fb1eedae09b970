import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { readSmcAmitLine } from "../../src/formats/smc-amit.ts";

const accesses = [
  ["Unrecognized access from 203.0.113.9:137 to UDP port 137", "udp", "203.0.113.9", 137, 137],
  ["Unrecognized access from 198.51.100.20:4021 to TCP port 445", "tcp", "198.51.100.20", 4021, 445],
  ["Unrecognized access from 192.0.2.1:0 to TCP port 65535", "tcp", "192.0.2.1", 0, 65_535],
] as const;

for (const [line, protocol, source, sourcePort, port] of accesses) {
  test(`"${line}" is a packet that was dropped on its way in`, () => {
    assert.deepEqual(readSmcAmitLine(line), {
      kind: "event",
      event: { action: "drop", direction: "in", protocol, source, sourcePort, port, count: 1, format: "smc-amit" },
    });
  });
}

const notes = [
  ["192.168.123.100 login successful", "login"],
  ["192.168.123.100 login failed", "login_failed"],
  ["192.168.123.100 logged out", "logout"],
  ["DOD:192.168.123.100 query DNS for www.example.com", "dial_on_demand"],
  ["DOD:TCP trigger from 192.168.123.100:1234 to 192.0.2.74:110", "dial_on_demand"],
  ["DOD:prot 1 trigger from 192.168.123.100 to 192.0.2.74", "dial_on_demand"],
  ["DOD:triggered internally", "dial_on_demand"],
  ["DHCP:discover(HOSTNAME)", "dhcp"],
  ["DHCP:discover(x)\r\nUnrecognized access from 203.0.113.66:1 to TCP port 22", "dhcp"],
  ["DHCP:discover(192.168.123.100 login successful)", "dhcp"],
] as const;

for (const [line, note] of notes) {
  test(`${JSON.stringify(line)} is a note of kind ${note}`, () => {
    assert.deepEqual(readSmcAmitLine(line), { kind: "note", note });
  });
}

const rejects = [
  ["", "unknown line"],
  ["something new", "unknown line"],
  [" Unrecognized access from 203.0.113.9:137 to UDP port 137", "unknown line"],
  ["999.1.1.1 login successful", "unknown line"],
  ["Unrecognized access from 203.0.113.9 to ICMP", "unknown form of access"],
  ["Unrecognized access from 203.0.113.9:137 to UDP port 137 and more", "unknown form of access"],
  ["Unrecognized access from 203.0.113.9:137 to UDP port 137\nDHCP:discover(x)", "unknown form of access"],
  ["Unrecognized access from 203.0.113.999:137 to UDP port 137", "not an address"],
  ["Unrecognized access from 203.0.113.9:65536 to UDP port 137", "not a port"],
  ["Unrecognized access from 203.0.113.9:137 to UDP port 70000", "not a port"],
] as const;

for (const [line, reason] of rejects) {
  test(`${JSON.stringify(line)} is rejected: ${reason}`, () => {
    assert.deepEqual(readSmcAmitLine(line), { kind: "reject", reason, text: line });
  });
}

test("any text gives a reading, and a rejected one keeps its text", () => {
  const almost = fc
    .array(
      fc.constantFrom(
        "Unrecognized access from ",
        "192.0.2.4",
        ":",
        "5",
        " to ",
        "TCP",
        " port ",
        "DHCP:",
        "DOD:",
        "é",
      ),
    )
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), almost), (text) => {
      const reading = readSmcAmitLine(text);
      if (reading.kind === "reject") assert.equal(reading.text, text);
    }),
  );
});

const vocabulary = "../shared/samples/smc/amit-system-log-vocabulary.txt";
test("every line of the manual's vocabulary is understood", {
  skip: existsSync(vocabulary) ? false : `${vocabulary} is not here`,
}, () => {
  const lines = readFileSync(vocabulary, "utf8").split("\n").filter(Boolean);
  const kinds = lines.map((line) => readSmcAmitLine(line).kind);
  assert.deepEqual([kinds.length, new Set(kinds)], [9, new Set(["event", "note"])]);
});
