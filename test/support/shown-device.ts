import type { TestContext } from "node:test";
import { bridgeDiscovery, routerDiscovery } from "../../src/home-assistant/discovery.ts";
import { createTopics } from "../../src/topics.ts";
import type { HomeAssistant } from "./home-assistant.ts";
import { type Observer, observe } from "./observer.ts";

const topics = createTopics("whos-knocking");
const context = { topics, prefix: "homeassistant", version: "0.1.0" };

/** Announces the devices of a router and of the bridge, and gives a client that speaks for them; ready when they are shown. */
export async function showDevice(t: TestContext, home: HomeAssistant, name: string): Promise<Observer> {
  const client = await observe(home.brokerUrl, "nothing");
  t.after(() => client.close());
  const router = { name, url: "", manufacturer: "SMC", model: "Barricade", traits: ["asking", "bursts"] } as const;
  for (const { topic, payload } of [bridgeDiscovery(context), routerDiscovery(router, context)])
    await client.publish(topic, payload, true);
  await client.publish(topics.bridgeState, "online", true);
  await client.publish(topics.router(name).availability, "online", true);
  await client.publish(topics.router(name).state, JSON.stringify({ paused: false }), true);
  const attack = `event.whos_knocking_${name}_attack`;
  const isThere = (state = "unavailable"): boolean => state !== "unavailable";
  await home.until([attack], (states) => isThere(states.get(attack)?.state), "the device");
  return client;
}
