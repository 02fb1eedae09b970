import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { PollFamily } from "../../src/model/router.ts";
import type { Simulator } from "../../src/model/simulator.ts";
import { isoTime } from "../../src/model/wire.ts";
import { netgear } from "../../src/routers/netgear/index.ts";
import { smcBarricade } from "../../src/routers/smc-barricade/index.ts";
import { temporaryFolder } from "../support/folder.ts";
import { type Incident, longestLatencyMs, type Month, simulateMonth } from "../support/month.ts";
import { routerSettings } from "../support/router-settings.ts";
import { factsOf } from "../support/truth-ledger.ts";

/** Runs of each family; more of them by hand. */
const seeds = Number(process.env["MONTH_SEEDS"] ?? 3);
/** Of the three from here on each has its own start and its own generation of firmware, and the last reads its log in the hour that comes twice. */
const firstSeed = 3;
/** Over New Year; into summer time (14 March 2027 where the make-believe Netgear stands); and back out of it (7 November). */
const starts = ["2026-12-10", "2027-02-27", "2027-10-22"].map((day) => Date.parse(`${day}T00:00:00Z`));
/** Longer than a login page takes on a busy machine; each hang costs as much of real time. */
const timeoutMs = 300;

interface Case {
  readonly family: PollFamily;
  readonly router: (simulator: Simulator) => ReturnType<typeof routerSettings>;
  /** How far a journalled time may be off. */
  readonly toleranceMs: number;
  /** The smallest step of the times in its log. */
  readonly resolutionMs: number;
}

const cases: readonly Case[] = [
  {
    family: smcBarricade,
    router: ({ router }) => routerSettings(smcBarricade, { ...router, timeout_ms: timeoutMs }),
    toleranceMs: 1000,
    resolutionMs: 1,
  },
  {
    family: netgear,
    router: ({ router }) => routerSettings(netgear, { ...router, timeout_ms: timeoutMs }),
    toleranceMs: 0,
    resolutionMs: 1000,
  },
];

for (const { family, router, ...exactness } of cases) {
  for (let seed = firstSeed; seed < firstSeed + seeds; seed += 1) {
    test(`a month of ${family.id}, seed ${seed}: what its log still held is journalled once, what it lost is told`, async (t) => {
      const startMs = starts[seed % starts.length] ?? 0;
      const month = await simulateMonth({ family, router, folder: temporaryFolder(t), seed, startMs, days: 30 });
      assertTrue(t, month, exactness);
      assert.ok(month.gaps.length > 0, "nothing was ever lost: this month shows too little");
    });
  }
}

test("the ticks of an SMC Barricade begin anew after 49.7 days and nothing is lost or counted twice", async (t) => {
  const without: readonly Incident[] = ["reboot"];
  const [case0] = cases;
  assert.ok(case0 !== undefined);
  const startMs = starts[0] ?? 0;
  const month = await simulateMonth({
    ...case0,
    folder: temporaryFolder(t),
    seed: 7,
    startMs,
    quietDays: 44,
    days: 51,
    without,
  });
  assertTrue(t, month, case0);
  assert.deepEqual(
    month.gaps.filter((gap) => gap.cause === "reboot"),
    [],
  );
});

/** The promises of the design: all that a page held exactly once, in order, at its time; all else inside a gap. */
function assertTrue(
  t: TestContext,
  month: Month,
  { toleranceMs, resolutionMs }: Pick<Case, "toleranceMs" | "resolutionMs">,
): void {
  const expected = month.probes.flatMap((probe, at) => {
    const firstReadMs = month.held.get(at);
    return firstReadMs === undefined ? [] : [{ ...probe, at, firstReadMs }];
  });
  const lost = month.probes.filter((_, at) => !month.held.has(at));
  const untold = lost.filter((probe) => !isInGap(month, probe.enteredMs, resolutionMs));
  const missing = surplus(expected.map(factsOfProbe), month.journalled.map(factsOf));
  const doubled = surplus(month.journalled.map(factsOf), expected.map(factsOfProbe));
  const errorsMs = expected.map(({ timeMs, firstReadMs }, at) =>
    Math.abs((month.journalled[at]?.timeMs ?? Number.POSITIVE_INFINITY) - (timeMs ?? firstReadMs)),
  );
  const largestErrorMs = errorsMs.reduce((largest, error) => Math.max(largest, error), 0);
  t.diagnostic(summaryLine(month, { lost, untold, missing, doubled, largestErrorMs }));

  assert.deepEqual(month.surprises, []);
  assert.deepEqual({ missing, doubled }, { missing: [], doubled: [] });
  assert.deepEqual(month.journalled.map(factsOf), expected.map(factsOfProbe), "not in the order of the log");
  const late = expected.flatMap((probe, at) =>
    (errorsMs[at] ?? 0) > toleranceMs
      ? [`${probe.facts}: ${isoTime(month.journalled[at]?.timeMs ?? 0)}, but was ${isoTime(probe.enteredMs)}`]
      : [],
  );
  assert.deepEqual(late, []);
  for (const [at, { timeMs }] of expected.entries()) {
    assert.equal(month.journalled[at]?.timeFrom === "scrape", timeMs === undefined);
  }
  assert.deepEqual(
    untold.map(({ facts, enteredMs }) => `${isoTime(enteredMs)} ${facts}`),
    [],
  );
  const weight = month.journalled.reduce((sum, { count }) => sum + count, 0);
  assert.equal(month.total, weight, "the running total is not that of the rows");
}

const factsOfProbe = ({ facts }: { readonly facts: string }) => facts;

/**
 * A gap begins when we had the page before it. What came while that page was on its way to us is lost too, and its time, cut
 * to the log's resolution, lies before that.
 */
function isInGap({ gaps }: Month, timeMs: number, resolutionMs: number): boolean {
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

function summaryLine(
  { probes, held, pages, failures, gaps, incidents }: Month,
  found: Readonly<Record<"lost" | "untold" | "missing" | "doubled", readonly unknown[]>> & { largestErrorMs: number },
): string {
  const causes = gaps.map(({ cause }) => cause);
  const byCause = [...new Set(causes)].map((cause) => `${causes.filter((one) => one === cause).length} ${cause}`);
  const happened = Object.entries(incidents).map(([kind, count]) => `${count} ${kind}`);
  return [
    `${probes.length} probes: ${held.size} on ${pages} pages, ${found.lost.length} lost (${found.untold.length} untold)`,
    `${gaps.length} gaps (${byCause.join(", ")})`,
    `${found.missing.length} missing, ${found.doubled.length} doubled, at most ${found.largestErrorMs} ms off`,
    `${failures} failed passes; ${happened.join(", ")}`,
  ].join("; ");
}
