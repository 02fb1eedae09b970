import assert from "node:assert/strict";
import { test } from "node:test";
import { startBridge, startRouter, writeConfig } from "../support/bridge.ts";
import { retainedBy, scraped } from "../support/bridge-receipts.ts";
import { temporaryFolder } from "../support/folder.ts";
import { enterHome, restart, untilGone, withoutHomeAssistant } from "../support/home-assistant.ts";
import { device, registered, removeAndAddMqtt } from "../support/home-assistant-registry.ts";
import { collectReceipts, type Receipts } from "../support/receipts.ts";

const options = { skip: withoutHomeAssistant, timeout: 300_000 };
const never = "0 0 1 1 *";
/** When its user deletes a device, Home Assistant takes it from the broker once for each component, and warns of all but the first. */
const ofItsOwn = /No device components to cleanup for whos_knocking_attic/;
const probes = (router: string): string => `sensor.whos_knocking_${router}_probes`;

async function topicsOf(receipts: Receipts, router: string): Promise<readonly string[]> {
  return [...(await retainedBy(receipts)).keys()].filter((topic) => topic.includes(router));
}

test("a router that is configured no more disappears with its topics, another one stays", options, async (t) => {
  const home = await enterHome(t);
  const folder = temporaryFolder(t);
  const front = { ...(await startRouter(t, { rate: 1000 })).router, name: "front", schedule: never };
  const back = { ...(await startRouter(t, { rate: 1000 })).router, name: "back", schedule: never };
  const mqtt = { url: home.brokerUrl };
  const both = startBridge(t, writeConfig(folder, { mqtt, routers: [front, back] }));
  const ids = [probes("front"), probes("back")];
  await home.until(ids, (states) => ids.every((id) => Number(states.get(id)?.state) > 0), "both routers");
  const kept = (await registered(home, "whos_knocking_front")).map(({ entity_id, id }) => [entity_id, id]);
  await both.stop();

  const one = startBridge(t, writeConfig(folder, { mqtt, routers: [front] }));
  await untilGone(home, "whos_knocking_back");
  await home.until([probes("front")], (states) => Number(states.get(probes("front"))?.state) > 0, "the other router");
  assert.equal(await device(home, "whos_knocking_back"), undefined);
  assert.deepEqual(
    (await registered(home, "whos_knocking_front")).map(({ entity_id, id }) => [entity_id, id]),
    kept,
  );
  await one.stop();
  await using late = await collectReceipts({ url: home.brokerUrl });
  assert.deepEqual(await topicsOf(late, "back"), []);
  assert.ok((await topicsOf(late, "front")).length > 5);
  assert.deepEqual(home.complaints(), []);
});

test("a device that the user deletes stays away until its router is configured in another way", options, async (t) => {
  const home = await enterHome(t);
  const folder = temporaryFolder(t);
  const router = { ...(await startRouter(t, { rate: 1000 })).router, name: "attic", schedule: never };
  const mqtt = { url: home.brokerUrl };
  const config = writeConfig(folder, { mqtt, routers: [router] });
  await using receipts = await collectReceipts({ url: home.brokerUrl });
  const first = startBridge(t, config);
  const isShown = () =>
    home.until([probes("attic")], (states) => Number(states.get(probes("attic"))?.state) > 0, "shown");
  await isShown();
  const device_id = (await device(home, "whos_knocking_attic"))?.["id"];
  await home.ask({ type: "config/device_registry/remove", device_id });
  await untilGone(home, "whos_knocking_attic");

  await t.test("over passes and a restart of Home Assistant", async () => {
    const lastMs = Date.now();
    await receipts.publish("whos-knocking/attic/set/scrape", "");
    await scraped(receipts, "attic", lastMs);
    await restart(home);
    await home.until(["binary_sensor.whos_knocking_bridge_state"], (states) => states.size === 1, "the bridge");
    assert.deepEqual(await registered(home, "whos_knocking_attic"), []);
  });

  await t.test("over a restart of the bridge", async () => {
    const { stderr } = await first.stop();
    assert.equal(stderr.match(/its device was deleted in Home Assistant/g)?.length, 1, stderr);
    const lastMs = Date.now();
    const second = startBridge(t, config);
    await scraped(receipts, "attic", lastMs);
    await second.stop();
    assert.equal(await device(home, "whos_knocking_attic"), undefined);
  });

  await t.test("also one that is deleted while the bridge is stopped", async () => {
    const shown = startBridge(t, writeConfig(folder, { mqtt, routers: [{ ...router, schedule: "0 0 3 1 *" }] }));
    await isShown();
    await shown.stop();
    const deleted = (await device(home, "whos_knocking_attic"))?.["id"];
    await home.ask({ type: "config/device_registry/remove", device_id: deleted });
    await untilGone(home, "whos_knocking_attic");
    const again = startBridge(t, writeConfig(folder, { mqtt, routers: [{ ...router, schedule: "0 0 3 1 *" }] }));
    await again.seen("stderr", /attic +its device was deleted in Home Assistant, and stays away/);
    await again.stop();
    assert.equal(await device(home, "whos_knocking_attic"), undefined);
  });

  await t.test("until its router is configured in another way", async () => {
    const third = startBridge(t, writeConfig(folder, { mqtt, routers: [{ ...router, schedule: "0 0 2 1 *" }] }));
    await isShown();
    await third.stop();
    assert.deepEqual(
      home.complaints().filter((line) => !ofItsOwn.test(line)),
      [],
    );
  });
});

test("whoever takes the MQTT integration away and sets it up again finds every device", options, async (t) => {
  const home = await enterHome(t);
  const router = { ...(await startRouter(t, { rate: 1000 })).router, name: "loft", schedule: never };
  const config = writeConfig(temporaryFolder(t), { mqtt: { url: home.brokerUrl }, routers: [router] });
  const isShown = () =>
    home.until([probes("loft")], (states) => Number(states.get(probes("loft"))?.state) > 0, "shown");
  const bridge = startBridge(t, config);
  await isShown();
  await removeAndAddMqtt(home);
  await isShown();
  const { stderr } = await bridge.stop();
  assert.doesNotMatch(stderr, /was deleted/);
  await removeAndAddMqtt(home);
  const again = startBridge(t, config);
  await isShown();
  assert.doesNotMatch((await again.stop()).stderr, /was deleted/);
});
