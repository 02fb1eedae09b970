import assert from "node:assert/strict";
import { test } from "node:test";
import { formats } from "../../../src/formats/index.ts";
import type { LogEvent } from "../../../src/model/event.ts";
import type { LineReading } from "../../../src/model/format.ts";
import { faultsOf } from "./faults.ts";
import { fuzz } from "./run.ts";

test("whatever happens to a line, it gets one reading, and every value of it lies in its domain", () => {
  const run = fuzz(100_000, 1, (_, read) => read());
  assert.deepEqual(run.findings, []);
  assert.deepEqual(
    formats.map(({ id }) => id).filter((id) => !run.formats.has(id)),
    [],
    "formats that no line reached",
  );
});

const sound: LogEvent = {
  action: "drop",
  direction: "in",
  source: "192.0.2.1",
  port: 23,
  count: 1,
  format: "netfilter",
};

const unsound: readonly (readonly [string, LineReading])[] = [
  ["port", { kind: "event", event: { ...sound, port: 65_536 } }],
  ["sourcePort", { kind: "event", event: { ...sound, sourcePort: 1.5 } }],
  ["source", { kind: "event", event: { ...sound, source: "2001:DB8::1" } }],
  ["destination", { kind: "event", event: { ...sound, destination: "192.0.2.256" } }],
  ["protocol", { kind: "event", event: { ...sound, protocol: "TCP" } }],
  ["count", { kind: "event", event: { ...sound, count: 0 } }],
  ["timeMs", { kind: "event", event: { ...sound, timeMs: Number.NaN } }],
  ["tcpFlags", { kind: "event", event: { ...sound, tcpFlags: ["ack", "syn"] } }],
  ["icmpType", { kind: "event", event: { ...sound, icmpType: 256 } }],
  ["rule", { kind: "event", event: { ...sound, rule: "" } }],
  ["reason", { kind: "reject", reason: "<script>" }],
  ["note", { kind: "note", note: "A note" }],
];

test("what lies outside of its domain is found", () => {
  assert.deepEqual(faultsOf({ line: 1, text: "x", reading: { kind: "event", event: sound } }, "x"), []);
  for (const [key, reading] of unsound) {
    const [fault = "none"] = faultsOf({ line: 1, text: "x", reading }, "x");
    assert.match(fault, new RegExp(`^${key}: `));
  }
  assert.notDeepEqual(faultsOf(undefined, "x"), []);
});
