import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as elapsed } from "node:timers/promises";
import { dataDir, startBridge, startRouter, writeConfig } from "../support/bridge.ts";
import { caughtUp, scraped } from "../support/bridge-receipts.ts";
import { temporaryFolder } from "../support/folder.ts";
import { arrivedProbes, assertJournalArrived, assertTruthJournalled, journalledProbes } from "../support/ledger.ts";
import { openMosquitto, withoutMosquitto } from "../support/mosquitto.ts";
import { collectReceipts } from "../support/receipts.ts";

/** BROKER_AWAY_SECONDS=600 is the full run, of about eleven minutes. */
const awayMs = Number(process.env["BROKER_AWAY_SECONDS"] ?? 6) * 1000;
/** When, of the time that the broker is away, the bridge is restarted. */
const restartShare = 0.6;
/** 20 probes a second each. */
const rate = (20 * 86_400) / 323;
const ringSize = 1000;
/** What the bridge waits at most before it tries the broker again, and then some for the rest. */
const catchUpMs = 60_000;
const routers = ["front", "back"] as const;

test(`what is journalled while the broker is away for ${awayMs / 1000} s arrives afterwards, in order, also over a restart`, {
  skip: withoutMosquitto,
  timeout: awayMs + 2 * catchUpMs,
}, async (t) => {
  const folder = temporaryFolder(t);
  const broker = await openMosquitto(t, (own) => [
    "allow_anonymous true",
    "persistence true",
    `persistence_location ${own}/`,
  ]);
  const [front, back] = [await startRouter(t, { rate, ringSize }), await startRouter(t, { rate, ringSize, seed: 2 })];
  // Its session is the broker's to keep: it misses nothing of what comes before it is back itself.
  await using receipts = await collectReceipts({ url: broker.url, filter: "whos-knocking/#", session: "witness" });
  const config = writeConfig(folder, {
    mqtt: { url: broker.url },
    routers: [
      { ...front.router, name: "front", schedule: "* * * * * *" },
      { ...back.router, name: "back", schedule: "* * * * * *" },
    ],
  });
  const first = startBridge(t, config);
  for (const router of routers)
    await receipts.when(`a probe of ${router}`, () => arrivedProbes(receipts.all, router)[0]);

  await broker.stop();
  await elapsed(awayMs * restartShare);
  const before = receipts.all.length;
  const { code, tookMs, stderr } = await first.stop();
  assert.deepEqual([code, tookMs < 2000], [0, true], `stopped after ${tookMs} ms: ${stderr}`);
  assert.match(stderr, /broker warning: the connection to the broker at \S+ is lost\.$/m);
  const second = startBridge(t, config);
  await elapsed(awayMs * (1 - restartShare));
  assert.equal(receipts.all.length, before);
  await broker.start();

  const backMs = Date.now();
  await scraped(receipts, "front", backMs, catchUpMs);
  const waitedMs = Date.now() - backMs;
  for (const router of [front, back]) router.faults.freeze(true);
  const frozenMs = Date.now();
  for (const router of routers) {
    await scraped(receipts, router, frozenMs, catchUpMs);
    await caughtUp(receipts, dataDir(folder), router, catchUpMs);
  }
  t.diagnostic(
    `away for ${awayMs} ms; news ${waitedMs} ms after its return; ${front.truth.length} and ${back.truth.length} probes, ${receipts.all.length - before} messages afterwards`,
  );
  await second.stop();
  for (const [router, { truth }] of [["front", front] as const, ["back", back] as const]) {
    const journalled = journalledProbes(dataDir(folder), router);
    assertTruthJournalled(truth, journalled);
    assertJournalArrived(journalled, arrivedProbes(receipts.all, router));
  }
});
