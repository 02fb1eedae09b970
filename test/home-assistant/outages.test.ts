import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type RunningBridge, startBridge, startRouter, type WatchedSimulator, writeConfig } from "../support/bridge.ts";
import { temporaryFolder } from "../support/folder.ts";
import { enterHome, forgetUs, type HomeAssistant, restart, withoutHomeAssistant } from "../support/home-assistant.ts";
import { useBroker } from "../support/home-assistant-registry.ts";
import { type Mosquitto, openMosquitto } from "../support/mosquitto.ts";

const probes = "sensor.whos_knocking_cellar_probes";
const rate = "sensor.whos_knocking_cellar_probe_rate";
const bridgeState = "binary_sensor.whos_knocking_bridge_state";
const button = "button.whos_knocking_cellar_scrape";
const options = { skip: withoutHomeAssistant, timeout: 400_000 };

/** What Home Assistant says of a broker that is away, which is right. */
const aboutTheBroker = /(Disconnected from|Failed to connect to|Error returned from) MQTT server/;

interface Scene extends AsyncDisposable {
  readonly home: HomeAssistant;
  readonly broker: Mosquitto;
  readonly router: WatchedSimulator;
  bridge: RunningBridge;
  startBridge(): void;
}

type Step = (scene: Scene) => Promise<unknown> | undefined;

const stopBridge: Step = ({ bridge }) => bridge.stop();
const killBridge: Step = ({ bridge }) => bridge.kill();
const runBridge: Step = (scene) => {
  scene.startBridge();
  return undefined;
};
const stopBroker: Step = ({ broker }) => broker.stop();
const runBroker: Step = ({ broker }) => broker.start();
const restartHome: Step = ({ home }) => restart(home);

const outages: Readonly<Record<string, readonly Step[]>> = {
  "Home Assistant": [restartHome],
  "the broker": [stopBroker, runBroker],
  "the bridge": [stopBridge, runBridge],
  "the bridge, killed": [killBridge, runBridge],
  "the bridge while the broker is away": [stopBroker, stopBridge, runBridge, runBroker],
  "the broker while the bridge is away": [stopBridge, stopBroker, runBroker, runBridge],
  "Home Assistant while the bridge is away": [stopBridge, restartHome, runBridge],
  "Home Assistant while the broker is away": [stopBroker, restartHome, runBroker],
  "the broker and Home Assistant while the bridge is away": [stopBridge, stopBroker, restartHome, runBroker, runBridge],
};

async function openScene(t: TestContext, lines: (folder: string) => readonly string[]): Promise<Scene> {
  const home = await enterHome(t);
  const broker = await openMosquitto(t, lines);
  await useBroker(home, broker.url);
  const router = await startRouter(t, { rate: 1000, seed: 3 });
  const routers = [{ ...router.router, name: "cellar", schedule: "0 0 1 1 *" }];
  const config = writeConfig(temporaryFolder(t), { mqtt: { url: broker.url }, routers });
  const scene: Scene = {
    ...{ home, broker, router },
    bridge: startBridge(t, config),
    startBridge: () => {
      scene.bridge = startBridge(t, config);
    },
    [Symbol.asyncDispose]: async () => {
      await scene.bridge.stop();
      await forgetUs(home, broker.url);
      await useBroker(home, home.brokerUrl);
    },
  };
  return scene;
}

/** Every entity is as it was, and what happens next is shown. */
async function assertBack({ home, router }: Scene, before: number): Promise<number> {
  const ids = [probes, rate, bridgeState, button];
  const states = await home.until(
    ids,
    (shown) =>
      Number(shown.get(probes)?.state) >= before &&
      Number(shown.get(rate)?.state) > 0 &&
      shown.get(bridgeState)?.state === "on" &&
      shown.get(button)?.state !== "unavailable",
    "everything back",
    90_000,
  );
  const shown = Number(states.get(probes)?.state);
  await router.more(1);
  await home.callService("button", "press", { entity_id: button });
  const after = await home.until([probes], (next) => Number(next.get(probes)?.state) > shown, "more probes");
  return Number(after.get(probes)?.state);
}

for (const [kind, lines] of [
  ["remembers", (folder: string) => ["allow_anonymous true", "persistence true", `persistence_location ${folder}/`]],
  ["forgets", () => ["allow_anonymous true", "persistence false"]],
] as const) {
  test(`with a broker that ${kind}, entities come back by themselves after a restart of`, options, async (t) => {
    await using scene = await openScene(t, lines);
    let count = await assertBack(scene, 1);
    for (const [name, steps] of Object.entries(outages)) {
      await t.test(name, async () => {
        for (const step of steps) await step(scene);
        count = await assertBack(scene, count);
      });
    }
    await scene.bridge.stop();
    assert.deepEqual(
      scene.home.complaints().filter((line) => !aboutTheBroker.test(line)),
      [],
    );
  });
}
