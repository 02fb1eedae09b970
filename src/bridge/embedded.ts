import type { Config } from "../config.ts";
import type { EmbeddedBroker } from "../publish/broker.ts";

/** The broker to use: the configured one, or our own where `mqtt.url` is `embedded`. In the demo a taken port is no hindrance. */
export async function openBroker(config: Config): Promise<EmbeddedBroker> {
  if (config.mqtt.url !== "embedded") return { url: config.mqtt.url, close: async () => undefined };
  const { startBroker } = await import("../publish/broker.ts");
  const { hostname, port } = new URL(`mqtt://${config.mqtt.embedded_listen}`);
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  return startBroker({ host, port: Number(port), allowOther: config.is_demo });
}
