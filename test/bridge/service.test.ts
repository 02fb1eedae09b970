import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { dataDir, startBridge, startRouter, writeConfig } from "../support/bridge.ts";
import { assertNoSecret, caughtUp, retainedBy, scraped, told } from "../support/bridge-receipts.ts";
import { temporaryFolder } from "../support/folder.ts";
import { openGuardedBroker } from "../support/guarded-broker.ts";
import { arrivedProbes, assertJournalArrived, assertTruthJournalled, journalledProbes } from "../support/ledger.ts";
import { openMosquitto, withoutMosquitto } from "../support/mosquitto.ts";
import { collectReceipts } from "../support/receipts.ts";

const options = { skip: withoutMosquitto, timeout: 60_000 };
/** About 20 probes a second, and room for what comes in half a minute. */
const busy = { rate: (20 * 86_400) / 323, ringSize: 600 };
/** Not due while a test runs: every pass is then the one at the start, or one that was asked for. */
const never = "0 0 1 1 *";
const secret = "correct-horse-battery";
const witness = { username: "witness", password: "w" };

test("twenty lines of configuration bridge a router to a broker", options, async (t) => {
  const folder = temporaryFolder(t);
  const data = dataDir(folder);
  const broker = await openGuardedBroker(t, "bridge", secret);
  broker.admit(witness.username, witness.password);
  const router = await startRouter(t, busy);
  await using receipts = await collectReceipts({ url: broker.url, ...witness });
  writeFileSync(join(folder, "password"), `${secret}\n`);
  const config = writeConfig(folder, {
    mqtt: { url: broker.url, username: "bridge", password_file: join(folder, "password") },
    routers: [{ ...router.router, schedule: never }],
    log: { level: "debug" },
  });
  assert.ok(readFileSync(config, "utf8").split("\n").length <= 20);
  const startedMs = performance.now();
  const bridge = startBridge(t, config);

  await t.test("the first probe is there within five seconds", async () => {
    await receipts.when("a probe", () => arrivedProbes(receipts.all, "home")[0]);
    const tookMs = performance.now() - startedMs;
    t.diagnostic(`first probe ${Math.round(tookMs)} ms after the start`);
    assert.ok(tookMs < 5000, `${tookMs} ms`);
  });

  await t.test("a request for a scrape brings what is new since the pass before", async () => {
    const firstMs = await scraped(receipts, "home", 0);
    await router.more(5);
    router.faults.freeze(true);
    await receipts.publish("whos-knocking/home/set/scrape", "");
    await scraped(receipts, "home", firstMs);
    await caughtUp(receipts, data, "home");
    const journalled = journalledProbes(data, "home");
    assertTruthJournalled(router.truth, journalled);
    assertJournalArrived(journalled, arrivedProbes(receipts.all, "home"));
  });

  await t.test("what is retained is right for whoever comes later", async () => {
    await using late = await collectReceipts({ url: broker.url, ...witness });
    const retained = await retainedBy(late);
    assertBridgeTold(retained);
    assertRouterTold(retained, router.truth, journalledProbes(data, "home").at(-1)?.id);
    assertTablesTold(retained, router.truth);
    assertDiscoverable(retained);
  });

  await t.test("SIGTERM stops it within two seconds, and the broker says `offline`", async () => {
    const { code, tookMs, stdout, stderr } = await bridge.stop("SIGTERM");
    assert.deepEqual([code, tookMs < 2000, stdout], [0, true, ""], `${tookMs} ms: ${stderr}`);
    await told(receipts, "whos-knocking/bridge/state", "offline");
    assertNoSecret([secret], receipts, [stdout, stderr]);
  });

  await t.test("after a restart nothing is published twice, and the ids go on", async () => {
    const before = arrivedProbes(receipts.all, "home").length;
    const restartedMs = Date.now();
    const again = startBridge(t, config);
    const firstMs = await scraped(receipts, "home", restartedMs);
    router.faults.freeze(false);
    await router.more(3);
    await receipts.publish("whos-knocking/home/set/scrape", "");
    await scraped(receipts, "home", firstMs);
    const { code, tookMs, stderr } = await again.stop("SIGINT");
    assert.deepEqual([code, tookMs < 2000], [0, true], `SIGINT: ${tookMs} ms: ${stderr}`);
    const journalled = journalledProbes(data, "home");
    const arrived = arrivedProbes(receipts.all, "home");
    assert.ok(journalled.length >= before + 3);
    assert.equal(arrived.length, journalled.length);
    assertJournalArrived(journalled, arrived);
    const [first, last] = [journalled[0], journalled.at(-1)];
    assert.equal(first?.id.replace(/\d+$/, ""), last?.id.replace(/\d+$/, ""));
    assertNoSecret([secret], receipts, [stderr]);
  });
});

test("a router that is no longer configured takes its topics along, the others stay", options, async (t) => {
  const folder = temporaryFolder(t);
  const broker = await openMosquitto(t);
  const front = { ...(await startRouter(t, busy)).router, name: "front", schedule: never };
  const back = { ...(await startRouter(t, busy)).router, name: "back", schedule: never };
  await using receipts = await collectReceipts({ url: broker.url });
  const mqtt = { url: broker.url };
  const both = startBridge(t, writeConfig(folder, { mqtt, routers: [front, back] }));
  await Promise.all([scraped(receipts, "front", 0), scraped(receipts, "back", 0)]);
  await both.stop();
  await using between = await collectReceipts({ url: broker.url });
  const before = await retainedBy(between);
  assert.deepEqual(
    topicsOf(before, "back"),
    topicsOf(before, "front").map((topic) => topic.replace("front", "back")),
  );
  assert.equal(topicsOf(before, "back").length, 10);

  const restartedMs = Date.now();
  const one = startBridge(t, writeConfig(folder, { mqtt, routers: [front] }));
  await scraped(receipts, "front", restartedMs);
  await one.stop();
  await using after = await collectReceipts({ url: broker.url });
  const left = await retainedBy(after);
  assert.deepEqual(topicsOf(left, "back"), []);
  assert.deepEqual([...left.keys()].sort(), [...before.keys()].filter((topic) => !topic.includes("back")).sort());
});

test("what a router forgot before it was read is told, published and counted", options, async (t) => {
  const broker = await openMosquitto(t);
  const router = await startRouter(t, busy);
  await using receipts = await collectReceipts({ url: broker.url });
  const routers = [{ ...router.router, schedule: never }];
  const bridge = startBridge(t, writeConfig(temporaryFolder(t), { mqtt: { url: broker.url }, routers }));
  let lastMs = await scraped(receipts, "home", 0);
  for (const cause of ["cleared", "reboot"] as const) {
    router.faults[cause === "cleared" ? "clear" : "reboot"]();
    await router.more(1);
    await receipts.publish("whos-knocking/home/set/scrape", "");
    lastMs = await scraped(receipts, "home", lastMs);
    const gap = await receipts.when(`a gap: ${cause}`, () => {
      const newest = JSON.parse(receipts.latest("whos-knocking/home/gap") ?? "{}");
      return newest.cause === cause ? newest : undefined;
    });
    assert.deepEqual([gap.router, gap.exact, gap.filled], ["home", false, false]);
  }
  assert.equal(JSON.parse(receipts.latest("whos-knocking/home/state") ?? "{}").gaps, 2);
  const { stderr } = await bridge.stop();
  assert.equal(stderr.match(/^\S+ home +warning: gap from /gm)?.length, 2, stderr);
});

function topicsOf(retained: ReadonlyMap<string, string>, router: string): readonly string[] {
  return [...retained.keys()].filter((topic) => topic.includes(router)).sort();
}

function payloadOf(retained: ReadonlyMap<string, string>, topic: string) {
  return JSON.parse(retained.get(topic) ?? "null");
}

function assertBridgeTold(retained: ReadonlyMap<string, string>): void {
  assert.equal(retained.get("whos-knocking/bridge/state"), "online");
  const { version, routers, config } = payloadOf(retained, "whos-knocking/bridge/info");
  assert.match(version, /^\d+\.\d+\.\d+$/);
  assert.deepEqual(routers, [{ name: "home", family: "smc-barricade" }]);
  assert.deepEqual([config.mqtt.username, "password" in config.mqtt], ["bridge", false]);
  assert.deepEqual([config.routers[0].schedule, "password" in config.routers[0]], [never, false]);
  const health = payloadOf(retained, "whos-knocking/bridge/health");
  assert.equal(health.log_level, "debug");
  for (const key of ["uptime_seconds", "memory_bytes", "backlog", "journal_bytes"]) assert.ok(health[key] >= 0, key);
}

function assertRouterTold(retained: ReadonlyMap<string, string>, truth: readonly string[], lastId = ""): void {
  assert.equal(retained.get("whos-knocking/home/availability"), "online");
  const state = payloadOf(retained, "whos-knocking/home/state");
  assert.deepEqual([state.gaps, state.lost_probes, state.rejects, state.ambiguous_passes], [0, 0, 0, 0]);
  const isBad = ({ severity }: { readonly severity: string }) => severity === "high" || severity === "critical";
  assert.equal(state.under_attack, state.active_episodes.some(isBad));
  // The last row with a number may be a finding, which comes right behind its probe.
  assert.ok(Number(state.last_id.split("-").at(-1)) >= Number(lastId.split("-").at(-1)));
  const summary = payloadOf(retained, "whos-knocking/home/summary");
  const sources = new Set(truth.map((line) => JSON.parse(line).source)).size;
  assert.deepEqual(
    [summary.probes, summary.rate, summary.sources_24h, summary.classes],
    [truth.length, truth.length, sources, { probe: truth.length }],
  );
  const last = JSON.parse(truth.at(-1) ?? "{}");
  assert.match(
    summary.last_probe,
    new RegExp(`^${last.protocol}/${last.port} .*from ${last.source}( \\([A-Z]{2}\\))?$`),
  );
}

/** Tables and hours are those of counting what entered the router's log. */
function assertTablesTold(retained: ReadonlyMap<string, string>, truth: readonly string[]): void {
  const probes: readonly { readonly source: string; readonly protocol: string; readonly port: number }[] = truth.map(
    (line) => JSON.parse(line),
  );
  const counts = (keys: readonly string[]) => {
    const tally = new Map<string, number>();
    for (const key of keys) tally.set(key, (tally.get(key) ?? 0) + 1);
    return [...tally].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1)).slice(0, 10);
  };
  const told = (kind: string) =>
    payloadOf(retained, `whos-knocking/home/top/${kind}`).map(({ key, count }: { key: string; count: number }) => [
      key,
      count,
    ]);
  assert.deepEqual(told("ports"), counts(probes.map(({ protocol, port }) => `${protocol}/${port}`)));
  assert.deepEqual(told("sources"), counts(probes.map(({ source }) => source)));
  assert.ok(told("countries").length > 1);
  for (const kind of ["domains", "networks"]) assert.equal(told(kind)[0]?.[0], "UNKNOWN", kind);
  const hours: readonly number[] = payloadOf(retained, "whos-knocking/home/hours");
  assert.equal(hours.length, 24);
  assert.equal(
    hours.reduce((sum, count) => sum + count, 0),
    truth.length,
  );
}

/** The messages of discovery lead to topics that are retained, or to the one that asks for a scrape. */
function assertDiscoverable(retained: ReadonlyMap<string, string>): void {
  for (const [device, keys] of [
    ["whos_knocking_bridge", ["state", "version"]],
    [
      "whos_knocking_home",
      ["probes", "probe_rate", "last_probe", "under_attack", "attack", "log_reachable", "last_scrape", "scrape"],
    ],
  ] as const) {
    const { dev, cmps } = payloadOf(retained, `homeassistant/device/${device}/config`);
    assert.deepEqual(dev.ids, [device]);
    for (const key of keys) {
      const { stat_t, cmd_t, avty = [] } = cmps[key];
      for (const topic of [...avty.map(({ t }: { t: string }) => t), ...(stat_t === undefined ? [] : [stat_t])])
        assert.ok(retained.has(topic) || topic === "whos-knocking/home/attack/+", `${key} reads ${topic}`);
      if (stat_t === undefined) assert.equal(cmd_t, "whos-knocking/home/set/scrape");
    }
  }
}
