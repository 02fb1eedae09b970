import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { Announcer } from "../../src/home-assistant/announcer.ts";
import { bridgeDiscovery, routerDiscovery } from "../../src/home-assistant/discovery.ts";
import type { MqttLink } from "../../src/publish/link.ts";
import { createTopics, topKinds } from "../../src/topics.ts";
import {
  enterHome,
  eventually,
  type HomeAssistant,
  restart,
  type States,
  untilGone,
  withoutHomeAssistant,
} from "../support/home-assistant.ts";
import { device, devices, registered, tableOf } from "../support/home-assistant-registry.ts";
import { openLink } from "../support/link.ts";

const topics = createTopics("whos-knocking");
const garden = topics.router("garden");
const context = { topics, prefix: "homeassistant", version: "0.1.0" };
const router = {
  name: "garden",
  url: "http://admin:secret@192.168.2.1",
  manufacturer: "SMC",
  model: "Barricade",
  traits: ["asking", "bursts"],
} as const;
const discovery = [bridgeDiscovery(context), routerDiscovery(router, context)];

const summary = {
  ...{ probes: 1234, rate: 17, today: 250, attempts_today: 200, sources_24h: 96, multiple_share_24h: 13.5 },
  last_probe: `tcp/445 microsoft-ds from 203.0.113.9 ${"x".repeat(300)}`,
  ...{ admitted: 0, classes: {} },
};
const state = {
  ...{ under_attack: true, active_episodes: [], last_scrape: "2026-12-01T12:00:00.000Z", gaps: 1, lost_probes: 12 },
  ...{ rejects: 5, ambiguous_passes: 0, paused: false, burst_threshold: 3, suggested_schedule: "*/2 * * * *" },
};
const row = (key: string, name: string, count: number) => ({ key, name, count, share: count / 10 });
const tables = {
  ports: [row("udp/137", "netbios-ns", 52), row("tcp/4444", "tcp/4444", 7)],
  sources: [row("203.0.113.9", "scan.example", 30)],
  domains: [],
  countries: [row("UNKNOWN", "UNKNOWN", 60), row("MX", "Mexico", 30)],
  networks: [row("AS64496", `Example "Net" ${"y".repeat(300)}`, 30)],
} satisfies Record<(typeof topKinds)[number], readonly unknown[]>;
const health = {
  uptime_seconds: 1,
  memory_bytes: 1,
  backlog: 0,
  journal_bytes: 1_234_567,
  publish_rate: 3,
  log_level: "info",
};

const sensor = (key: string): string => `sensor.whos_knocking_garden_${key}`;
const level = "select.whos_knocking_bridge_log_level";
const settled = [
  sensor("probes"),
  sensor("top_network"),
  "switch.whos_knocking_garden_pause",
  sensor("lost_probes"),
  level,
];
const hasValues = (states: States): boolean =>
  states.get(sensor("probes"))?.state === "1234" &&
  states.get(sensor("top_network"))?.state.startsWith("AS64496") === true &&
  states.get("switch.whos_knocking_garden_pause")?.state === "off" &&
  states.get(sensor("lost_probes"))?.state === "12" &&
  states.get(level)?.state === "info";

function openDevice(t: TestContext, home: HomeAssistant): { readonly link: MqttLink; readonly announcer: Announcer } {
  const { link } = openLink(t, { url: home.brokerUrl }, { clientId: "device-test", stateTopic: topics.bridgeState });
  const announcer = new Announcer({
    link,
    deletions: { has: () => false, add: () => undefined, remove: () => undefined },
    ...{ left: new Set<string>(), stateTopic: topics.bridgeState },
    statusTopic: "homeassistant/status",
    now: () => performance.now(),
    random: () => 0,
  });
  t.after(() => announcer.close());
  return { link, announcer };
}

function tellAll(link: MqttLink): void {
  link.setRetained(garden.availability, "online");
  link.setRetained(garden.summary, JSON.stringify(summary));
  link.setRetained(garden.state, JSON.stringify(state));
  for (const kind of topKinds) link.setRetained(garden.top(kind), JSON.stringify(tables[kind]));
  link.setRetained(topics.bridgeInfo, JSON.stringify({ version: "0.1.0" }));
  link.setRetained(topics.bridgeHealth, JSON.stringify(health));
}

function clearAll(link: MqttLink): void {
  const { availability, summary: figures, state: status } = garden;
  for (const topic of [availability, figures, status, ...topKinds.map(garden.top)]) link.clearRetained(topic);
  for (const topic of [topics.bridgeInfo, topics.bridgeHealth]) link.clearRetained(topic);
}

const shownIn = async (home: HomeAssistant): Promise<string> =>
  (await tableOf(home, "whos_knocking_garden")) + (await tableOf(home, "whos_knocking_bridge"));

test("Home Assistant shows a device as the retained topics have it", { skip: withoutHomeAssistant }, async (t) => {
  const home = await enterHome(t);
  const { link, announcer } = openDevice(t, home);
  announcer.announce(discovery);
  const snapshot = async (sub: TestContext, file: string): Promise<void> =>
    sub.assert.fileSnapshot(await shownIn(home), join(import.meta.dirname, "golden", file), {
      serializers: [(shown) => String(shown)],
    });

  await t.test("before the first pass everything is there and nothing is guessed", async () => {
    link.setRetained(garden.availability, "online");
    for (const topic of [garden.summary, garden.state, topics.bridgeInfo, topics.bridgeHealth])
      link.setRetained(topic, "{}");
    for (const kind of topKinds) link.setRetained(garden.top(kind), "[]");
    await home.until(
      settled,
      (states) => settled.every((id) => states.get(id)?.state === "unknown"),
      "unknown sensors",
    );
    const known = (await home.states("whos_knocking_garden")).filter(({ state: shown }) => shown !== "unknown");
    assert.deepEqual(
      known.map(({ entity_id }) => entity_id),
      ["binary_sensor.whos_knocking_garden_log_reachable"],
    );
  });

  await t.test("after it every entity has its id, name, value, unit, classes, icon and category", async (sub) => {
    tellAll(link);
    await home.until(settled, hasValues, "all values");
    await snapshot(sub, "entities.snapshot");
  });

  await t.test("a table is an attribute, small enough to be recorded", async () => {
    const attributes = new Map((await home.states("top_")).map((shown) => [shown.entity_id, shown.attributes]));
    assert.deepEqual(attributes.get(sensor("top_port"))?.["table"], tables.ports);
    assert.deepEqual(attributes.get(sensor("top_country"))?.["table"], tables.countries);
    for (const [id, shown] of attributes) assert.ok(JSON.stringify(shown).length < 16_384, id);
  });

  await t.test("when the log cannot be read, what would be stale is unavailable and the rest stays", async (sub) => {
    link.setRetained(garden.availability, "offline");
    const isStale = (states: States) => states.get(sensor("top_network"))?.state === "unavailable";
    await home.until(settled, isStale, "stale ones unavailable");
    await snapshot(sub, "entities-unreadable.snapshot");
    link.setRetained(garden.availability, "online");
    await home.until(settled, hasValues, "all values again");
  });

  await t.test("while it is paused the same are unavailable, but its log counts as reachable", async () => {
    link.setRetained(garden.state, JSON.stringify({ ...state, paused: true }));
    const ids = [...settled, "binary_sensor.whos_knocking_garden_log_reachable"];
    const states = await home.until(
      ids,
      (shown) => shown.get(sensor("top_network"))?.state === "unavailable",
      "paused",
    );
    assert.deepEqual(
      ids.map((id) => states.get(id)?.state),
      ["1234", "unavailable", "on", "12", "info", "on"],
    );
    link.setRetained(garden.state, JSON.stringify(state));
    await home.until(settled, hasValues, "all values again");
  });

  await t.test("its statistics are valid, and Home Assistant has nothing to complain about", async () => {
    assert.deepEqual(await home.ask({ type: "recorder/validate_statistics" }), {});
    assert.deepEqual(home.complaints(), []);
  });

  await t.test("after Home Assistant restarted everything is there again", async (sub) => {
    await restart(home);
    await home.until(settled, hasValues, "all values after a restart");
    await snapshot(sub, "entities.snapshot");
    const [ours, bridge] = [await device(home, "whos_knocking_garden"), await device(home, "whos_knocking_bridge")];
    assert.equal(ours?.["via_device_id"], bridge?.["id"]);
  });

  await t.test("a changed device keeps its entities, and a device of no router goes", async () => {
    announcer.announce([bridgeDiscovery(context), routerDiscovery({ ...router, model: "Barricade 2" }, context)]);
    await eventually("the other model", async () => {
      const models = (await devices(home)).map(({ model }) => model);
      return models.includes("Barricade 2") ? { value: true } : { instead: models };
    });
    await home.until(settled, hasValues, "all values of the changed device");
    announcer.announce([bridgeDiscovery(context)]);
    await untilGone(home, "whos_knocking_garden");
  });

  await t.test("taken away whole, it leaves nothing behind, and still no complaint", async () => {
    clearAll(link);
    announcer.announce([]);
    await untilGone(home, "whos_knocking_");
    assert.equal(await device(home, "whos_knocking_bridge"), undefined);
    assert.deepEqual(home.complaints(), []);
  });
});

test("an upgrade leaves no ghost, and what the user renamed keeps its name", {
  skip: withoutHomeAssistant,
}, async (t) => {
  const home = await enterHome(t);
  const { link, announcer } = openDevice(t, home);
  const golden = readFileSync(join(import.meta.dirname, "golden/former-router.json"), "utf8");
  const former = JSON.parse(golden.replaceAll("attic_router", "garden").replaceAll("attic router", "garden"));
  announcer.announce([bridgeDiscovery(context), { topic: former.topic, payload: JSON.stringify(former.payload) }]);
  tellAll(link);
  const burst = "binary_sensor.whos_knocking_garden_burst";
  await home.until([burst], (states) => states.size === 1, "the former entities");
  const kept = (await registered(home, "whos_knocking_garden")).filter(({ entity_id }) => entity_id !== burst);
  const update = { name: "Knocks", new_entity_id: "sensor.knocks" };
  await home.ask({ type: "config/entity_registry/update", entity_id: sensor("probe_rate"), ...update });

  announcer.announce(discovery);
  await home.until([burst, ...settled], (states) => !states.has(burst) && hasValues(states), "the present entities");
  const entities = new Map(
    (await registered(home, "whos_knocking_garden")).map((entity) => [entity.unique_id, entity]),
  );
  assert.equal(entities.has("whos_knocking_garden_burst"), false);
  for (const { unique_id, entity_id, id } of kept) {
    const expected = entity_id === sensor("probe_rate") ? "sensor.knocks" : entity_id;
    assert.deepEqual([entities.get(unique_id)?.entity_id, entities.get(unique_id)?.["id"]], [expected, id]);
  }
  await restart(home);
  const states = await home.until(
    ["sensor.knocks"],
    (shown) => shown.get("sensor.knocks")?.state === "17",
    "its value",
  );
  assert.equal(states.get("sensor.knocks")?.attributes["friendly_name"], "Who's Knocking garden Knocks");

  announcer.announce([]);
  clearAll(link);
  await untilGone(home, "whos_knocking_");
  assert.deepEqual(home.complaints(), []);
});
