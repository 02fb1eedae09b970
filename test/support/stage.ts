import type { TestContext } from "node:test";
import type { Browser } from "playwright-core";
import type { Simulator } from "../../src/model/simulator.ts";
import { startChromium } from "./chromium.ts";
import { startPageScene } from "./page-scene.ts";
import { type PrefixProxy, startPrefixProxy } from "./prefix-proxy.ts";

/** A bridge with its page, what stands before it, and a browser; all of it goes with the test. */
export interface Stage {
  readonly browser: Browser;
  readonly proxy: PrefixProxy;
  /** The make-believe router that the bridge reads. */
  readonly router: Simulator["router"];
}

export async function openStage(t: TestContext): Promise<Stage> {
  const { url, router } = await startPageScene(t);
  const proxy = await startPrefixProxy(url);
  t.after(() => proxy.close());
  const browser = await startChromium();
  t.after(() => browser.close());
  return { browser, proxy, router };
}
