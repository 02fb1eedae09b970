import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { startBridge, startRouter, writeConfig } from "../support/bridge.ts";
import { scraped, told } from "../support/bridge-receipts.ts";
import { temporaryFolder } from "../support/folder.ts";
import { openMosquitto, withoutMosquitto } from "../support/mosquitto.ts";
import { collectReceipts, type Receipts } from "../support/receipts.ts";
import { startSender } from "../support/sender.ts";

const options = { skip: withoutMosquitto, timeout: 60_000 };
const busy = { rate: (20 * 86_400) / 323, ringSize: 600 };
/** Not due while a test runs. */
const never = "0 0 1 1 *";

/** A broker, a router and who listens; `write` makes the configuration file anew. */
async function scene(t: TestContext, simulator: Parameters<typeof startRouter>[1] = busy) {
  const folder = temporaryFolder(t);
  const broker = await openMosquitto(t);
  const router = await startRouter(t, simulator);
  const receipts = await collectReceipts({ url: broker.url });
  t.after(() => receipts.close());
  const write = (sections: Readonly<Record<string, unknown>> = {}) =>
    writeConfig(folder, {
      mqtt: { url: broker.url },
      routers: [{ ...router.router, schedule: never }],
      ...sections,
    });
  return { router, receipts, write };
}

function stateOf(receipts: Receipts, key: string): unknown {
  return JSON.parse(receipts.latest("whos-knocking/home/state") ?? "{}")[key];
}

async function untilState(receipts: Receipts, key: string, value: unknown): Promise<void> {
  await receipts.when(`${key} ${value}`, () => stateOf(receipts, key) === value || undefined);
}

test("a paused router is left alone, says so, and what it forgot meanwhile is downtime", options, async (t) => {
  const { router, receipts, write } = await scene(t, { ...busy, ringSize: 40 });
  const config = write();
  const bridge = startBridge(t, config);
  const firstMs = await scraped(receipts, "home", 0);
  assert.equal(stateOf(receipts, "paused"), false);

  await receipts.publish("whos-knocking/home/set/pause", "ON");
  await untilState(receipts, "paused", true);
  await receipts.publish("whos-knocking/home/set/scrape", "");
  await bridge.seen("stderr", /home +warning: whos-knocking\/home\/set\/scrape cannot be done: home is paused/);
  await bridge.stop();

  const again = startBridge(t, config);
  await again.seen("stderr", /home +is paused since an earlier run/);
  await router.more(60);
  await untilState(receipts, "paused", true);
  assert.equal(Date.parse(String(stateOf(receipts, "last_scrape"))), firstMs);

  await receipts.publish("whos-knocking/home/set/pause", "OFF");
  await scraped(receipts, "home", firstMs);
  await untilState(receipts, "paused", false);
  const gap = await receipts.when("a gap", () => receipts.latest("whos-knocking/home/gap"));
  assert.equal(JSON.parse(gap).cause, "downtime");
  const { stderr } = await again.stop();
  assert.match(stderr, /home +resumed/);
});

test("a pause while it runs gives a gap of downtime too", options, async (t) => {
  const { router, receipts, write } = await scene(t, { ...busy, ringSize: 40 });
  const bridge = startBridge(t, write());
  await scraped(receipts, "home", 0);
  await receipts.publish("whos-knocking/home/set/pause", "ON");
  await untilState(receipts, "paused", true);
  await router.more(60);
  await receipts.publish("whos-knocking/home/set/pause", "OFF");
  const gap = await receipts.when("a gap", () => receipts.latest("whos-knocking/home/gap"));
  assert.equal(JSON.parse(gap).cause, "downtime");
  await bridge.stop();
});

test(
  "what a paused router sends by itself is not kept, also over a restart: it is one gap of downtime",
  options,
  async (t) => {
    const folder = temporaryFolder(t);
    const broker = await openMosquitto(t);
    const router = await startSender(t, busy);
    await using receipts = await collectReceipts({ url: broker.url });
    const config = writeConfig(folder, { mqtt: { url: broker.url }, routers: [router.router], syslog: router.syslog });
    const send = async (count: number): Promise<void> => {
      router.faults.freeze(false);
      await router.more(count);
      router.faults.freeze(true);
    };
    const arrived = () => receipts.all.filter(({ topic }) => topic.startsWith("whos-knocking/home/probe/")).length;
    const bridge = startBridge(t, config);
    await bridge.seen("stderr", /^\S+ syslog +listens on /m);
    await send(5);
    await receipts.when("the first probes", () => arrived() >= 5 || undefined);
    const before = router.truth.length;
    await receipts.when("all of them", () => arrived() === before || undefined);
    const fromMs = Date.now();
    await receipts.publish("whos-knocking/home/set/pause", "ON");
    await untilState(receipts, "paused", true);
    await send(5);
    await receipts.publish("whos-knocking/home/set/scrape", "");
    await bridge.seen("stderr", /home sends its log by itself: there is nothing to ask for/);
    await bridge.stop();

    const again = startBridge(t, config);
    await again.seen("stderr", /^\S+ syslog +listens on /m);
    await send(5);
    const toMs = Date.now();
    await receipts.publish("whos-knocking/home/set/pause", "OFF");
    const gap = JSON.parse(await receipts.when("a gap", () => receipts.latest("whos-knocking/home/gap")));
    const lost = router.truth.length - before;
    await send(1);
    await receipts.when("what came after", () => arrived() === router.truth.length - lost || undefined);
    assert.equal(gap.cause, "downtime");
    assert.ok(Date.parse(gap.from) <= fromMs + 1000 && Date.parse(gap.to) >= toMs, `${gap.from} to ${gap.to}`);
    assert.equal(receipts.all.filter(({ topic }) => topic === "whos-knocking/home/gap").length, 1);
    await again.stop();
  },
);

test("a log that was full before it was read again brings a suggestion", options, async (t) => {
  const { router, receipts, write } = await scene(t, { ...busy, ringSize: 40 });
  const bridge = startBridge(t, write());
  await scraped(receipts, "home", 0);
  assert.equal(stateOf(receipts, "suggested_schedule"), never);
  await router.more(60);
  await receipts.publish("whos-knocking/home/set/scrape", "");
  await receipts.when("a closer schedule", () => stateOf(receipts, "suggested_schedule") !== never || undefined);
  assert.equal(stateOf(receipts, "suggested_schedule"), "0 * * * *");
  await receipts.publish("whos-knocking/bridge/request/health", "{}");
  const answer = await receipts.when("its health", () =>
    receipts.all.find(({ topic }) => topic === "whos-knocking/bridge/response/health"),
  );
  assert.deepEqual(JSON.parse(answer.payload).data.suggested_schedules, { home: "0 * * * *" });
  const { stderr } = await bridge.stop();
  assert.match(
    stderr,
    /home +warning: its log is full after .* and read every .*: schedule "0 \* \* \* \*" would lose less/,
  );
});

test(
  "what is set from outside holds over restarts, until the configuration's own value changes",
  options,
  async (t) => {
    const { receipts, write } = await scene(t);
    const health = (): Readonly<Record<string, unknown>> =>
      JSON.parse(receipts.latest("whos-knocking/bridge/health") ?? "{}");
    const untilLevel = (level: string) =>
      receipts.when(`log level ${level}`, () => health()["log_level"] === level || undefined);
    const shown = async (sections: Readonly<Record<string, unknown>>) => {
      const sinceMs = Date.now();
      const bridge = startBridge(t, write(sections));
      await scraped(receipts, "home", sinceMs);
      await bridge.stop();
      return [stateOf(receipts, "burst_threshold"), health()["log_level"]];
    };

    const bridge = startBridge(t, write());
    await scraped(receipts, "home", 0);
    assert.deepEqual([stateOf(receipts, "burst_threshold"), health()["log_level"]], [3, "info"]);
    await receipts.publish("whos-knocking/home/set/burst_threshold", "5");
    await untilState(receipts, "burst_threshold", 5);
    await receipts.publish("whos-knocking/bridge/set/log_level", "debug");
    await untilLevel("debug");
    await bridge.stop();

    assert.deepEqual(await shown({}), [5, "debug"]);
    assert.deepEqual(await shown({ detect: { burst: { probes: 4 } } }), [4, "debug"]);
    assert.deepEqual(await shown({ log: { level: "warn" } }), [3, "warn"]);
    assert.deepEqual(await shown({}), [3, "info"], "and does not come back with the old value");
  },
);

test("another burst threshold holds from the next pass on", options, async (t) => {
  const { router, receipts, write } = await scene(t);
  const counts = () =>
    receipts.all
      .filter(({ topic, payload }) => topic === "whos-knocking/home/attack/burst" && payload.includes("burst_started"))
      .map(({ payload }): number => JSON.parse(payload).count);
  const bridge = startBridge(t, write());
  await scraped(receipts, "home", 0);
  await receipts.publish("whos-knocking/home/set/burst_threshold", "2");
  await untilState(receipts, "burst_threshold", 2);
  for (let found = false; !found; found = counts().includes(2)) {
    const lastMs = Date.parse(String(stateOf(receipts, "last_scrape")));
    await router.more(20);
    await receipts.publish("whos-knocking/home/set/scrape", "");
    await scraped(receipts, "home", lastMs);
  }
  await bridge.stop();
});

const nonsense: readonly (readonly [topic: string, payload: string, words: RegExp])[] = [
  ["home/set/pause", "yes", /home\/set\/pause cannot be done: "yes" is neither ON nor OFF/],
  ["home/set/pause", "", /"" is neither ON nor OFF/],
  ["home/set/burst_threshold", "three", /home\/set\/burst_threshold cannot be done: "three" is no number/],
  ["home/set/burst_threshold", "1", /the burst threshold is a whole number from 2 to 10000/],
  ["home/set/burst_threshold", "2.5", /"2.5" is no number/],
  ["home/set/burst_threshold", "9".repeat(100), /more than 64 characters are no command/],
  [
    "bridge/set/log_level",
    "loud",
    /bridge\/set\/log_level cannot be done: the log level is one of debug, info, warn, error/,
  ],
];

test("a command that means nothing changes nothing, and the log says why", options, async (t) => {
  const { receipts, write } = await scene(t);
  const bridge = startBridge(t, write());
  await scraped(receipts, "home", 0);
  const before = receipts.latest("whos-knocking/home/state");
  for (const [topic, payload, words] of nonsense) {
    await receipts.publish(`whos-knocking/${topic}`, payload);
    await bridge.seen("stderr", words);
  }
  assert.equal(receipts.latest("whos-knocking/home/state"), before);
  await bridge.stop();
});

test("commands and requests that somebody retained are left alone", options, async (t) => {
  const { receipts, write } = await scene(t);
  await receipts.publish("whos-knocking/home/set/pause", "ON", true);
  await receipts.publish("whos-knocking/bridge/set/log_level", "debug", true);
  await receipts.publish("whos-knocking/bridge/request/rediscover", '{"transaction":"retained"}', true);
  const bridge = startBridge(t, write());
  await scraped(receipts, "home", 0);
  await receipts.publish("whos-knocking/bridge/request/health", '{"transaction":"live"}');
  await receipts.when("an answer", () => receipts.latest("whos-knocking/bridge/response/health"));
  assert.equal(receipts.latest("whos-knocking/bridge/response/rediscover"), undefined);
  assert.equal(stateOf(receipts, "paused"), false);
  const { stderr } = await bridge.stop();
  assert.doesNotMatch(stderr, /debug|paused/);
});

test(
  "a device that the user deleted stays away over restarts until it is configured in another way, or asked for",
  options,
  async (t) => {
    const { router, receipts, write } = await scene(t);
    const device = "homeassistant/device/whos_knocking_home/config";
    const isShown = () => (receipts.latest(device) ?? "") !== "";
    const once = async (sections: Readonly<Record<string, unknown>> = {}): Promise<boolean> => {
      const sinceMs = Date.now();
      const bridge = startBridge(t, write(sections));
      await scraped(receipts, "home", sinceMs);
      await told(receipts, "whos-knocking/bridge/state", "online");
      await bridge.stop();
      return isShown();
    };
    /** As Home Assistant does; resolves when the bridge has heard of it. */
    const userDeletes = async (transaction: string): Promise<void> => {
      await receipts.publish(device, "", true);
      await receipts.publish("whos-knocking/bridge/request/health", JSON.stringify({ transaction }));
      const answer = () => receipts.latest("whos-knocking/bridge/response/health")?.includes(transaction) || undefined;
      await receipts.when("an answer", answer);
    };
    const first = startBridge(t, write());
    await receipts.when("the device", () => isShown() || undefined);
    await userDeletes("deletion 1");
    await first.stop();
    assert.equal(await once(), false);

    const asked = startBridge(t, write());
    await scraped(receipts, "home", Date.now() - 1);
    await receipts.publish("whos-knocking/bridge/request/rediscover", "");
    await receipts.when("the device again", () => isShown() || undefined);
    await userDeletes("deletion 2");
    await asked.stop();
    assert.equal(await once(), false);

    const changed = { routers: [{ ...router.router, schedule: "0 0 2 1 *" }] };
    assert.equal(await once(changed), true);
  },
);
