import assert from "node:assert/strict";
import { test } from "node:test";
import { loadConfig } from "../../src/config.ts";
import { openJournal } from "../../src/journal/open.ts";
import { dataDir, writeConfig } from "../support/bridge.ts";
import { eventItems, passOf, probe } from "../support/events.ts";
import { temporaryFolder } from "../support/folder.ts";
import { openMosquitto, withoutMosquitto } from "../support/mosquitto.ts";
import { collectReceipts } from "../support/receipts.ts";
import { openVirtualBridge } from "../support/virtual-bridge.ts";

const minuteMs = 60_000;

test("figures that time alone changes hold for a quarter of an hour: each of them is a row of Home Assistant's", {
  skip: withoutMosquitto,
  timeout: 60_000,
}, async (t) => {
  const folder = temporaryFolder(t);
  const startMs = Date.parse("2026-11-20T12:00:00Z");
  const journal = openJournal(dataDir(folder));
  journal.commit(passOf(eventItems([probe(startMs - 55 * minuteMs)]), { router: "home", scrapedAtMs: startMs }));
  journal.close();
  const broker = await openMosquitto(t);
  const home = { name: "home", family: "netgear", url: "http://127.0.0.1:1" };
  const file = writeConfig(folder, { mqtt: { url: broker.url }, routers: [home] });
  await using receipts = await collectReceipts({ url: broker.url });
  await using stack = new AsyncDisposableStack();
  let nowMs = startMs;
  const config = loadConfig({ file, cwd: folder, env: {}, flags: {} });
  const bridge = await openVirtualBridge(config, () => nowMs, stack);

  const tellAt = async (seconds: number): Promise<void> => {
    nowMs = startMs + seconds * 1000;
    bridge.minute();
    await receipts.when(`the health of second ${seconds}`, () => {
      const { uptime_seconds } = JSON.parse(receipts.latest("whos-knocking/bridge/health") ?? "{}");
      return uptime_seconds === seconds ? true : undefined;
    });
  };
  const rateAfter = async (minutes: number): Promise<number> => {
    await tellAt(minutes * 60);
    // Health is told before the figures: when the next one is there, these are.
    await tellAt(minutes * 60 + 1);
    return JSON.parse(receipts.latest("whos-knocking/home/summary") ?? "{}").rate;
  };
  assert.equal(await rateAfter(0), 1);
  // By now the only probe is older than an hour.
  assert.equal(await rateAfter(6), 1);
  assert.equal(await rateAfter(14), 1);
  assert.equal(await rateAfter(16), 0);
});
