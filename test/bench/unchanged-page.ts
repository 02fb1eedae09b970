import { releasedAtMs } from "../../src/bridge/release.ts";
import { createPipeline } from "../../src/bridge.ts";
import { openLabels } from "../../src/enrich/labels.ts";
import { openJournal } from "../../src/journal/open.ts";
import type { PollFamily } from "../../src/model/router.ts";
import { describeState, summarize } from "../../src/summary/summary.ts";
import { pollFamilies } from "../support/families.ts";
import { routerSettings } from "../support/router-settings.ts";
import { defaultSettings } from "../support/watch.ts";
import type { Bench, Outcome } from "./figure.ts";
import { folder, startRouter } from "./process.ts";

const warmUps = 100;
const passes = 400;
/** Fills any log within some seconds. */
const busyRate = 20_000;

/** What a pass over a full log costs that has nothing new: fetch over HTTP, parse, align, journal, and the numbers for people. */
export const unchangedPageBench: Bench = {
  name: "unchanged-page",
  run: async () => {
    const outcomes: Outcome[] = [];
    for (const family of pollFamilies) outcomes.push(await measure(family));
    return outcomes;
  },
};

async function measure(family: PollFamily): Promise<Outcome> {
  await using stack = new AsyncDisposableStack();
  const data = stack.use(folder());
  const simulated = stack.use(await startRouter(family.id, busyRate));
  const router = routerSettings(family, simulated.router);
  const journal = stack.adopt(openJournal(data.path), (opened) => opened.close());
  const driver = await family.driver();
  const parts = { router, family, driver, journal, detect: defaultSettings, now: Date.now, releasedAtMs };
  const pipeline = stack.adopt(createPipeline(parts), (opened) => opened.close());
  const labels = openLabels(journal.labels, () => undefined);
  const { signal } = new AbortController();
  const pass = async () => {
    const result = await pipeline.pass(signal);
    const told = [
      summarize(journal, router.name, router.timezone, Date.now(), labels),
      describeState(journal, router.name, Date.now(), { severity: "high", calmMs: 900_000 }),
    ];
    return { ...result, told: JSON.stringify(told) };
  };
  const rows = await fullLog(async () => (await pass()).entries);
  await simulated.order("freeze on");
  for (let count = 0; count < warmUps; count += 1) await pass();
  const beganMs = performance.now();
  const before = process.cpuUsage();
  for (let count = 0; count < passes; count += 1) {
    if ((await pass()).fresh > 0) throw new Error("the page has changed");
  }
  const { user, system } = process.cpuUsage(before);
  const wallMs = (performance.now() - beganMs) / passes;
  return {
    what: `CPU of a pass over an unchanged page, ${family.id}`,
    value: (user + system) / 1000 / passes,
    unit: "ms",
    aim: { atMost: 5 },
    note: `${rows} rows, ${passes} passes, ${wallMs.toFixed(1)} ms by the clock`,
  };
}

/** Reads until the log grows no more; gives its rows. */
async function fullLog(read: () => Promise<number>): Promise<number> {
  let rows = 0;
  for (;;) {
    const before = rows;
    await new Promise((resolve) => setTimeout(resolve, 1000));
    rows = await read();
    if (rows > 0 && rows === before) return rows;
  }
}
