import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { openJournal } from "../../src/journal/open.ts";
import type { Finding } from "../../src/model/finding.ts";
import type { JournalWriter } from "../../src/model/journal.ts";
import { describeState } from "../../src/summary/summary.ts";
import { passOf } from "../support/events.ts";
import { temporaryFolder } from "../support/folder.ts";

const noon = Date.parse("2026-12-01T12:00:00Z");
const minuteMs = 60_000;
const level = { severity: "high", calmMs: 15 * minuteMs } as const;

function finding(facts: Partial<Finding> = {}): Finding {
  const { kind = "flood", state = "started", episodeKey = "203.0.113.9", ...rest } = facts;
  return {
    ...{ kind, state, episodeKey, severity: "high", protocol: "tcp", isLate: false },
    ...{ sources: ["203.0.113.9"], ports: [445], count: 117, firstSeenMs: noon - minuteMs, lastSeenMs: noon, ...rest },
  };
}

function journalOf(t: TestContext, findings: readonly Finding[]): JournalWriter {
  const journal = openJournal(temporaryFolder(t));
  t.after(() => journal.close());
  journal.commit(passOf(findings.map((each) => ({ kind: "finding", finding: each }))));
  return journal;
}

test("an open episode that is bad enough is an attack, however long it is silent", (t) => {
  const journal = journalOf(t, [finding()]);
  assert.equal(describeState(journal, "home", noon + 60 * minuteMs, level).under_attack, true);
});

test("after the end of one the attack goes on until it has been calm for a while", (t) => {
  const journal = journalOf(t, [finding(), finding({ state: "ended" })]);
  const states = [0, 15, 16].map((minutes) => describeState(journal, "home", noon + minutes * minuteMs, level));
  assert.deepEqual(
    states.map(({ under_attack }) => under_attack),
    [true, true, false],
  );
  assert.deepEqual(states[0]?.active_episodes, []);
});

test("attacks that follow each other within the calm are one", (t) => {
  const later = { episodeKey: "203.0.113.10", firstSeenMs: noon + 10 * minuteMs, lastSeenMs: noon + 12 * minuteMs };
  const second = [finding(later), finding({ ...later, state: "ended" })];
  const journal = journalOf(t, [finding(), finding({ state: "ended" }), ...second]);
  for (let minute = 0; minute <= 27; minute += 1) {
    assert.equal(
      describeState(journal, "home", noon + minute * minuteMs, level).under_attack,
      true,
      `minute ${minute}`,
    );
  }
  assert.equal(describeState(journal, "home", noon + 28 * minuteMs, level).under_attack, false);
});

test("what is milder is an episode and no attack; the severity is a setting", (t) => {
  const journal = journalOf(t, [finding({ kind: "burst", severity: "medium" })]);
  const state = describeState(journal, "home", noon, level);
  assert.deepEqual([state.under_attack, state.active_episodes.length], [false, 1]);
  assert.equal(describeState(journal, "home", noon, { ...level, severity: "medium" }).under_attack, true);
  assert.equal(describeState(journal, "home", noon, { ...level, severity: "critical" }).under_attack, false);
});

test("what was found too late is neither an attack nor an open episode", (t) => {
  const late = finding({ kind: "burst", isLate: true });
  const state = describeState(journalOf(t, [late, finding({ isLate: true, state: "ended" })]), "home", noon, level);
  assert.deepEqual([state.under_attack, state.active_episodes], [false, []]);
});

test("of many open episodes the worst are told, and of equals those that were seen last", (t) => {
  const regulars = Array.from({ length: 30 }, (_, index) =>
    finding({ kind: "returning", severity: "low", episodeKey: `${index}`, count: index, lastSeenMs: noon - index }),
  );
  const state = describeState(journalOf(t, [...regulars.toReversed(), finding()]), "home", noon, level);
  assert.deepEqual(
    state.active_episodes.map(({ count }) => count),
    [117, ...Array.from({ length: 19 }, (_, index) => index)],
  );
});

test("sources that were let in are known for any period, from the findings", (t) => {
  const letIn = { kind: "let_in", firstSeenMs: noon, lastSeenMs: noon + minuteMs } as const;
  const other = { ...letIn, sources: ["203.0.113.10"], lastSeenMs: noon + 60 * minuteMs };
  const journal = journalOf(t, [finding(letIn), finding(other), finding({ sources: ["203.0.113.11"] })]);
  const flagged = (fromMs: number, toMs: number) => [...journal.sourcesLetIn("home", fromMs, toMs)].sort();
  assert.deepEqual(flagged(noon - 1, noon + 1), ["203.0.113.10", "203.0.113.9"]);
  assert.deepEqual(flagged(noon + 2 * minuteMs, noon + 3 * minuteMs), ["203.0.113.10"]);
  assert.deepEqual(flagged(noon - 2, noon), []);
  assert.deepEqual([...journal.sourcesLetIn("attic", 0, noon * 2)], []);
});
