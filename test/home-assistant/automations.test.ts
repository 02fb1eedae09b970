import assert from "node:assert/strict";
import { test } from "node:test";
import { deviceTriggers } from "../../src/home-assistant/device-triggers.ts";
import { episodeStates, findingKinds } from "../../src/model/finding.ts";
import { createTopics } from "../../src/topics.ts";
import { type Dictionary, enterHome, eventually, withoutHomeAssistant } from "../support/home-assistant.ts";
import { device, mqttEntry } from "../support/home-assistant-registry.ts";
import { showDevice } from "../support/shown-device.ts";

const shed = createTopics("whos-knocking").router("shed");
const attack = "event.whos_knocking_shed_attack";
const digests = "event.whos_knocking_shed_probes";
const fired = "whos_knocking_test";

function finding(kind: string, state: string, number: number): string {
  const facts = { id: `shed-${number}`, kind, state, severity: "low", sources: ["203.0.113.9"], ports: [23], count: 3 };
  return JSON.stringify({ event_type: `${kind}_${state}`, ...facts });
}

test("every device trigger is listed, and fires an automation once for what it is named after", {
  skip: withoutHomeAssistant,
}, async (t) => {
  const home = await enterHome(t);
  const client = await showDevice(t, home, "shed");
  const device_id = (await device(home, "whos_knocking_shed"))?.["id"];

  const listed = (await home.ask({ type: "device_automation/trigger/list", device_id })) as readonly Dictionary[];
  const ours = listed.filter(({ domain }) => domain === "mqtt").map(({ subtype, type }) => `${subtype} ${type}`);
  const names = deviceTriggers.map(({ subtype, type }) => `${subtype} ${type}`);
  assert.deepEqual(ours.sort(), [...names].sort());

  await home.call("/api/config/automation/config/every_trigger", {
    alias: "Every trigger",
    mode: "queued",
    max: 50,
    triggers: deviceTriggers.map(({ type, subtype }) => ({
      ...{ trigger: "device", domain: "mqtt", device_id, type, subtype, id: `${subtype} ${type}` },
    })),
    actions: [
      { event: fired, event_data: { trigger: "{{ trigger.id }}", of: "{{ trigger.payload_json.event_type }}" } },
    ],
  });
  t.after(() => home.call("/api/config/automation/config/every_trigger", undefined, "DELETE"));
  const socket = await home.socket();
  t.after(() => socket.close());
  const events = await socket.follow({ type: "subscribe_events", event_type: fired });
  await eventually("an automation that listens", async () => {
    await client.publish(shed.attack("burst"), finding("burst", "started", 0));
    return events.all.length > 0 ? { value: true } : { instead: await home.states("automation.") };
  });
  const sent = findingKinds.flatMap((kind) => episodeStates.map((state) => ({ kind, state })));
  for (const [number, { kind, state }] of sent.entries())
    await client.publish(shed.attack(kind), finding(kind, state, number));
  const expected = names.map((name) => `${name}: ${name.replace(" ", "_")}`);
  const seen = () => events.all.map(({ data }) => `${(data as Dictionary)["trigger"]}: ${(data as Dictionary)["of"]}`);
  const isLast = (name: string): boolean => name === expected.at(-1);
  await eventually("all automations", async () => (seen().some(isLast) ? { value: true } : { instead: seen() }));
  // Before them came those that showed that it listens.
  const warmUps = seen().length - expected.length;
  assert.deepEqual(seen(), [...Array(warmUps).fill(expected[0]), ...expected]);
  assert.deepEqual(home.complaints(), []);
});

test("an event entity fires once for each message, also for many at once", {
  skip: withoutHomeAssistant,
}, async (t) => {
  const home = await enterHome(t);
  const client = await showDevice(t, home, "shed");
  // As its user does; Home Assistant would load it half a minute later by itself.
  await home.ask({ type: "config/entity_registry/update", entity_id: digests, disabled_by: null });
  await home.call(`/api/config/config_entries/entry/${await mqttEntry(home)}/reload`, {});
  await home.until([digests], (states) => (states.get(digests)?.state ?? "unavailable") !== "unavailable", "the other");
  const socket = await home.socket();
  t.after(() => socket.close());
  const events = await socket.follow({ type: "subscribe_events", event_type: "state_changed" });
  const seen = (entity: string): readonly string[] =>
    events.all.flatMap(({ data }) => {
      const { entity_id, new_state } = data as { entity_id: string; new_state: { attributes: Dictionary } };
      return entity_id === entity ? [`${new_state.attributes["event_type"]} ${new_state.attributes["id"]}`] : [];
    });

  const numbers = Array.from({ length: 200 }, (_, number) => number);
  await Promise.all(numbers.map((number) => client.publish(shed.attack("burst"), finding("burst", "started", number))));
  await Promise.all(
    numbers.map((number) =>
      client.publish(shed.probes, JSON.stringify({ event_type: "probes", id: `shed-${number}`, count: 1 })),
    ),
  );
  await eventually("all events", async () =>
    seen(digests).length >= numbers.length ? { value: true } : { instead: seen(digests).length },
  );
  assert.deepEqual(
    seen(attack),
    numbers.map((number) => `burst_started shed-${number}`),
  );
  assert.deepEqual(
    seen(digests),
    numbers.map((number) => `probes shed-${number}`),
  );
  assert.deepEqual(home.complaints(), []);
});
