import { type Config, withDemoRouter } from "../config.ts";
import { FatalError } from "../errors.ts";
import { requireFamily } from "../routers/index.ts";

/** A configuration whose routers can be asked; in the demo its make-believe router runs until this is disposed of. */
export interface Ready extends AsyncDisposable {
  readonly config: Config;
}

/** Busy enough that nearly each pass of the demo brings something: about two probes a second. */
const demoRate = 500;

/** Starts the demo's router where nothing is configured; gives a real configuration back as it is. */
export async function startDemo(config: Config, now: () => number): Promise<Ready> {
  const [router] = config.routers;
  if (!config.is_demo || router === undefined) return { config, [Symbol.asyncDispose]: async () => undefined };
  const family = requireFamily(router.family);
  if (family.side !== "poll") throw new FatalError(`the demo has no router of family ${family.id}`);
  const start = await family.simulator();
  // The seed is the moment: each demo shows other traffic.
  const simulator = await start({ port: 0, rate: demoRate, seed: now() % 2 ** 31, now });
  const { startNameServer } = await import("../routers/simulator/name-server.ts");
  const nameServer = await startNameServer();
  return {
    config: withDemoRouter(config, simulator.router, nameServer.address),
    [Symbol.asyncDispose]: async () => void (await Promise.all([simulator.close(), nameServer.close()])),
  };
}
