import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { bridgeDiscovery, type DiscoveryMessage, routerDiscovery } from "../../src/home-assistant/discovery.ts";
import { bridgeEntities, routerEntities } from "../../src/home-assistant/entities.ts";
import { createTopics } from "../../src/topics.ts";

const context = { topics: createTopics("whos-knocking"), prefix: "homeassistant", version: "0.1.0" };
const router = {
  name: "attic_router",
  url: "http://admin:secret@192.168.2.1/index.htm?session=1",
  manufacturer: "SMC",
  model: "Barricade",
  isAsked: true,
};

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
  const sending = payloadOf(routerDiscovery({ ...router, url: "", isAsked: false }, context));
  const { scrape, ...others } = asked.cmps;
  assert.equal(scrape.p, "button");
  assert.deepEqual(sending.cmps, others);
  const { cu, ...device } = asked.dev;
  assert.ok(cu);
  assert.deepEqual(sending.dev, device);
});

test("entity ids are lower-case and of this program whatever the base topic is", () => {
  const other = { ...context, topics: createTopics("Net/Fire-Wall") };
  const payload = payloadOf(routerDiscovery(router, other));
  assert.equal(payload.cmps.probes.def_ent_id, "sensor.whos_knocking_attic_router_probes");
  assert.equal(payload.cmps.probes.uniq_id, "Net_Fire_Wall_attic_router_probes");
  assert.equal(payload.cmps.probes.stat_t, "Net/Fire-Wall/attic_router/summary");
});

test("every entity has a key of its own and no name that repeats the device's", () => {
  for (const entities of [routerEntities, bridgeEntities]) {
    assert.equal(new Set(entities.map(({ key }) => key)).size, entities.length);
    assert.equal(new Set(entities.map(({ name }) => name)).size, entities.length);
  }
  for (const { name } of [...routerEntities, ...bridgeEntities]) assert.ok(!name.includes("Knocking"));
});

test("what stays true while the log cannot be read hangs on the bridge alone", () => {
  const onBridge = routerEntities.filter(({ availability }) => availability === "bridge").map(({ key }) => key);
  assert.deepEqual(onBridge.sort(), ["last_scrape", "log_reachable", "lost_probes", "probes", "scrape"]);
});
