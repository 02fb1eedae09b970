import type { RouterTopics, Topics } from "../topics.ts";
import { bridgeEntities, type Entity, type EntityTopic, routerEntities } from "./entities.ts";

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
  readonly manufacturer: string;
  readonly model: string;
  /** Whether it can be asked for its log; one that sends it by itself cannot. */
  readonly isAsked: boolean;
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
  const id = context.topics.deviceId();
  const device = { ids: [id], name: product, mf: product, mdl: "Bridge", sw: context.version };
  return deviceMessage(context, id, device, bridgeEntities, {
    ...entityNames(id, "bridge"),
    topic: bridgeTopics(context.topics),
  });
}

/** The device of one router with all its entities: one message, whole (Home Assistant, MQTT device discovery). */
export function routerDiscovery(router: RouterDevice, context: DiscoveryContext): DiscoveryMessage {
  const { topics } = context;
  const id = topics.deviceId(router.name);
  const link = webAddress(router.url);
  const device = {
    ids: [id],
    name: `${product} ${router.name.replaceAll("_", " ")}`,
    mf: router.manufacturer,
    mdl: router.model,
    ...(link === undefined ? {} : { cu: link }),
    via_device: topics.deviceId(),
  };
  const entities = routerEntities.filter((entity) => router.isAsked || entity.isAsking === undefined);
  return deviceMessage(context, id, device, entities, {
    ...entityNames(id, router.name),
    topic: { ...bridgeTopics(topics), ...routerTopics(topics.router(router.name)) },
  });
}

type TopicTable = Readonly<Partial<Record<EntityTopic, string>>>;

interface Names {
  uniqueId(key: string): string;
  entityId(platform: string, key: string): string;
}

type Component = Readonly<Record<string, unknown>>;

function deviceMessage(
  { topics, prefix, version }: DiscoveryContext,
  id: string,
  device: Readonly<Record<string, unknown>>,
  entities: readonly Entity[],
  names: Names & { readonly topic: TopicTable },
): DiscoveryMessage {
  const components = entities.map((entity) => [entity.key, component(entity, names)]);
  return {
    topic: topics.discovery(prefix, id),
    payload: JSON.stringify({
      dev: device,
      o: { name: product, sw: version },
      qos: 1,
      cmps: Object.fromEntries(components),
    }),
  };
}

function component(entity: Entity, { uniqueId, entityId, topic }: Names & { readonly topic: TopicTable }): Component {
  return {
    p: entity.platform,
    name: entity.name,
    uniq_id: uniqueId(entity.key),
    def_ent_id: entityId(entity.platform, entity.key),
    ...availability(entity, topic),
    ...platformKeys(entity, topic[entity.topic]),
    ...(entity.icon === undefined ? {} : { ic: entity.icon }),
    ...(entity.isDiagnostic === undefined ? {} : { ent_cat: "diagnostic" }),
  };
}

function platformKeys(entity: Entity, topic: string | undefined): Component {
  switch (entity.platform) {
    case "sensor":
      return {
        stat_t: topic,
        val_tpl: entity.template,
        ...(entity.unit === undefined ? {} : { unit_of_meas: entity.unit }),
        ...(entity.stateClass === undefined ? {} : { stat_cla: entity.stateClass }),
        ...(entity.deviceClass === undefined ? {} : { dev_cla: entity.deviceClass }),
      };
    case "binary_sensor":
      return {
        stat_t: topic,
        dev_cla: entity.deviceClass,
        ...(entity.template === undefined ? { pl_on: "online", pl_off: "offline" } : { val_tpl: entity.template }),
      };
    case "button":
      return { cmd_t: topic };
  }
}

function availability(entity: Entity, topic: TopicTable): Component {
  const bridge = { t: topic.bridge_state };
  switch (entity.availability) {
    case "none":
      return {};
    case "bridge":
      return { avty: [bridge] };
    case "bridge_and_router":
      return { avty: [bridge, { t: topic.availability }], avty_mode: "all" };
  }
}

/** The entity id is lower-case whatever the base topic is; Home Assistant uses it at the first registration alone. */
function entityNames(deviceId: string, name: string): Names {
  return {
    uniqueId: (key) => `${deviceId}_${key}`,
    entityId: (platform, key) => `${platform}.whos_knocking_${name}_${key}`,
  };
}

function bridgeTopics(topics: Topics): TopicTable {
  return { bridge_state: topics.bridgeState, bridge_info: topics.bridgeInfo };
}

function routerTopics({ availability, summary, state, scrape }: RouterTopics): TopicTable {
  return { availability, summary, state, scrape };
}

/** What a browser may open; a user and a password in it would be shown to everybody. */
function webAddress(text: string): string | undefined {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) return undefined;
  return `${url.origin}${url.pathname}`;
}
