import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { type TestContext, test } from "node:test";
import { Announcer } from "../../src/home-assistant/announcer.ts";
import { bridgeDiscovery, routerDiscovery } from "../../src/home-assistant/discovery.ts";
import type { MqttLink } from "../../src/publish/link.ts";
import { createTopics } from "../../src/topics.ts";
import {
  type EntityState,
  type HomeAssistant,
  homeAssistant,
  withoutHomeAssistant,
} from "../support/home-assistant.ts";
import { openLink } from "../support/link.ts";
import { takeTurn } from "../support/turn.ts";

const topics = createTopics("whos-knocking");
const garden = topics.router("garden");
const context = { topics, prefix: "homeassistant", version: "0.1.0" };
const router = {
  name: "garden",
  url: "http://admin:secret@192.168.2.1",
  manufacturer: "SMC",
  model: "Barricade",
  isAsked: true,
};
const discovery = [bridgeDiscovery(context), routerDiscovery(router, context)];

const summary = {
  probes: 1234,
  rate: 17,
  today: 250,
  attempts_today: 200,
  sources_24h: 96,
  multiple_share_24h: 13.5,
  admitted: 0,
  last_probe: `tcp/445 microsoft-ds from 203.0.113.9 ${"x".repeat(300)}`,
  classes: {},
};
const state = {
  under_attack: true,
  bursts: 1,
  active_episodes: [],
  last_scrape: "2026-12-01T12:00:00.000Z",
  gaps: 1,
  lost_probes: 12,
  rejects: 0,
  ambiguous_passes: 0,
};

const shown: Readonly<Record<string, string>> = {
  "sensor.whos_knocking_garden_probes": "1234",
  "sensor.whos_knocking_garden_probe_rate": "17",
  "sensor.whos_knocking_garden_probes_today": "250",
  "sensor.whos_knocking_garden_sources": "96",
  "sensor.whos_knocking_garden_last_probe": summary.last_probe.slice(0, 255),
  "binary_sensor.whos_knocking_garden_burst": "on",
  "binary_sensor.whos_knocking_garden_log_reachable": "on",
  "sensor.whos_knocking_garden_last_scrape": "2026-12-01T12:00:00+00:00",
  "sensor.whos_knocking_garden_lost_probes": "12",
  "button.whos_knocking_garden_scrape": "unknown",
  "binary_sensor.whos_knocking_bridge_state": "on",
  "sensor.whos_knocking_bridge_version": "0.1.0",
};
const ids = Object.keys(shown);

/** What is stale, or unknown, when the router's log cannot be read. */
const stale = ids.filter((id) => /garden_(probe_rate|probes_today|sources|last_probe|burst)$/.test(id));

/** Warnings and errors that are about what it was sent. */
function complaints(): readonly string[] {
  return readFileSync(process.env["HASS_LOG"] ?? "", "utf8")
    .split("\n")
    .filter((line) =>
      /\b(WARNING|ERROR|CRITICAL)\b.*\bhomeassistant\.(components\.(mqtt|sensor|recorder)|helpers\.template)\b/.test(
        line,
      ),
    );
}

function bridge(t: TestContext, home: HomeAssistant): MqttLink {
  const { link } = openLink(t, { url: home.brokerUrl }, { clientId: "device-test", stateTopic: topics.bridgeState });
  return link;
}

function announcer(t: TestContext, link: MqttLink): Announcer {
  const made = new Announcer({
    link,
    statusTopic: "homeassistant/status",
    now: () => performance.now(),
    random: () => 0,
  });
  t.after(() => made.close());
  return made;
}

function shows(expected: Readonly<Record<string, string>>): (states: ReadonlyMap<string, EntityState>) => boolean {
  return (states) => Object.entries(expected).every(([id, value]) => states.get(id)?.state === value);
}

test("Home Assistant shows a device as the retained topics have it", { skip: withoutHomeAssistant }, async (t) => {
  await takeTurn(t);
  const home = homeAssistant();
  const before = complaints().length;
  const link = bridge(t, home);
  const devices = announcer(t, link);
  devices.announce(discovery);

  await t.test("before the first pass everything is there and nothing is guessed", async () => {
    link.setRetained(garden.availability, "online");
    link.setRetained(garden.summary, "{}");
    link.setRetained(garden.state, "{}");
    link.setRetained(topics.bridgeInfo, JSON.stringify({ version: "0.1.0" }));
    const sensors = ids.filter((id) => id.startsWith("sensor.whos_knocking_garden"));
    await home.until(ids, shows(Object.fromEntries(sensors.map((id) => [id, "unknown"]))), "unknown sensors");
  });

  await t.test("after it every entity has its value", async () => {
    link.setRetained(garden.summary, JSON.stringify(summary));
    link.setRetained(garden.state, JSON.stringify(state));
    await home.until(ids, shows(shown), "all values");
  });

  await t.test("ids and categories are those that are promised", async () => {
    const registry = (await home.ask({ type: "config/entity_registry/list" })) as readonly Readonly<
      Record<string, unknown>
    >[];
    const ours = registry.filter(({ unique_id }) => String(unique_id).startsWith("whos_knocking_garden_"));
    const rows = ours.map((entry) => `${entry["entity_id"]} ${entry["unique_id"]} ${entry["entity_category"]}`);
    const diagnostic = ["log_reachable", "last_scrape", "lost_probes", "scrape"];
    const expected = ids
      .filter((id) => id.includes("garden"))
      .map((id) => [id, id.split("whos_knocking_garden_")[1] ?? ""] as const)
      .map(([id, key]) => `${id} whos_knocking_garden_${key} ${diagnostic.includes(key) ? "diagnostic" : "null"}`);
    assert.deepEqual(rows.sort(), expected.sort());
  });

  await t.test(
    "when the router's log cannot be read, what would be stale is unavailable and the rest stays",
    async () => {
      link.setRetained(garden.availability, "offline");
      const gone = Object.fromEntries(stale.map((id) => [id, "unavailable"]));
      const expected = { ...shown, ...gone, "binary_sensor.whos_knocking_garden_log_reachable": "off" };
      await home.until(ids, shows(expected), "stale ones unavailable");
      link.setRetained(garden.availability, "online");
      await home.until(ids, shows(shown), "all values again");
    },
  );

  await t.test("its statistics are valid, and Home Assistant has nothing to complain about", async () => {
    const problems = await home.ask({ type: "recorder/validate_statistics" });
    assert.doesNotMatch(JSON.stringify(problems), /garden/);
    assert.deepEqual(complaints().slice(before), []);
  });

  await t.test("after Home Assistant restarted everything is there again", async () => {
    await restart(home);
    await home.until(ids, shows(shown), "all values after a restart");
    const named = await deviceIds(home);
    assert.equal(named.via, named.bridge);
  });

  await t.test("a changed device keeps its entities, and a device of no router goes", async () => {
    devices.announce([bridgeDiscovery(context), routerDiscovery({ ...router, model: "Barricade 2" }, context)]);
    await untilModel(home, "Barricade 2");
    await home.until(ids, shows(shown), "all values of the changed device");
    devices.announce([bridgeDiscovery(context)]);
    await home.until(ids, (states) => [...states.keys()].every((id) => !id.includes("garden")), "no garden");
  });

  await t.test("taken away whole, it leaves nothing behind, and still no complaint", async () => {
    const ended = home.until(ids, (states) => states.size === 0, "no device");
    for (const topic of [garden.availability, garden.summary, garden.state, topics.bridgeInfo])
      link.clearRetained(topic);
    devices.announce([]);
    await ended;
    assert.deepEqual(complaints().slice(before), []);
  });
});

/** Resolves when it is up again: it goes down while it answers, or just after. */
async function restart(home: HomeAssistant): Promise<void> {
  const isUp = (): Promise<boolean> =>
    home.states("").then(
      () => true,
      () => false,
    );
  await Promise.allSettled([home.callService("homeassistant", "restart", {})]);
  for (const wanted of [false, true]) {
    while ((await isUp()) !== wanted) await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function registeredDevices(home: HomeAssistant): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return (await home.ask({ type: "config/device_registry/list" })) as readonly Readonly<Record<string, unknown>>[];
}

async function deviceIds(home: HomeAssistant): Promise<{ readonly via: unknown; readonly bridge: unknown }> {
  const devices = await registeredDevices(home);
  const named = (identifier: string) =>
    devices.find(({ identifiers }) => JSON.stringify(identifiers).includes(`"${identifier}"`));
  return { via: named("whos_knocking_garden")?.["via_device_id"], bridge: named("whos_knocking_bridge")?.["id"] };
}

async function untilModel(home: HomeAssistant, model: string): Promise<void> {
  const endMs = Date.now() + 20_000;
  while (!(await registeredDevices(home)).some((device) => device["model"] === model)) {
    if (Date.now() > endMs) throw new Error(`no device of model ${model}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
