import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { openJournal } from "../../src/journal/open.ts";
import { dataDir, startBridge, startRouter, type WatchedSimulator, writeConfig } from "../support/bridge.ts";
import { caughtUp, scraped, told } from "../support/bridge-receipts.ts";
import { readEvents } from "../support/event-source.ts";
import { temporaryFolder } from "../support/folder.ts";
import { startInside } from "../support/inner-program.ts";
import { arrivedProbes, assertJournalArrived, assertTruthJournalled, journalledProbes } from "../support/ledger.ts";
import { openMosquitto, withoutMosquitto } from "../support/mosquitto.ts";
import { busy, withPage } from "../support/page-bridge.ts";
import { collectReceipts } from "../support/receipts.ts";
import { ask } from "../support/web.ts";

const options = { skip: withoutMosquitto, timeout: 120_000 };
const everySecond = "* * * * * *";
/** Not due while a test runs: every pass is then the one at the start, or one that was asked for. */
const never = "0 0 1 1 *";
const greeting = /^Who's Knocking \d/;
const web = { listen: "127.0.0.1:0" };

interface Household {
  readonly folder: string;
  readonly data: string;
  readonly router: WatchedSimulator;
  readonly mqtt: { readonly url: string };
  /** Writes the configuration; gives the file. */
  write(sections?: Readonly<Record<string, unknown>>): string;
  /** Where the page is. */
  page(): string;
}

async function openHousehold(t: TestContext, schedule = everySecond): Promise<Household> {
  const folder = temporaryFolder(t);
  const mqtt = { url: (await openMosquitto(t)).url };
  const router = await startRouter(t, busy);
  const routers = [{ ...router.router, name: "home", schedule }];
  const data = dataDir(folder);
  return {
    ...{ folder, data, router, mqtt },
    write: (sections = {}) => writeConfig(folder, { mqtt, web, routers, ...sections }),
    page: () => String(JSON.parse(readFileSync(join(data, "runtime.json"), "utf8")).page_url).replace(/\/$/, ""),
  };
}

test("on SIGHUP the bridge goes on with the configuration as it is now", options, async (t) => {
  const house = await openHousehold(t);
  const config = house.write();
  await using receipts = await collectReceipts(house.mqtt);
  const bridge = startBridge(t, config, withPage);
  await scraped(receipts, "home", 0);
  const page = house.page();

  await t.test("with a router more, and without losing or doubling anything", async () => {
    const attic = await startRouter(t, busy);
    const routers = [house.router, attic].map(({ router }, index) => ({
      ...{ ...router, name: ["home", "attic"][index], schedule: everySecond },
    }));
    house.write({ routers });
    bridge.child.kill("SIGHUP");
    await scraped(receipts, "attic", 0);
    await scraped(receipts, "home", Date.now());
    house.router.faults.freeze(true);
    attic.faults.freeze(true);
    for (const [name, { truth }] of [
      ["home", house.router],
      ["attic", attic],
    ] as const) {
      await scraped(receipts, name, Date.now());
      await caughtUp(receipts, house.data, name);
      const journalled = journalledProbes(house.data, name);
      assertTruthJournalled(truth, journalled);
      const arrived = arrivedProbes(receipts.all, name);
      assert.equal(arrived.length, journalled.length);
      assertJournalArrived(journalled, arrived);
    }
    assert.equal(house.page(), page, "the page is where it was");
  });

  await t.test("a router that is no longer there takes its topics along", async () => {
    house.write();
    bridge.child.kill("SIGHUP");
    const isGone = () => receipts.latest("whos-knocking/attic/state") === undefined || undefined;
    await receipts.when("the attic go", isGone);
  });

  await t.test("one that is not sound changes nothing, and the page says what is wrong", async () => {
    const reader = await readEvents(t, `${page}/api/v1/stream`);
    await reader.event(({ event }) => event === "hello");
    house.write({ rooters: [] });
    bridge.child.kill("SIGHUP");
    await bridge.seen(
      "stderr",
      /config +error: .*whos-knocking\.yaml:\d+: rooters: unknown key.*\n.*goes on as before/,
    );
    const { data } = await reader.event(({ event }) => event === "config");
    const news = JSON.parse(data);
    assert.equal(news.state, "refused");
    assert.match(news.problems.join("\n"), /rooters: unknown key .*did you mean "routers"/);
    await scraped(receipts, "home", Date.now());
    const later = await readEvents(t, `${page}/api/v1/stream`);
    assert.equal((await later.event(({ event }) => event === "config")).data, data);
  });

  await t.test("nor does one that is no longer there", async () => {
    rmSync(config);
    bridge.child.kill("SIGHUP");
    await bridge.seen("stderr", /config +error: .*there is no such file/);
    await scraped(receipts, "home", Date.now());
  });

  await t.test("one that cannot be used is given up for the one before", async (t) => {
    const other = join(house.folder, "other");
    mkdirSync(other);
    const holder = openJournal(other);
    t.after(() => holder.close());
    house.write({ data_dir: other });
    bridge.child.kill("SIGHUP");
    await bridge.seen("stderr", /config +error: the journal \S+other\S+ is being written by another program/);
    await scraped(receipts, "home", Date.now());
    const reader = await readEvents(t, `${page}/api/v1/stream`);
    const { data } = await reader.event(({ event }) => event === "config");
    assert.match(data, /"refused".*is being written by another program/);
  });

  const { code, tookMs } = await bridge.stop();
  assert.deepEqual([code, tookMs < 2000], [0, true], `${tookMs} ms`);
});

test("who gave the page's password need not give it again, unless it is another one", options, async (t) => {
  const house = await openHousehold(t, never);
  const locked = (password: string) => ({ web: { ...web, password } });
  const config = house.write(locked("correct horse"));
  const bridge = startInside(t, ["run", "--config", config], withPage);
  await bridge.said(greeting, 1);
  const page = house.page();
  const entered = await ask(page, "/api/v1/session", {
    method: "POST",
    headers: { "x-whos-knocking": "1", "content-type": "application/json" },
    body: JSON.stringify({ password: "correct horse" }),
  });
  const cookie = entered.headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
  const look = async () => (await ask(page, "/api/v1/info", { headers: { cookie } })).status;
  assert.equal(await look(), 200);
  bridge.reload();
  await bridge.said(greeting, 2);
  assert.equal(await look(), 200);
  house.write(locked("battery staple"));
  bridge.reload();
  await bridge.said(greeting, 3);
  assert.equal(await look(), 401);
  assert.equal(await bridge.stop(), 0);
});

test("a pass under way ends before the bridge begins anew", options, async (t) => {
  const house = await openHousehold(t);
  const config = house.write();
  const bridge = startInside(t, ["run", "--config", config], withPage);
  await bridge.said(/ home +\d+ new/, 1);
  house.router.faults.hang(1);
  await house.router.more(30);
  const before = journalledProbes(house.data, "home").length;
  bridge.reload();
  await bridge.said(greeting, 2);
  await bridge.said(/ home +\d+ new/, 2);
  assert.ok(journalledProbes(house.data, "home").length > before);
  house.router.faults.freeze(true);
  bridge.reload();
  await bridge.said(greeting, 3);
  const frozen = house.router.truth.length;
  for (let look = 0; journalledProbes(house.data, "home").length < frozen && look < 100; look += 1) await wait(100);
  assertTruthJournalled(house.router.truth, journalledProbes(house.data, "home"));
  assert.equal(await bridge.stop(), 0);
});

test("who asks twice gets the newest configuration, whenever that came", options, async (t) => {
  const house = await openHousehold(t, never);
  const config = house.write({ log: { level: "info" } });
  const bridge = startInside(t, ["run", "--config", config], withPage);
  await bridge.said(greeting, 1);
  for (let round = 1; round <= 5; round += 1) {
    bridge.reload();
    // Asked again before it was begun, while it closes, and while it opens.
    await wait(round * 15);
    const base = `round-${round}`;
    house.write({ mqtt: { ...house.mqtt, base_topic: base } });
    bridge.reload();
    bridge.reload();
    await using receipts = await collectReceipts({ ...house.mqtt, filter: `${base}/#` });
    await told(receipts, `${base}/bridge/state`, "online");
  }
  assert.equal(await bridge.stop(), 0);
  assert.doesNotMatch(bridge.stderr(), /error/);
});

test("twenty times anew, and nothing has grown", options, async (t) => {
  const house = await openHousehold(t, never);
  const gate = { name: "gate", family: "syslog", hostnames: ["gate"] };
  const config = house.write({
    routers: [{ ...house.router.router, name: "home", schedule: everySecond }, gate],
    syslog: { listen: ["udp://127.0.0.1:0", "tcp://127.0.0.1:0"] },
  });
  const bridge = startInside(t, ["run", "--config", config], withPage);
  const round = async (times: number): Promise<void> => {
    await bridge.said(greeting, times);
    await bridge.said(/ home +\d+ new/, times);
    // Threads that read for the page are there now.
    for (const path of ["events?from=all", "tables/ports?from=all"])
      assert.equal((await ask(house.page(), `/api/v1/${path}`)).status, 200);
  };
  await round(1);
  for (let times = 2; times <= 3; times += 1) {
    bridge.reload();
    await round(times);
  }
  const before = held(bridge.signal);
  for (let times = 4; times <= 23; times += 1) {
    bridge.reload();
    await round(times);
  }
  for (let look = 0; look < 100 && hasGrown(before, held(bridge.signal)); look += 1) await wait(100);
  const after = held(bridge.signal);
  t.diagnostic(`before ${JSON.stringify(before)}, after ${JSON.stringify(after)}`);
  assert.equal(hasGrown(before, after), false, JSON.stringify({ before, after }));
  assert.equal(await bridge.stop(), 0);
});

type Held = Readonly<Record<string, number>>;

/** What this process holds now, by kind. */
function held(signal: AbortSignal): Held {
  const kinds = Object.groupBy(process.getActiveResourcesInfo(), (kind) => kind);
  const count = (folder: string): Held => (existsSync(folder) ? { [folder]: readdirSync(folder).length } : {});
  return {
    ...Object.fromEntries(Object.entries(kinds).map(([kind, all = []]) => [kind, all.length])),
    ...count("/proc/self/fd"),
    ...count("/proc/self/task"),
    listeners: getEventListeners(signal, "abort").length,
  };
}

/** A timer more or less is one of the moment. */
function hasGrown(before: Held, after: Held): boolean {
  return Object.entries(after).some(([kind, count]) => count > (before[kind] ?? 0) + (kind === "Timeout" ? 2 : 0));
}
