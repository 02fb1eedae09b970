import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { SimulatorOptions } from "../../src/model/simulator.ts";
import { type DescribedApi, describedApi } from "./api-document.ts";
import { dataDir, type RunningBridge, startBridge, startRouter, type WatchedSimulator, writeConfig } from "./bridge.ts";
import { temporaryFolder } from "./folder.ts";
import { openMosquitto } from "./mosquitto.ts";
import type { WebAnswer } from "./web.ts";

/** A real bridge with its page, and the API in front of it. */
export interface PageBridge extends DescribedApi {
  readonly url: string;
  readonly folder: string;
  readonly bridge: RunningBridge;
  readonly router: WatchedSimulator;
  /** Asks for something to be done. */
  post(path: string, body?: unknown, route?: string): Promise<WebAnswer>;
}

/** Not due while a test runs: every pass is then the one at the start, or one that was asked for. */
const never = "0 0 1 1 *";
export const busy = { rate: (20 * 86_400) / 323, ringSize: 600 };
/** Tests have no page where nothing else is said: many run side by side. */
export const withPage = { WHOS_KNOCKING_WEB_ENABLED: "true" };

/** Starts one, which goes with the test; it has read its router once. */
export async function openPageBridge(
  t: TestContext,
  sections: Readonly<Record<string, unknown>> = {},
  simulator: Partial<SimulatorOptions> = busy,
): Promise<PageBridge> {
  const folder = temporaryFolder(t);
  const broker = await openMosquitto(t);
  const router = await startRouter(t, simulator);
  const config = writeConfig(folder, {
    mqtt: { url: broker.url },
    web: { listen: "127.0.0.1:0" },
    routers: [{ ...router.router, schedule: never }],
    ...sections,
  });
  const bridge = startBridge(t, config, withPage);
  await bridge.seen("stderr", /home +\d+ new: /);
  const { page_url } = JSON.parse(readFileSync(join(dataDir(folder), "runtime.json"), "utf8"));
  const url = String(page_url).replace(/\/$/, "");
  const api = await describedApi(url);
  const post: PageBridge["post"] = (path, body = {}, route = path) =>
    api.ask(path, {
      method: "POST",
      route,
      headers: { "x-whos-knocking": "1", "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  return { ...api, url, folder, bridge, router, post };
}
