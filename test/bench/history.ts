import { releasedAtMs } from "../../src/bridge/release.ts";
import { createPipeline, type Pipeline } from "../../src/bridge.ts";
import { openLabels } from "../../src/enrich/labels.ts";
import { openJournal } from "../../src/journal/open.ts";
import type { JournalWriter } from "../../src/model/journal.ts";
import type { PollDriver } from "../../src/model/router.ts";
import { noFaults } from "../../src/routers/simulator/faults.ts";
import { createRandom } from "../../src/routers/simulator/random.ts";
import type { RingRow } from "../../src/routers/simulator/ring.ts";
import { smcBarricade } from "../../src/routers/smc-barricade/index.ts";
import { logPage } from "../../src/routers/smc-barricade/simulated-pages.ts";
import { lastHours } from "../../src/summary/period.ts";
import { describeState, summarize } from "../../src/summary/summary.ts";
import { createTables } from "../../src/summary/tables.ts";
import { topKinds } from "../../src/topics.ts";
import { routerSettings } from "../support/router-settings.ts";
import { defaultSettings } from "../support/watch.ts";
import { type Bench, median } from "./figure.ts";
import { filledToMs, fillJournal, routerName, timezone } from "./filled-journal.ts";
import { folder } from "./process.ts";

const attackLevel = { severity: "high", calmMs: 900_000 } as const;
const few = 10_000;
const many = 1_000_000;
const passes = 400;
const warmUps = 40;
const newRows = 5;
const ring = 200;
const intervalMs = 300_000;

/** What a pass costs that brings some probes, beside little history and beside much. */
export const historyBench: Bench = {
  name: "history",
  async run() {
    await using stack = new AsyncDisposableStack();
    const small = stack.use(await openReading(few));
    const large = stack.use(await openReading(many));
    for (let count = 0; count < warmUps; count += 1) {
      await small.pass();
      await large.pass();
    }
    const times = { small: [] as number[], large: [] as number[] };
    // By turns, so that whatever else the machine does falls on both.
    for (let count = 0; count < passes; count += 1) {
      times.small.push(await small.pass());
      times.large.push(await large.pass());
    }
    const [smallMs, largeMs] = [median(times.small), median(times.large)];
    const note = `${newRows} new rows on a page of ${ring}, journalled and summed up; median of ${passes} passes`;
    return [
      { what: `a pass with ${small.probes} probes journalled`, value: smallMs, unit: "ms", note },
      { what: `a pass with ${large.probes} probes journalled`, value: largeMs, unit: "ms", note },
      { what: "pass cost, much history to little", value: largeMs / smallMs, unit: "times", aim: { atMost: 1.3 } },
    ];
  },
};

interface Reading extends AsyncDisposable {
  readonly probes: number;
  /** One pass, with what the bridge does after each; gives its ms. */
  pass(): Promise<number>;
}

async function openReading(probes: number): Promise<Reading> {
  const stack = new AsyncDisposableStack();
  const data = stack.use(folder());
  const written = fillJournal(data.path, probes);
  const journal = stack.adopt(openJournal(data.path), (opened) => opened.close());
  const clock = { nowMs: filledToMs };
  const pipeline = stack.adopt(await openPipeline(journal, clock), (opened) => opened.close());
  const labels = openLabels(journal.labels, () => undefined);
  const tables = createTables(journal, labels);
  const { signal } = new AbortController();
  return {
    probes: written,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
    pass: async () => {
      clock.nowMs += intervalMs;
      const beganMs = performance.now();
      const { fresh } = await pipeline.pass(signal);
      JSON.stringify(summarize(journal, routerName, timezone, clock.nowMs, labels));
      JSON.stringify(describeState(journal, routerName, clock.nowMs, attackLevel));
      const lastDay = tables([{ name: routerName, timezone }], lastHours(24, clock.nowMs));
      for (const kind of topKinds) JSON.stringify(lastDay.top(kind, 10));
      JSON.stringify(lastDay.hours());
      const tookMs = performance.now() - beganMs;
      if (fresh < newRows) throw new Error("the page brought nothing new");
      return tookMs;
    },
  };
}

/** Everything but the fetch, which no history can slow down: each page is composed in memory. */
async function openPipeline(journal: JournalWriter, clock: { readonly nowMs: number }): Promise<Pipeline> {
  const pageAt = pages();
  const driver: PollDriver = {
    ...(await smcBarricade.driver()),
    open: () => ({
      fetch: async () => ({ body: pageAt(clock.nowMs), answeredAtMs: clock.nowMs }),
      close: async () => undefined,
    }),
  };
  const router = routerSettings(smcBarricade, { name: routerName, timezone });
  const now = () => clock.nowMs;
  const family = smcBarricade;
  return createPipeline({ router, family, driver, journal, detect: defaultSettings, now, releasedAtMs });
}

/** A full log that has some new rows each time it is asked. */
function pages(): (nowMs: number) => string {
  const random = createRandom(7);
  const bootMs = filledToMs - 86_400_000;
  let rows: RingRow[] = [];
  let written = 0;
  return (nowMs) => {
    const count = rows.length === 0 ? ring : newRows;
    const fresh = Array.from({ length: count }, (_, at): RingRow => {
      written += 1;
      const source = `198.51.${Math.floor(written / 250) % 250}.${1 + (written % 250)}`;
      return {
        number: written,
        timeMs: nowMs - (count - at) * 1000,
        text: `Unrecognized access from ${source}:${1024 + (written % 60_000)} to TCP port ${written % 5 === 0 ? 445 : 1433}`,
      };
    });
    rows = [...rows, ...fresh].slice(-ring);
    const held = rows;
    return logPage({ nowMs, bootMs, faults: noFaults(), random, sessions: new Set(), rows: () => held, log: () => {} });
  };
}
