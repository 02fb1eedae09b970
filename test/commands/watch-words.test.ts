import assert from "node:assert/strict";
import { test } from "node:test";
import { describeMessage } from "../../src/commands/watch-words.ts";

const service = (protocol: string, port: number): string | undefined =>
  protocol === "udp" && port === 137 ? "netbios-ns" : undefined;

/** Topic below the base, payload, and what a person reads. */
const cases: readonly (readonly [string, unknown, string | undefined])[] = [
  [
    "home/probe/udp/137",
    { time: "T", protocol: "udp", port: 137, source: "203.0.113.9", count: 3 },
    "home     T udp/137 netbios-ns from 203.0.113.9 (3 times)",
  ],
  [
    "home/probe/tcp/57",
    { time: "T", protocol: "tcp", port: 57, source: "203.0.113.9" },
    "home     T tcp/57 from 203.0.113.9",
  ],
  ["home/probe/unknown/unknown", { time: "T", source: "203.0.113.9" }, "home     T a packet from 203.0.113.9"],
  [
    "home/attack/burst",
    { state: "started", count: 3, ports: [137], sources: ["203.0.113.9"], severity: "low" },
    "home     BURST started: 3 probes on 137 from 203.0.113.9 (low)",
  ],
  [
    "home/attack/surge",
    { state: "ongoing", count: 24, ports: [135], sources: ["203.0.113.9"], severity: "medium" },
    "home     SURGE ongoing: 24 sources on 135 from 203.0.113.9 (medium)",
  ],
  [
    "home/attack/let_in",
    { state: "started", count: 1, ports: [], sources: ["203.0.113.9"], severity: "high" },
    "home     LET_IN started: 1 packet from 203.0.113.9 (high)",
  ],
  ["home/gap", { from: "A", to: "B", cause: "reboot" }, "home     gap A to B: reboot"],
  ["home/summary", { probes: 1 }, undefined],
  ["home/probe/tcp/1", "no object", "home     unknown a packet from unknown"],
  ["home/probe/tcp/1", { time: "\u001b[2J", source: "\u0007" }, "home     \u{fffd}[2J a packet from \u{fffd}"],
];

for (const [topic, payload, words] of cases) {
  test(`${topic} ${JSON.stringify(payload)} is told in words`, () => {
    assert.equal(describeMessage(topic, JSON.stringify(payload), service), words);
  });
}

test("availability and the bridge's state are told", () => {
  assert.equal(describeMessage("home/availability", "offline", service), "home     its log cannot be read");
  assert.equal(describeMessage("bridge/state", "online", service), "bridge   online");
});
test("what is no JSON, or empty, does no harm", () => {
  assert.equal(describeMessage("home/probe/tcp/1", "{", service), "home     unknown a packet from unknown");
  assert.equal(describeMessage("home/probe/tcp/1", "", service), undefined);
});
