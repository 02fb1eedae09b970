import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { createLocalClock } from "../../src/formats/local-time.ts";
import type { PollFamily } from "../../src/model/router.ts";
import { smcBarricade } from "../../src/routers/smc-barricade/index.ts";
import { pollFamilies } from "../support/families.ts";
import { familyFacts } from "../support/family-facts.ts";
import { temporaryFolder } from "../support/folder.ts";
import { type Incident, type Month, type MonthSettings, simulateMonth } from "../support/month.ts";
import { routerSettings } from "../support/router-settings.ts";
import { assertTrue, type Verdict } from "../support/truth-check.ts";

/** Whole months of each family, by hand: `MONTH_SEEDS=20`. Without it some days around each date at which clocks are odd. */
const seeds = Number(process.env["MONTH_SEEDS"] ?? 0);
const firstSeed = 3;
const dayMs = 86_400_000;
/** Of the days around a date so many lie before it. */
const daysBefore = 4;
const daysAround = 9;
/** Longer than a login page takes on a busy machine; each hang costs as much of real time. */
const timeoutMs = 300;
const newYearMs = Date.UTC(2027, 0, 1);

for (const family of pollFamilies) {
  for (const [index, date] of ["New Year", "the change to summer time", "the change to winter time"].entries()) {
    test(`days of ${family.id} around ${date}: what its log still held is journalled once, what it lost is told`, async (t) => {
      const startMs = oddDates(await timezoneOf(family))[index];
      assert.ok(startMs !== undefined);
      const month = await live(t, family, {
        seed: firstSeed + index,
        startMs: startMs - daysBefore * dayMs,
        days: daysAround,
      });
      assert.ok(month.pages > 30);
    });
  }

  for (let seed = firstSeed; seed < firstSeed + seeds; seed += 1) {
    test(`a month of ${family.id}, seed ${seed}: what its log still held is journalled once, what it lost is told`, async (t) => {
      const dates = oddDates(await timezoneOf(family));
      const startMs = (dates[seed % dates.length] ?? newYearMs) - 20 * dayMs;
      const month = await live(t, family, { seed, startMs, days: 30 });
      assert.ok(month.gaps.length > 0, "nothing was ever lost: this month shows too little");
    });
  }
}

test("the ticks of an SMC Barricade begin anew after 49.7 days and nothing is lost or counted twice", async (t) => {
  const without: readonly Incident[] = ["reboot"];
  const month = await live(t, smcBarricade, { seed: 7, startMs: newYearMs, quietDays: 44, days: 51, without });
  assert.deepEqual(
    month.gaps.filter((gap) => gap.cause === "reboot"),
    [],
  );
});

/** Lives through it, and holds what was kept against what happened. */
async function live(
  t: TestContext,
  family: PollFamily,
  period: Omit<MonthSettings, "family" | "router" | "folder">,
): Promise<Month> {
  const month = await simulateMonth({
    ...period,
    family,
    router: ({ router }) => routerSettings(family, { ...router, timeout_ms: timeoutMs }),
    folder: temporaryFolder(t),
  });
  const facts = familyFacts(family.id);
  const surprises = month.surprises.filter((surprise) => !(facts.mayHideCut && surprise.endsWith("after: truncate")));
  assert.deepEqual(surprises, []);
  t.diagnostic(summaryLine(month, assertTrue(month, facts)));
  return month;
}

async function timezoneOf(family: PollFamily): Promise<string> {
  const start = await family.simulator();
  const simulator = await start({ port: 0, rate: 1, seed: firstSeed, now: () => 0 });
  await simulator.close();
  return simulator.router.timezone;
}

/** New Year, and the days of 2027 on which the clocks of a zone are changed; where none are, days on which others change theirs. */
function oddDates(timezone: string): readonly number[] {
  const clock = createLocalClock(timezone);
  const offset = (timeMs: number) => clock.wallAt(timeMs) - timeMs;
  const changes = Array.from({ length: 365 }, (_, day) => newYearMs + day * dayMs).filter(
    (timeMs) => offset(timeMs) !== offset(timeMs + dayMs),
  );
  return [newYearMs, changes[0] ?? Date.UTC(2027, 2, 28), changes[1] ?? Date.UTC(2027, 9, 31)];
}

function summaryLine({ probes, held, ambiguous, pages, failures, gaps, incidents }: Month, verdict: Verdict): string {
  const causes = gaps.map(({ cause }) => cause);
  const byCause = [...new Set(causes)].map((cause) => `${causes.filter((one) => one === cause).length} ${cause}`);
  const happened = Object.entries(incidents).map(([kind, count]) => `${count} ${kind}`);
  return [
    `${probes.length} probes: ${held.size} on ${pages} pages, ${verdict.lost.length} lost (${verdict.untold.length} untold)`,
    `${gaps.length} gaps (${byCause.join(", ")})`,
    `${verdict.missing.length} missing, ${verdict.doubled.length} doubled, at most ${verdict.largestErrorMs} ms off`,
    ...(ambiguous.size === 0 ? [] : [`${ambiguous.size} kinds of equal rows not judged`]),
    `${failures} failed passes; ${happened.join(", ")}`,
  ].join("; ");
}
