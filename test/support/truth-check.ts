import assert from "node:assert/strict";
import type { JournalEvent } from "../../src/model/event.ts";
import type { Gap } from "../../src/model/gap.ts";
import { isoTime } from "../../src/model/wire.ts";
import { factsOf, type TrueProbe } from "./truth-ledger.ts";

/** How exact the times of a family's log are. */
export interface Exactness {
  /** How far a journalled time may be off. */
  readonly toleranceMs: number;
  /** The smallest step of the times in its log. */
  readonly resolutionMs: number;
}

/** What really happened beside what the journal has of it. */
export interface Account {
  readonly probes: readonly TrueProbe[];
  /** Places in `probes` that some page which was read held, with the time of the first such page. */
  readonly held: ReadonlyMap<number, number>;
  readonly journalled: readonly JournalEvent[];
  readonly gaps: readonly Gap[];
  /** All probes by the journal's running total. */
  readonly total: number;
  /**
   * What stood in equal rows of a pass that could be read in more than one way: how many of them were new nobody can tell, so they are not
   * judged. Only a log without times has such passes.
   */
  readonly ambiguous: ReadonlySet<string>;
  /** When the log was read first: what it forgot before that nobody can know of. */
  readonly firstReadMs: number;
  /** How long an answer was on its way at most. */
  readonly longestLatencyMs: number;
}

/** Of an account, what should be empty, and how wrong the worst time is. */
export interface Verdict {
  readonly lost: readonly TrueProbe[];
  readonly untold: readonly TrueProbe[];
  readonly missing: readonly string[];
  readonly doubled: readonly string[];
  readonly errorsMs: readonly number[];
  readonly largestErrorMs: number;
}

/** Compares what happened with what was kept. */
function judge(account: Account, { resolutionMs }: Exactness): Verdict {
  const expected = expectedOf(account);
  const lost = account.probes.filter(({ facts }, at) => !account.held.has(at) && !account.ambiguous.has(facts));
  const journalled = judgedOf(account);
  const read = journalled.map(factsOf);
  const errorsMs = expected.map(({ timeMs, firstReadMs }, at) =>
    Math.abs((journalled[at]?.timeMs ?? Number.POSITIVE_INFINITY) - (timeMs ?? firstReadMs)),
  );
  return {
    lost,
    untold: lost.filter(
      ({ enteredMs }) => enteredMs > account.firstReadMs && !isInGap(account, enteredMs, resolutionMs),
    ),
    missing: surplus(expected.map(factsOfProbe), read),
    doubled: surplus(read, expected.map(factsOfProbe)),
    errorsMs,
    largestErrorMs: errorsMs.reduce((largest, error) => Math.max(largest, error), 0),
  };
}

/** The promises of the design: all that a page held exactly once, in order, at its time; all else inside a gap. */
export function assertTrue(account: Account, exactness: Exactness): Verdict {
  const verdict = judge(account, exactness);
  const { missing, doubled, errorsMs, untold } = verdict;
  const journalled = judgedOf(account);
  const expected = expectedOf(account);
  assert.deepEqual([missing, doubled].map(first), [[], []], "missing, doubled");
  const disorder = expected.flatMap((probe, at) => {
    const read = journalled[at];
    return read === undefined || factsOf(read) !== probe.facts ? [`${at}: ${probe.facts}`] : [];
  });
  assert.deepEqual(first(disorder), [], "not in the order of the log");
  const late = expected.flatMap((probe, at) =>
    (errorsMs[at] ?? 0) > exactness.toleranceMs
      ? [`${probe.facts}: ${isoTime(journalled[at]?.timeMs ?? 0)}, but was ${isoTime(probe.enteredMs)}`]
      : [],
  );
  assert.deepEqual(first(late), []);
  for (const [at, { timeMs }] of expected.entries()) {
    assert.equal(journalled[at]?.timeFrom === "scrape", timeMs === undefined);
  }
  const untoldTexts = untold.map(({ facts, enteredMs }) => `${isoTime(enteredMs)} ${facts}`);
  assert.deepEqual(first(untoldTexts), [], "lost, and not told");
  const weight = account.journalled.reduce((sum, { count }) => sum + count, 0);
  assert.equal(account.total, weight, "the running total is not that of the rows");
  return verdict;
}

function judgedOf({ journalled, ambiguous }: Account): readonly JournalEvent[] {
  return ambiguous.size === 0 ? journalled : journalled.filter((event) => !ambiguous.has(factsOf(event)));
}

function expectedOf({ probes, held, ambiguous }: Account): readonly (TrueProbe & { readonly firstReadMs: number })[] {
  return probes.flatMap((probe, at) => {
    const firstReadMs = held.get(at);
    return firstReadMs === undefined || ambiguous.has(probe.facts) ? [] : [{ ...probe, firstReadMs }];
  });
}

/** A month of mistakes would bury the first. */
function first(texts: readonly string[]): readonly string[] {
  return texts.slice(0, 5);
}

const factsOfProbe = ({ facts }: { readonly facts: string }) => facts;

/**
 * A gap begins when we had the page before it. What came while that page was on its way to us is lost too, and its time, cut
 * to the log's resolution, lies before that.
 */
function isInGap({ gaps, longestLatencyMs }: Account, timeMs: number, resolutionMs: number): boolean {
  return gaps.some(({ fromMs, toMs }) => timeMs > fromMs - longestLatencyMs - resolutionMs && timeMs <= toMs);
}

/** What is in `these` more often than in `those`. */
function surplus(these: readonly string[], those: readonly string[]): readonly string[] {
  const left = new Map<string, number>();
  for (const one of those) left.set(one, (left.get(one) ?? 0) + 1);
  return these.filter((one) => {
    const count = left.get(one) ?? 0;
    left.set(one, count - 1);
    return count <= 0;
  });
}
