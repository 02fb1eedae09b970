import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { createRandom, pickWeighted, type Random } from "../../src/routers/simulator/random.ts";
import { dataDir, startBridge, startRouter, writeConfig } from "../support/bridge.ts";
import { scraped } from "../support/bridge-receipts.ts";
import { temporaryFolder } from "../support/folder.ts";
import {
  arrivedProbes,
  assertJournalArrived,
  assertTruthJournalled,
  journalledGaps,
  journalledProbes,
} from "../support/ledger.ts";
import { openMosquitto, withoutMosquitto } from "../support/mosquitto.ts";
import { collectReceipts, type Receipts } from "../support/receipts.ts";

type Phase = "starting" | "passing" | "between" | "stopping";

interface WeightedPhase {
  readonly phase: Phase;
  readonly weight: number;
}

/** KILL_CYCLES=200 is the full run, of about six minutes. KILL_SEED chooses other instants. */
const cycles = Number(process.env["KILL_CYCLES"] ?? 12);
const seed = Number(process.env["KILL_SEED"] ?? 1);
/** 50 probes a second. */
const rate = (50 * 86_400) / 323;
/** Twenty seconds of them: what comes while nobody asks must still be there afterwards. */
const ringSize = 1000;
const longestLifeMs = 1500;
/** What a pass takes, and its delivery; or a stop. */
const passMs = 60;
const phases: readonly [WeightedPhase, ...WeightedPhase[]] = [
  { phase: "starting", weight: 3 },
  { phase: "passing", weight: 4 },
  { phase: "between", weight: 2 },
  { phase: "stopping", weight: 1 },
];

test(`${cycles} times kill -9 under 50 probes a second loses nothing and counts nothing twice`, {
  skip: withoutMosquitto,
  timeout: 60_000 + cycles * 10_000,
}, async (t) => {
  const folder = temporaryFolder(t);
  const broker = await openMosquitto(t);
  const router = await startRouter(t, { rate, ringSize, seed });
  await using receipts = await collectReceipts({ url: broker.url, filter: "whos-knocking/#" });
  const config = writeConfig(folder, {
    mqtt: { url: broker.url },
    routers: [{ ...router.router, schedule: "* * * * * *" }],
  });
  const random = createRandom(seed);
  const kills = { starting: 0, passing: 0, between: 0, stopping: 0 };
  for (let cycle = 0; cycle < cycles; cycle += 1) kills[await liveAndDie(t, config, random)] += 1;
  router.faults.freeze(true);
  await lastPass(t, config, receipts);

  const journalled = journalledProbes(dataDir(folder), "home");
  const arrived = arrivedProbes(receipts.all, "home");
  t.diagnostic(
    `killed ${JSON.stringify(kills)}; ${router.truth.length} probes, ${journalled.length} journalled, ${arrived.length} arrivals`,
  );
  assertTruthJournalled(router.truth, journalled);
  assert.equal(journalledGaps(dataDir(folder)), 0);
  assertJournalArrived(journalled, arrived);
});

/** One life of a bridge, ended at a random instant of the phase that it is in. */
async function liveAndDie(t: TestContext, config: string, random: Random): Promise<Phase> {
  const bridge = startBridge(t, config);
  const { phase } = pickWeighted(random, phases);
  if (phase !== "starting") await bridge.seen("stderr", /^ {2}journal /m);
  switch (phase) {
    case "starting":
    case "between":
      await elapsed(random.next() * longestLifeMs);
      break;
    case "passing":
      // Passes begin with the second.
      await elapsed(1000 - (Date.now() % 1000) + random.next() * passMs);
      break;
    case "stopping":
      await elapsed(random.next() * longestLifeMs);
      bridge.child.kill("SIGTERM");
      await elapsed(random.next() * passMs);
      break;
  }
  await bridge.kill();
  return phase;
}

/** The instant itself is what is tested. */
function elapsed(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Lets the bridge read what is left and hand over what is journalled. */
async function lastPass(t: TestContext, config: string, receipts: Receipts): Promise<void> {
  const askedMs = Date.now();
  const bridge = startBridge(t, config);
  await scraped(receipts, "home", askedMs);
  const { code, stderr } = await bridge.stop();
  assert.equal(code, 0, stderr);
}
