import assert from "node:assert/strict";
import { test } from "node:test";
import { describeFinding } from "../../src/bridge/describe-finding.ts";
import type { Finding } from "../../src/model/finding.ts";

const scan: Finding = {
  ...{ kind: "port_scan", state: "started", severity: "low", episodeKey: "203.0.113.9", isLate: false },
  ...{ sources: ["203.0.113.9"], ports: [22, 23, 80, 443, 445, 8080, 8443], count: 9, firstSeenMs: 0, lastSeenMs: 1 },
};
const neighbours = ["203.0.113.1", "203.0.113.2", "203.0.113.3"];

const cases: readonly (readonly [string, Partial<Finding>])[] = [
  ["port scan from 203.0.113.9 on ports 22, 23, 80, 443, 445 and 2 more: 9 probes (low)", {}],
  [
    "coordinated scan from 3 sources on port 23: 9 probes (low)",
    { kind: "coordinated_scan", sources: neighbours, ports: [23] },
  ],
  ["surge on port 135: 24 sources (medium)", { kind: "surge", ports: [135], count: 24, severity: "medium" }],
  ["let in from 203.0.113.9: 1 packet (high)", { kind: "let_in", ports: [], count: 1, severity: "high" }],
];

for (const [words, facts] of cases) {
  test(`the log says "${words}"`, () => assert.equal(describeFinding({ ...scan, ...facts }), words));
}
