import assert from "node:assert/strict";
import { test } from "node:test";
import { describeProbes, describeRejects } from "../../src/bridge/describe.ts";
import type { JournalEvent } from "../../src/model/event.ts";
import type { Finding } from "../../src/model/finding.ts";
import type { JournalRecord } from "../../src/model/record.ts";
import { probe } from "../support/events.ts";

const service = (protocol: string, port: number): string | undefined =>
  protocol === "tcp" && port === 445 ? "microsoft-ds" : undefined;

const place = { router: "home", sequence: 1, id: "home-aaaa-1" } as const;

function knock(facts: Partial<JournalEvent>): JournalRecord {
  return { kind: "event", ...place, event: probe(0, facts) };
}

function episode(facts: Partial<Finding>): JournalRecord {
  const finding: Finding = {
    ...{ kind: "burst", state: "started", severity: "low", episodeKey: "k", isLate: false },
    ...{ sources: ["203.0.113.9"], ports: [445], count: 3, firstSeenMs: 0, lastSeenMs: 1, ...facts },
  };
  return { kind: "finding", ...place, episodeId: place.id, finding };
}

const from = (...sources: readonly number[]) => sources.map((last) => knock({ source: `203.0.113.${last}` }));

const cases: readonly (readonly [what: string, records: readonly JournalRecord[], words: string | undefined])[] = [
  ["nothing", [], undefined],
  ["an episode and no packet", [episode({})], undefined],
  ["one packet", from(9), "1 new: tcp/445 microsoft-ds from 203.0.113.9"],
  [
    "what the log does not tell",
    [knock({ protocol: undefined, port: undefined, source: undefined }), knock({ port: 57, count: 2 })],
    "3 new: tcp/57 from 203.0.113.9 (2 times), a packet from an unknown address",
  ],
  ["what was let in", [knock({ class: "admitted" })], "1 new: tcp/445 microsoft-ds from 203.0.113.9, let in"],
  [
    "a burst among others",
    [...from(8), ...from(9, 9, 9), episode({})],
    "4 new: tcp/445 microsoft-ds from 203.0.113.9 (3 times, burst), tcp/445 microsoft-ds from 203.0.113.8",
  ],
  [
    "a burst that was over, and an episode that is none",
    [...from(9), episode({ state: "ended" }), episode({ kind: "port_scan" })],
    "1 new: tcp/445 microsoft-ds from 203.0.113.9",
  ],
  [
    "more than one can read: the busiest first, and how many more",
    [...from(1, 2, 3, 4, 5), ...from(5, 6)],
    `7 new: ${[
      "tcp/445 microsoft-ds from 203.0.113.5 (2 times)",
      ...[1, 2, 3].map((last) => `tcp/445 microsoft-ds from 203.0.113.${last}`),
    ].join(", ")}, and 2 more`,
  ],
];

for (const [what, records, words] of cases) {
  test(`what a pass brought is told in a line: ${what}`, () => assert.equal(describeProbes(records, service), words));
}

test("a line that was not understood is shown as far as it says anything", () => {
  assert.equal(describeRejects(1, []), "1 line was not understood");
  assert.equal(describeRejects(2, ["x".repeat(500), "y"]), `2 lines were not understood, such as: ${"x".repeat(120)}`);
});
