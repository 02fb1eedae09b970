import { type RouterTopics, routerCommands, type Topics, topKinds } from "../topics.ts";
import {
  type Component,
  type ComponentContext,
  componentOf,
  entityComponent,
  removedComponent,
  triggerComponent,
} from "./component.ts";
import { deviceTriggers } from "./device-triggers.ts";
import { bridgeEntities, formerRouterEntities, routerEntities } from "./entities.ts";
import type { RouterTrait } from "./entity.ts";

/** One retained discovery message: final, as it is sent. */
export interface DiscoveryMessage {
  readonly topic: string;
  readonly payload: string;
}

/** A router as Home Assistant shows it. */
export interface RouterDevice {
  readonly name: string;
  /** As configured; shown as a link where it is a web address, without credentials. */
  readonly url: string;
  /** Absent where that may be anybody. */
  readonly manufacturer?: string | undefined;
  readonly model: string;
  readonly traits: readonly RouterTrait[];
}

export interface DiscoveryContext {
  readonly topics: Topics;
  /** Where Home Assistant looks (`homeassistant`). */
  readonly prefix: string;
  /** Of this program. */
  readonly version: string;
}

const product = "Who's Knocking";

/** The device of the bridge itself; the routers' devices hang on it, so it is sent first. */
export function bridgeDiscovery(context: DiscoveryContext): DiscoveryMessage {
  const deviceId = context.topics.deviceId();
  const device = { ids: [deviceId], name: product, mf: product, mdl: "Bridge", sw: context.version };
  const names = { deviceId, name: "bridge", topic: bridgeTopics(context.topics) };
  const components = bridgeEntities.map((entity) => [componentOf(entity), entityComponent(entity, names)] as const);
  return deviceMessage(context, deviceId, device, components);
}

/** The device of one router with all its entities and triggers: one message, whole (Home Assistant, MQTT device discovery). */
export function routerDiscovery(router: RouterDevice, context: DiscoveryContext): DiscoveryMessage {
  const { topics } = context;
  const deviceId = topics.deviceId(router.name);
  const link = webAddress(router.url);
  const device = {
    ids: [deviceId],
    name: `${product} ${router.name.replaceAll("_", " ")}`,
    ...(router.manufacturer === undefined ? {} : { mf: router.manufacturer }),
    mdl: router.model,
    ...(link === undefined ? {} : { cu: link }),
    via_device: topics.deviceId(),
  };
  const own = topics.router(router.name);
  const names = { deviceId, name: router.name, topic: { ...bridgeTopics(topics), ...routerTopics(own) } };
  return deviceMessage(context, deviceId, device, [
    ...routerEntities.map((entity) => {
      const isThere = entity.needs === undefined || router.traits.includes(entity.needs);
      return [componentOf(entity), isThere ? entityComponent(entity, names) : removedComponent(entity)] as const;
    }),
    ...deviceTriggers.map(
      (trigger) => [trigger.component, triggerComponent(trigger, own.attack(trigger.kind))] as const,
    ),
    ...formerRouterEntities.map((entity) => [componentOf(entity), removedComponent(entity)] as const),
  ]);
}

function deviceMessage(
  { topics, prefix, version }: DiscoveryContext,
  deviceId: string,
  device: Readonly<Record<string, unknown>>,
  components: readonly (readonly [string, Component])[],
): DiscoveryMessage {
  return {
    topic: topics.discovery(prefix, deviceId),
    payload: JSON.stringify({
      dev: device,
      o: { name: product, sw: version },
      qos: 1,
      cmps: Object.fromEntries(components),
    }),
  };
}

type TopicTable = ComponentContext["topic"];

function bridgeTopics(topics: Topics): TopicTable {
  return {
    bridge_state: topics.bridgeState,
    bridge_info: topics.bridgeInfo,
    bridge_health: topics.bridgeHealth,
    bridge_set_log_level: topics.setLogLevel,
  };
}

function routerTopics(topics: RouterTopics): TopicTable {
  const { availability, summary, state, attacks, probes } = topics;
  return {
    ...{ availability, summary, state, attacks, probes },
    ...Object.fromEntries(topKinds.map((kind) => [`top_${kind}`, topics.top(kind)])),
    ...Object.fromEntries(routerCommands.map((command) => [`set_${command}`, topics.set(command)])),
  };
}

/** What a browser may open; a user and a password in it would be shown to everybody. */
function webAddress(text: string): string | undefined {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) return undefined;
  return `${url.origin}${url.pathname}`;
}
