import assert from "node:assert/strict";
import { test } from "node:test";
import { openJournal } from "../../src/journal/open.ts";
import { dataDir, startBridge, startRouter, writeConfig } from "../support/bridge.ts";
import { eventItems, passOf, probe } from "../support/events.ts";
import { temporaryFolder } from "../support/folder.ts";
import { arrivedProbes } from "../support/ledger.ts";
import { openMosquitto, withoutMosquitto } from "../support/mosquitto.ts";
import { collectReceipts } from "../support/receipts.ts";

const own = "198.51.100.1";
/** Not due while the test runs. */
const never = "0 0 1 1 *";

for (const isMasked of [true, false]) {
  test(`our own address ${isMasked ? "does not reach" : "reaches"} the broker where mask_own_address is ${isMasked}`, {
    skip: withoutMosquitto,
    timeout: 60_000,
  }, async (t) => {
    const folder = temporaryFolder(t);
    const journal = openJournal(dataDir(folder));
    journal.commit(passOf(eventItems([probe(Date.now(), { destination: own })]), { scrapedAtMs: Date.now() }));
    journal.close();
    const broker = await openMosquitto(t);
    const router = await startRouter(t);
    const config = writeConfig(folder, {
      mqtt: { url: broker.url },
      routers: [{ ...router.router, schedule: never }],
      privacy: { mask_own_address: isMasked },
    });
    await using receipts = await collectReceipts({ url: broker.url });
    startBridge(t, config);
    const [arrived] = await receipts.when("the probe", () => {
      const all = arrivedProbes(receipts.all, "home");
      return all.length > 0 ? all : undefined;
    });
    assert.equal(JSON.parse(arrived?.payload ?? "").destination, isMasked ? undefined : own);
    assert.equal(
      receipts.all.some(({ payload }) => payload.includes(own)),
      !isMasked,
    );
  });
}
