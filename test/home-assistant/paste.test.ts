import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { parse } from "yaml";
import { createTopics } from "../../src/topics.ts";
import {
  type Dictionary,
  enterHome,
  eventually,
  type HomeAssistant,
  type States,
  withoutHomeAssistant,
} from "../support/home-assistant.ts";
import { registered } from "../support/home-assistant-registry.ts";
import { observe } from "../support/observer.ts";
import { showDevice } from "../support/shown-device.ts";
import { yamlBlocks } from "../support/yaml-blocks.ts";

const folder = join(import.meta.dirname, "../../addon/home-assistant");
const read = (file: string): string => readFileSync(join(folder, file), "utf8");
const topics = createTopics("whos-knocking").router("home");
const path = "whos_knocking/attack-notification.yaml";
const sent = "whos_knocking_sent";

interface Finding {
  readonly id: string;
  readonly kind?: string;
  readonly state: "started" | "ongoing" | "ended";
  readonly severity: string;
  readonly count?: number;
}

function payloadOf({ id, kind = "flood", state, severity, count = 200 }: Finding): string {
  const facts = { id, kind, state, severity, sources: ["203.0.113.9"], ports: [23], count };
  return JSON.stringify({ event_type: `${kind}_${state}`, ...facts });
}

/** What a message holds, on a line. */
function lineOf(event: Dictionary): string {
  const { title, message, data } = event["data"] as { title: string; message: string; data: Dictionary };
  return `${data["tag"]}: ${title}: ${message}`;
}

/** Makes an automation of the blueprint that sends by an event, which the test gets. */
async function automate(t: TestContext, home: HomeAssistant, inputs: Dictionary) {
  const yaml = read("attack-notification.yaml");
  await home.ask({ type: "blueprint/save", domain: "automation", path, yaml, allow_override: true });
  await home.call("/api/config/script/config/message_sender", {
    alias: "Message sender",
    mode: "parallel",
    sequence: [{ event: sent, event_data: { title: "{{ title }}", message: "{{ message }}", data: "{{ data }}" } }],
  });
  const input = { attack: "event.whos_knocking_home_attack", send: "script.message_sender", ...inputs };
  await home.call("/api/config/automation/config/from_blueprint", {
    alias: "From blueprint",
    use_blueprint: { path, input },
  });
  t.after(() => home.call("/api/config/automation/config/from_blueprint", undefined, "DELETE"));
  t.after(() => home.call("/api/config/script/config/message_sender", undefined, "DELETE"));
  const automation = "automation.from_blueprint";
  await home.until([automation], (states) => states.get(automation)?.state === "on", "the automation");
  const socket = await home.socket();
  t.after(() => socket.close());
  const messages = await socket.follow({ type: "subscribe_events", event_type: sent });
  const until = (count: number): Promise<readonly string[]> =>
    eventually(`${count} messages`, async () => {
      const lines = messages.all.map(lineOf);
      return lines.length >= count ? { value: lines } : { instead: lines };
    });
  return { messages, until };
}

test("the blueprint sends one message an episode, and one in its place when it is over", {
  skip: withoutHomeAssistant,
}, async (t) => {
  const home = await enterHome(t);
  const client = await showDevice(t, home, "home");
  const tell = (finding: Finding) => client.publish(topics.attack("flood"), payloadOf(finding));
  const { messages, until } = await automate(t, home, { link: "/whos-knocking/knocking" });

  await tell({ id: "mild", state: "started", severity: "low" });
  await tell({ id: "other", kind: "returning", state: "started", severity: "critical" });
  await tell({ id: "bad", state: "started", severity: "high" });
  await until(1);
  await tell({ id: "bad", state: "ongoing", severity: "high" });
  await tell({ id: "grows", kind: "burst", state: "started", severity: "low" });
  await tell({ id: "grows", kind: "burst", state: "ongoing", severity: "critical" });
  await until(2);
  await tell({ id: "mild", state: "ended", severity: "low" });
  await tell({ id: "bad", state: "ended", severity: "high", count: 321 });
  const lines = await until(3);
  assert.deepEqual(lines, [
    "bad: Flood at home: 203.0.113.9 on port 23, high.",
    "grows: Burst at home: 203.0.113.9 on port 23, critical.",
    "bad: Flood at home: 203.0.113.9 on port 23, high. Over after 1 min, with a count of 321.",
  ]);
  const [first] = messages.all.map(({ data }) => (data as { data: Dictionary }).data);
  assert.equal(first?.["url"], "/whos-knocking/knocking");
  assert.deepEqual(first?.["actions"], [{ action: "URI", title: "Show me", uri: "/whos-knocking/knocking" }]);
  assert.deepEqual(home.complaints(), []);
});

test("the blueprint tells each of many episodes that begin at the same moment", {
  skip: withoutHomeAssistant,
}, async (t) => {
  const home = await enterHome(t);
  const client = await showDevice(t, home, "home");
  const { until } = await automate(t, home, {});
  const ids = Array.from({ length: 20 }, (_, number) => `at-once-${number}`);
  const tellAll = (state: Finding["state"]) =>
    Promise.all(ids.map((id) => client.publish(topics.attack("flood"), payloadOf({ id, state, severity: "high" }))));
  await tellAll("started");
  const tags = (lines: readonly string[]) => lines.map((line) => line.split(":")[0]).sort();
  assert.deepEqual(tags(await until(ids.length)), [...ids].sort());
  await tellAll("ended");
  assert.deepEqual(tags((await until(2 * ids.length)).slice(ids.length)), [...ids].sort());
  assert.deepEqual(home.complaints(), []);
});

test("the blueprint keeps quiet in quiet hours, but for what is critical", {
  skip: withoutHomeAssistant,
}, async (t) => {
  const home = await enterHome(t);
  const client = await showDevice(t, home, "home");
  const tell = (finding: Finding) => client.publish(topics.attack("flood"), payloadOf(finding));
  const { until } = await automate(t, home, { quiet_from: "00:00:00", quiet_to: "23:59:59" });
  await tell({ id: "bad", state: "started", severity: "high" });
  await tell({ id: "worse", state: "started", severity: "critical" });
  assert.match((await until(1))[0] ?? "", /^worse: /);
  await tell({ id: "bad", state: "ended", severity: "high" });
  await tell({ id: "worse", state: "ended", severity: "critical" });
  assert.match((await until(2))[1] ?? "", /^worse: .*Over after 1 min/);
  assert.deepEqual(home.complaints(), []);
});

test("the automations of the page for people are what Home Assistant takes, and fire", {
  skip: withoutHomeAssistant,
}, async (t) => {
  const home = await enterHome(t);
  const client = await showDevice(t, home, "home");
  const page = readFileSync(join(folder, "../DOCS.md"), "utf8");
  const blocks = yamlBlocks(page).filter((block) => block.startsWith("alias:"));
  assert.equal(blocks.length, 5);
  await client.publish(topics.state, JSON.stringify({ paused: false, under_attack: false, lost_probes: 1 }), true);
  const ids = blocks.map((_, index) => `automation.pasted_${index}`);
  for (const [index, block] of blocks.entries()) {
    const automation = { ...parse(block.replace(/for: "[^"]+"/, 'for: "00:00:01"')), alias: `Pasted ${index}` };
    await home.call(`/api/config/automation/config/pasted_${index}`, automation);
    t.after(() => home.call(`/api/config/automation/config/pasted_${index}`, undefined, "DELETE"));
  }
  await home.until(ids, (states) => ids.every((id) => states.get(id)?.state === "on"), "all automations");
  const asked = await observe(home.brokerUrl, topics.set("pause"));
  t.after(() => asked.close());
  const areFired = (wanted: readonly number[]) => (states: States) =>
    wanted.every((index) => (states.get(`automation.pasted_${index}`)?.attributes["last_triggered"] ?? null) !== null);
  await client.publish(
    topics.attack("let_in"),
    payloadOf({ id: "in", kind: "let_in", state: "started", severity: "high" }),
  );
  await client.publish(topics.state, JSON.stringify({ paused: false, under_attack: true, lost_probes: 9 }), true);
  await home.until(ids, areFired([0, 1, 3]), "let in, under attack and lost probes");
  await client.publish(topics.state, JSON.stringify({ paused: true, under_attack: true, lost_probes: 9 }), true);
  await client.publish(topics.availability, "offline", true);
  await home.until(ids, areFired([2, 4]), "a log out of reach, and a pause");
  assert.deepEqual((await asked.receipt(() => true)).payload, "OFF");
  assert.deepEqual(home.complaints(), []);
});

interface Card extends Dictionary {
  readonly type: string;
  readonly content?: string;
}

/** Everything in a dashboard that has a type. */
function cardsOf(node: unknown): readonly Card[] {
  if (Array.isArray(node)) return node.flatMap(cardsOf);
  if (typeof node !== "object" || node === null) return [];
  const { type } = node as Dictionary;
  return [...(typeof type === "string" ? [node as Card] : []), ...Object.values(node).flatMap(cardsOf)];
}

test("the dashboard is made of cards that Home Assistant has, and of entities that a router has", {
  skip: withoutHomeAssistant,
}, async (t) => {
  const home = await enterHome(t);
  const client = await showDevice(t, home, "home");
  const rows = [{ key: "udp/137", name: "netbios-ns", count: 52, share: 16.1 }];
  for (const kind of ["ports", "sources", "countries", "networks"] as const)
    await client.publish(topics.top(kind), JSON.stringify(rows), true);
  const tops = ["port", "source", "country", "network"].map((key) => `sensor.whos_knocking_home_top_${key}`);
  await home.until(tops, (states) => tops.every((id) => states.get(id)?.attributes["table"] !== undefined), "tables");

  const text = read("dashboard.yaml");
  const config = parse(text);
  const url_path = "whos-knocking";
  const made = { url_path, title: config.title, mode: "storage", require_admin: false, show_in_sidebar: true };
  const { id: dashboard_id } = (await home.ask({ type: "lovelace/dashboards/create", ...made })) as Dictionary;
  t.after(() => home.ask({ type: "lovelace/dashboards/delete", dashboard_id }));
  await home.ask({ type: "lovelace/config/save", url_path, config });
  assert.deepEqual(await home.ask({ type: "lovelace/config", url_path }), config);

  const entities = new Set((await registered(home, "whos_knocking_")).map(({ entity_id }) => entity_id));
  const named = text.match(/\b[a-z_]+\.whos_knocking_home_[a-z_]+/g) ?? [];
  assert.deepEqual(
    named.filter((id) => !entities.has(id)),
    [],
  );
  const frontend = join(process.env["HASS_SOURCE"] ?? "", "../hass_frontend/frontend_latest");
  const scripts = globSync(join(frontend, "*.js")).map((file) => readFileSync(file, "utf8"));
  const cards = config.views[0].sections.flatMap((section: Dictionary) => cardsOf(section["cards"]));
  for (const type of new Set(cards.map((card: Card) => card.type))) {
    assert.ok(
      scripts.some((script) => script.includes(`hui-${type}-card`)),
      `${type} is a card of the frontend`,
    );
  }
  for (const { content = "" } of cards.filter((card: Card) => card.type === "markdown")) {
    const shown = (await home.call("/api/template", { template: content })) as string;
    assert.match(shown, /netbios-ns/);
  }
  assert.deepEqual(home.complaints(), []);
});
