import { type Config, publicConfig } from "../config.ts";
import type { Deletions } from "../home-assistant/announced-device.ts";
import { bridgeDiscovery, type DiscoveryMessage, routerDiscovery } from "../home-assistant/discovery.ts";
import type { Log } from "../log.ts";
import type { SettingStore } from "../model/settings.ts";
import { requireFamily } from "../routers/index.ts";
import type { Topics } from "../topics.ts";
import { isImportOnly } from "./import-only.ts";
import { version } from "./release.ts";

/** A device of Home Assistant, and what of the configuration it stands for. */
export interface Device extends DiscoveryMessage {
  /** `bridge`, or the router's name. */
  readonly scope: string;
  /** Another text whenever that is configured in another way; without secrets. */
  readonly configuration: string;
}

/** The devices that Home Assistant is told of, the bridge's first; none where it is not wanted, and none of a router that nobody reads. */
export function describeDevices(config: Config, topics: Topics): readonly Device[] {
  const { enabled, discovery_prefix: prefix } = config.home_assistant;
  if (!enabled) return [];
  const context = { topics, prefix, version };
  const { home_assistant, routers } = publicConfig(config);
  const bridge = { ...bridgeDiscovery(context), scope: "bridge", configuration: JSON.stringify(home_assistant) };
  return [
    bridge,
    // What is told of a router there is what is read of it, and of one that is there for imports nothing is.
    ...config.routers.flatMap(({ name, url, family }, index) => {
      if (isImportOnly(config, family)) return [];
      const { manufacturer, title, side } = requireFamily(family);
      const traits = [
        ...(side === "poll" ? ["asking" as const] : []),
        ...(config.detect["burst"]?.["enabled"] === false ? [] : ["bursts" as const]),
      ];
      const device = { name, url, manufacturer, model: title, traits };
      const configuration = JSON.stringify(Array.isArray(routers) ? routers[index] : undefined);
      return [{ ...routerDiscovery(device, context), scope: name, configuration }];
    }),
  ];
}

/** A device that the user deleted stays away until what it stands for is configured in another way. */
export function rememberDeletions(devices: readonly Device[], store: SettingStore, log: Log): Deletions {
  const byTopic = new Map(devices.map((device) => [device.topic, device]));
  const deleted = new Set(
    devices
      .filter(({ scope, configuration }) => store.get(scope, setting, configuration) !== undefined)
      .map(({ topic }) => topic),
  );
  return {
    has: (topic) => deleted.has(topic),
    add: (topic) => {
      const device = byTopic.get(topic);
      // Home Assistant takes it away once for each of its entities.
      if (device === undefined || deleted.has(topic)) return;
      deleted.add(topic);
      store.set(device.scope, setting, "deleted", device.configuration);
      log.info(
        device.scope,
        "its device was deleted in Home Assistant, and stays away until its configuration changes",
      );
    },
    remove: (topic) => {
      const device = byTopic.get(topic);
      if (device === undefined || !deleted.delete(topic)) return;
      store.remove(device.scope, setting);
    },
  };
}

const setting = "device";
