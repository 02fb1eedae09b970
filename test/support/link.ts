import type { TestContext } from "node:test";
import type { MqttSettings } from "../../src/publish/address.ts";
import type { Inventory, MqttLink } from "../../src/publish/link.ts";
import { connectMqtt } from "../../src/publish/mqtt.ts";
import { type RecordedLog, recordedLog } from "./log.ts";

export interface TestLink extends RecordedLog {
  readonly link: MqttLink;
}

/** A link of a bridge, closed with the test; it waits as little as it ever does between two attempts to connect. */
export function openLink(
  t: TestContext,
  settings: Partial<MqttSettings> & { readonly url: string },
  {
    clientId = "bridge",
    stateTopic = "w/bridge/state" as string | undefined,
    inventory = undefined as Inventory | undefined,
  } = {},
): TestLink {
  const recorded = recordedLog();
  const link = connectMqtt(
    { username: "", password: "", protocol: "auto", ...settings },
    { clientId, ...(stateTopic === undefined ? {} : { stateTopic }) },
    { log: recorded.log, random: () => 0, inventory },
  );
  t.after(() => link.close({ drainMs: 500 }));
  return { link, ...recorded };
}

/** Resolves at the next connect. */
export function connected(link: MqttLink): Promise<void> {
  return new Promise((resolve) => link.onConnect(resolve));
}
