import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { type NameServer, startNameServer } from "../../src/routers/simulator/name-server.ts";
import { type Mosquitto, startMosquitto, withoutMosquitto } from "../support/mosquitto.ts";
import { observe } from "../support/observer.ts";
import { type Bench, median } from "./figure.ts";
import { folder, program, type RouterEntry, start, startRouter } from "./process.ts";

const runs = 5;
const what = "start to first publish";

/** From the start of the process to the first probe at somebody who listens on a real broker. */
export const startBench: Bench = {
  name: "start",
  async run() {
    if (withoutMosquitto !== false) return [{ what, skipped: withoutMosquitto }];
    await using stack = new AsyncDisposableStack();
    const broker = stack.adopt(await startMosquitto(), (opened) => opened.close());
    const { router } = stack.use(await startRouter("smc-barricade", 1));
    const nameServer = stack.adopt(await startNameServer(), (opened) => opened.close());
    // The first run fills the compile cache.
    await firstProbeMs(broker, router, nameServer);
    const times: number[] = [];
    for (let run = 0; run < runs; run += 1) times.push(await firstProbeMs(broker, router, nameServer));
    const note = `median of ${runs}: ${times.map((time) => Math.round(time)).join(", ")} ms`;
    return [{ what, value: median(times) / 1000, unit: "s", aim: { atMost: 1 }, note }];
  },
};

/** A configuration file over a data folder; gives its path. Its names come from a server on this machine. */
export function writeConfig(
  path: string,
  broker: Mosquitto,
  router: RouterEntry,
  schedule: string,
  nameServer: NameServer,
): string {
  const file = join(path, "whos-knocking.yaml");
  const enrich = { dns: { servers: [nameServer.address] } };
  const config = { data_dir: path, mqtt: { url: broker.url }, enrich, routers: [{ ...router, schedule }] };
  writeFileSync(file, stringify(config));
  return file;
}

async function firstProbeMs(broker: Mosquitto, router: RouterEntry, nameServer: NameServer): Promise<number> {
  using data = folder();
  const config = writeConfig(data.path, broker, router, "*/5 * * * *", nameServer);
  const observer = await observe(broker.url, "whos-knocking/+/probe/#");
  const beganMs = performance.now();
  await using bridge = start(program, ["run", "--config", config]);
  await observer.receipt(() => true);
  const tookMs = performance.now() - beganMs;
  await bridge.stop();
  await observer.close();
  return tookMs;
}
