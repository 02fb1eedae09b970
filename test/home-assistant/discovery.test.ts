import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { deviceTriggers } from "../../src/home-assistant/device-triggers.ts";
import { bridgeDiscovery, type DiscoveryMessage, routerDiscovery } from "../../src/home-assistant/discovery.ts";
import { bridgeEntities, routerEntities } from "../../src/home-assistant/entities.ts";
import { createTopics } from "../../src/topics.ts";

const context = { topics: createTopics("whos-knocking"), prefix: "homeassistant", version: "0.1.0" };
const router = {
  name: "attic_router",
  url: "http://admin:secret@192.168.2.1/index.htm?session=1",
  manufacturer: "SMC",
  model: "Barricade",
  traits: ["asking", "bursts"],
} as const;

/** Compares with the file; `node --test --test-update-snapshots` writes it anew. */
function compare(t: TestContext, message: DiscoveryMessage, file: string): void {
  const path = join(import.meta.dirname, "golden", file);
  const value = { topic: message.topic, payload: JSON.parse(message.payload) };
  t.assert.fileSnapshot(value, path, { serializers: [(shown) => `${JSON.stringify(shown, null, 2)}`] });
}

function payloadOf(message: DiscoveryMessage) {
  return JSON.parse(message.payload);
}

test("the device of a router is exactly what the golden file says", (t) => {
  compare(t, routerDiscovery(router, context), "router.snapshot");
});

test("the device of the bridge is exactly what the golden file says", (t) => {
  compare(t, bridgeDiscovery(context), "bridge.snapshot");
});

test("the same configuration gives the same bytes", () => {
  assert.equal(routerDiscovery(router, context).payload, routerDiscovery({ ...router }, context).payload);
});

const links: readonly { readonly url: string; readonly link: string | undefined }[] = [
  { url: "http://192.168.2.1", link: "http://192.168.2.1/" },
  { url: "https://user:pass@router.lan:8443/a?b=c#d", link: "https://router.lan:8443/a" },
  { url: "udp://192.168.2.1:514", link: undefined },
  { url: "", link: undefined },
  { url: "http://", link: undefined },
];

for (const { url, link } of links) {
  test(`the link of a router at "${url}" is ${link ?? "left out"}`, () => {
    assert.equal(payloadOf(routerDiscovery({ ...router, url }, context)).dev.cu, link);
  });
}

test("a router that sends its log by itself has all but what would ask it, and no link", () => {
  const asked = payloadOf(routerDiscovery(router, context));
  const sending = payloadOf(routerDiscovery({ ...router, url: "", traits: ["bursts"] }, context));
  const gone = {
    scrape: { p: "button" },
    last_scrape: { p: "sensor" },
    rejected_lines: { p: "sensor" },
    suggested_schedule: { p: "sensor" },
  };
  assert.deepEqual(sending.cmps, { ...asked.cmps, ...gone });
  const { cu, ...device } = asked.dev;
  assert.ok(cu);
  assert.deepEqual(sending.dev, device);
});

test("a router that anybody may have made has no maker", () => {
  const { mf, ...device } = payloadOf(routerDiscovery(router, context)).dev;
  assert.equal(mf, "SMC");
  assert.deepEqual(payloadOf(routerDiscovery({ ...router, manufacturer: undefined }, context)).dev, device);
});

test("entity ids are lower-case and of this program whatever the base topic is", () => {
  const other = { ...context, topics: createTopics("Net/Fire-Wall") };
  const payload = payloadOf(routerDiscovery(router, other));
  assert.equal(payload.cmps.probes.def_ent_id, "sensor.whos_knocking_attic_router_probes");
  assert.equal(payload.cmps.probes.uniq_id, "Net_Fire_Wall_attic_router_probes");
  assert.equal(payload.cmps.probes.stat_t, "Net/Fire-Wall/attic_router/summary");
});

test("every entity has an entity id and a name of its own, and no name repeats the device's", () => {
  for (const entities of [routerEntities, bridgeEntities]) {
    assert.equal(new Set(entities.map(({ platform, key }) => `${platform}.${key}`)).size, entities.length);
    assert.equal(new Set(entities.map(({ name }) => name)).size, entities.length);
  }
  for (const { name } of [...routerEntities, ...bridgeEntities]) assert.ok(!name.includes("Knocking"));
});

test("every component of a device has a unique id of its own", () => {
  const components: readonly { readonly uniq_id?: string }[] = Object.values(
    payloadOf(routerDiscovery(router, context)).cmps,
  );
  const ids = components.flatMap(({ uniq_id }) => uniq_id ?? []);
  assert.equal(ids.length, routerEntities.length);
  assert.equal(new Set(ids).size, ids.length);
});

test("what stays true while the log cannot be read hangs on the bridge alone", () => {
  const onBridge = routerEntities.filter(({ availability }) => availability === "bridge");
  assert.deepEqual(onBridge.map(({ platform, key }) => `${platform}.${key}`).sort(), [
    "binary_sensor.log_reachable",
    "button.scrape",
    "event.attack",
    "event.probes",
    "number.burst_threshold",
    "sensor.last_scrape",
    "sensor.lost_probes",
    "sensor.probes",
    "sensor.rejected_lines",
    "sensor.suggested_schedule",
    "switch.pause",
  ]);
});

test("device triggers have the names that automations of users are made of: never to be changed", () => {
  assert.deepEqual(
    deviceTriggers.map(({ type, subtype, eventType }) => `${subtype} ${type} ${eventType}`),
    [
      "burst started burst_started",
      "burst ended burst_ended",
      "flood started flood_started",
      "flood ended flood_ended",
      "port_scan started port_scan_started",
      "port_scan ended port_scan_ended",
      "coordinated_scan started coordinated_scan_started",
      "coordinated_scan ended coordinated_scan_ended",
      "returning started returning_started",
      "returning ended returning_ended",
      "surge started surge_started",
      "surge ended surge_ended",
      "let_in started let_in_started",
      "let_in ended let_in_ended",
    ],
  );
});

test("where bursts are not looked for, there is no threshold", () => {
  const { cmps } = payloadOf(routerDiscovery({ ...router, traits: ["asking"] }, context));
  assert.deepEqual(cmps.burst_threshold, { p: "number" });
});

test("no entity of an earlier version is left out: Home Assistant would keep it for ever", () => {
  const former = JSON.parse(readFileSync(join(import.meta.dirname, "golden/former-router.json"), "utf8"));
  const { cmps } = payloadOf(routerDiscovery(router, context));
  for (const [component, { p }] of Object.entries<{ p: string }>(former.payload.cmps)) {
    assert.equal(cmps[component]?.p, p, component);
  }
});
