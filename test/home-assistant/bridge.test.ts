import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { stringify } from "yaml";
import type { Simulator } from "../../src/model/simulator.ts";
import { pollFamily } from "../support/families.ts";
import { temporaryFolder } from "../support/folder.ts";
import { type EntityState, homeAssistant, withoutHomeAssistant } from "../support/home-assistant.ts";
import { observe } from "../support/observer.ts";
import { startProgram } from "../support/program.ts";
import { takeTurn } from "../support/turn.ts";

/** What Home Assistant must show of a router: unit, class and state class by the end of the entity id. */
const expected: Readonly<
  Record<string, readonly [unit: string | undefined, deviceClass: string | undefined, stateClass: string | undefined]>
> = {
  "sensor.whos_knocking_porch_probes": ["probes", undefined, "total_increasing"],
  "sensor.whos_knocking_porch_probe_rate": ["probes/h", undefined, "measurement"],
  "sensor.whos_knocking_porch_probes_today": ["probes", undefined, undefined],
  "sensor.whos_knocking_porch_sources": ["sources", undefined, "measurement"],
  "sensor.whos_knocking_porch_last_probe": [undefined, undefined, undefined],
  "binary_sensor.whos_knocking_porch_burst": [undefined, "safety", undefined],
  "binary_sensor.whos_knocking_porch_log_reachable": [undefined, "connectivity", undefined],
  "sensor.whos_knocking_porch_last_scrape": [undefined, "timestamp", undefined],
  "sensor.whos_knocking_porch_lost_probes": ["probes", undefined, "total_increasing"],
  "button.whos_knocking_porch_scrape": [undefined, undefined, undefined],
};
const ids = Object.keys(expected);
const id = (key: string): string => ids.find((candidate) => candidate.endsWith(`porch_${key}`)) ?? "";

interface Router {
  readonly simulator: Simulator;
  /** Resolves when the next probe is in its log. */
  nextProbe(): Promise<void>;
}

async function startRouter(t: TestContext): Promise<Router> {
  const start = await pollFamily("smc-barricade").simulator();
  let knocked = (): void => undefined;
  const simulator = await start({ port: 0, rate: 1000, seed: 7, truth: () => knocked() });
  t.after(() => simulator.close());
  return { simulator, nextProbe: () => new Promise((resolve) => (knocked = resolve)) };
}

/** Nobody presses its button by schedule: once a year is never, here. */
function configFile(t: TestContext, simulator: Simulator, brokerUrl: string, schedule: string): string {
  const folder = temporaryFolder(t);
  const file = join(folder, "whos-knocking.yaml");
  const routers = [{ ...simulator.router, name: "porch", schedule }];
  writeFileSync(file, stringify({ data_dir: join(folder, "data"), mqtt: { url: brokerUrl }, routers }));
  return file;
}

test("a household sees the router's device with every entity and its right state", {
  skip: withoutHomeAssistant,
}, async (t) => {
  await takeTurn(t);
  const home = homeAssistant();
  const { simulator, nextProbe } = await startRouter(t);
  const program = startProgram(t, ["run", "--config", configFile(t, simulator, home.brokerUrl, "0 0 1 1 *")]);
  const isSettled = (states: ReadonlyMap<string, EntityState>): boolean =>
    states.size === ids.length && Number(states.get(id("probes"))?.state) > 0;
  const first = await home.until(ids, isSettled, "the router's entities");

  for (const [entityId, [unit, deviceClass, stateClass]] of Object.entries(expected)) {
    const attributes = first.get(entityId)?.attributes;
    assert.deepEqual(
      [attributes?.["unit_of_measurement"], attributes?.["device_class"], attributes?.["state_class"]],
      [unit, deviceClass, stateClass],
      entityId,
    );
  }
  const state = (key: string): string => first.get(id(key))?.state ?? "";
  assert.equal(state("log_reachable"), "on");
  assert.match(state("last_probe"), /^(tcp|udp)\/\d+( [\w-]+)? from \d+\.\d+\.\d+\.\d+( \([A-Z]{2}\))?$/);
  assert.ok(Math.abs(Date.parse(state("last_scrape")) - Date.now()) < 60_000);
  assert.equal(state("lost_probes"), "0");
  assert.ok(Number(state("sources")) > 0 && Number(state("sources")) <= Number(state("probes")));
  assert.equal(
    (await home.states("whos_knocking_bridge")).find(({ entity_id }) => entity_id.startsWith("binary_sensor."))?.state,
    "on",
  );

  await t.test("its button has the log read again", async () => {
    await nextProbe();
    await home.callService("button", "press", { entity_id: id("scrape") });
    const before = Number(state("probes"));
    await home.until(ids, (states) => Number(states.get(id("probes"))?.state) > before, "more probes after the button");
  });

  await t.test("its device hangs on the bridge's", async () => {
    const devices = (await home.ask({ type: "config/device_registry/list" })) as readonly Readonly<
      Record<string, unknown>
    >[];
    const named = (identifier: string) =>
      devices.find(({ identifiers }) => JSON.stringify(identifiers).includes(identifier));
    assert.equal(named("whos_knocking_porch")?.["via_device_id"], named("whos_knocking_bridge")?.["id"]);
    assert.equal(named("whos_knocking_porch")?.["manufacturer"], "SMC");
  });

  await t.test("without the bridge its entities are unavailable", async () => {
    program.child.kill("SIGTERM");
    assert.equal((await program.ended).code, 0);
    const isGone = (states: ReadonlyMap<string, EntityState>): boolean =>
      states.get(id("probe_rate"))?.state === "unavailable" && states.get(id("probes"))?.state === "unavailable";
    await home.until(ids, isGone, "unavailable without the bridge");
  });

  await t.test("its statistics are valid, and Home Assistant has nothing to complain about", async () => {
    assert.deepEqual(await home.ask({ type: "recorder/validate_statistics" }), {});
    assert.deepEqual(home.complaints(), []);
  });

  await t.test("a complaint would have been seen", async () => {
    const observer = await observe(home.brokerUrl, "nothing");
    t.after(() => observer.close());
    await observer.publish("homeassistant/device/whos_knocking_wrong/config", '{"~":"x"}');
    const endMs = Date.now() + 10_000;
    while (home.complaints().length === 0 && Date.now() < endMs)
      await new Promise((resolve) => setTimeout(resolve, 100));
    assert.match(home.complaints().join(), /whos_knocking_wrong|Invalid MQTT device discovery payload/);
  });
});
