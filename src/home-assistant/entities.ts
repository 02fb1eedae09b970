import type { RouterState, RouterSummary } from "../model/summary.ts";

/** Which topic an entity reads or writes; the bridge's own ones are `bridge_…`. */
export type EntityTopic = "availability" | "summary" | "state" | "scrape" | "bridge_state" | "bridge_info";

/**
 * On whose word an entity is available. What stays true while the router cannot be read needs the bridge alone; what would
 * be stale then needs the router too. `none`: it tells itself whether the bridge is there.
 */
type Availability = "none" | "bridge" | "bridge_and_router";

interface EntityBase {
  /** Part of the unique id and of the entity id: never changed. */
  readonly key: string;
  readonly name: string;
  readonly topic: EntityTopic;
  readonly availability: Availability;
  readonly icon?: string;
  readonly isDiagnostic?: true;
  /** Has the router asked for its log; not there for one that sends it by itself. */
  readonly isAsking?: true;
}

interface SensorEntity extends EntityBase {
  readonly platform: "sensor";
  readonly template: string;
  /** Never changed: Home Assistant would stop compiling the statistics. */
  readonly unit?: string;
  readonly stateClass?: "measurement" | "total_increasing";
  readonly deviceClass?: "timestamp";
}

interface BinarySensorEntity extends EntityBase {
  readonly platform: "binary_sensor";
  readonly deviceClass: "connectivity" | "safety";
  /** Gives ON or OFF; absent where the topic itself says `online` or `offline`. */
  readonly template?: string;
}

interface ButtonEntity extends EntityBase {
  readonly platform: "button";
}

/** One entity of Home Assistant, as a row. */
export type Entity = SensorEntity | BinarySensorEntity | ButtonEntity;

/** Everything that Home Assistant shows of a router. */
export const routerEntities: readonly Entity[] = [
  {
    key: "probes",
    platform: "sensor",
    name: "Probes",
    topic: "summary",
    template: read<RouterSummary>("probes"),
    unit: "probes",
    stateClass: "total_increasing",
    icon: "mdi:shield-search",
    availability: "bridge",
  },
  {
    key: "probe_rate",
    platform: "sensor",
    name: "Probe rate",
    topic: "summary",
    template: read<RouterSummary>("rate"),
    unit: "probes/h",
    stateClass: "measurement",
    icon: "mdi:speedometer",
    availability: "bridge_and_router",
  },
  {
    // No state class: the day's sum is the change per day of `probes`, which Home Assistant keeps for ever. As
    // `total_increasing` this one would be warned about, and summed wrongly, whenever a new day begins with nearly as many.
    key: "probes_today",
    platform: "sensor",
    name: "Probes today",
    topic: "summary",
    template: read<RouterSummary>("today"),
    unit: "probes",
    icon: "mdi:calendar-today",
    availability: "bridge_and_router",
  },
  {
    key: "sources",
    platform: "sensor",
    name: "Sources in 24 hours",
    topic: "summary",
    template: read<RouterSummary>("sources_24h"),
    unit: "sources",
    stateClass: "measurement",
    icon: "mdi:account-group",
    availability: "bridge_and_router",
  },
  {
    // A state of more than 255 characters would be refused with two warnings.
    key: "last_probe",
    platform: "sensor",
    name: "Last probe",
    topic: "summary",
    template: `{{ (${guarded<RouterSummary>("last_probe")})[:255] }}`,
    icon: "mdi:door-closed-lock",
    availability: "bridge_and_router",
  },
  {
    key: "burst",
    platform: "binary_sensor",
    name: "Burst",
    topic: "state",
    deviceClass: "safety",
    template: `{{ 'ON' if ${value<RouterState>("bursts")} | default(0) | int(0) > 0 else 'OFF' }}`,
    availability: "bridge_and_router",
  },
  {
    key: "log_reachable",
    platform: "binary_sensor",
    name: "Log reachable",
    topic: "availability",
    deviceClass: "connectivity",
    availability: "bridge",
    isDiagnostic: true,
  },
  {
    key: "last_scrape",
    platform: "sensor",
    name: "Last scrape",
    topic: "state",
    template: read<RouterState>("last_scrape"),
    deviceClass: "timestamp",
    availability: "bridge",
    isDiagnostic: true,
  },
  {
    key: "lost_probes",
    platform: "sensor",
    name: "Lost probes",
    topic: "state",
    template: read<RouterState>("lost_probes"),
    unit: "probes",
    stateClass: "total_increasing",
    icon: "mdi:help-circle-outline",
    availability: "bridge",
    isDiagnostic: true,
  },
  {
    key: "scrape",
    platform: "button",
    name: "Scrape now",
    topic: "scrape",
    icon: "mdi:refresh",
    availability: "bridge",
    isDiagnostic: true,
    isAsking: true,
  },
];

/** Everything that Home Assistant shows of the bridge itself. */
export const bridgeEntities: readonly Entity[] = [
  {
    key: "state",
    platform: "binary_sensor",
    name: "State",
    topic: "bridge_state",
    deviceClass: "connectivity",
    availability: "none",
    isDiagnostic: true,
  },
  {
    key: "version",
    platform: "sensor",
    name: "Version",
    topic: "bridge_info",
    template: read<{ readonly version: string }>("version"),
    icon: "mdi:tag",
    availability: "bridge",
    isDiagnostic: true,
  },
];

/** A template that gives the value of a key, and `None`, which stands for "unknown", where the key is missing. */
function read<Payload>(key: keyof Payload & string): string {
  return `{{ ${guarded<Payload>(key)} }}`;
}

/** An undefined key would be warned about at every message. */
function guarded<Payload>(key: keyof Payload & string): string {
  return `${value<Payload>(key)} | default('None')`;
}

/** Where a topic is taken away its payload is empty, and there is no `value_json`: an error in Home Assistant's log. */
function value<Payload>(key: keyof Payload & string): string {
  return `(value_json | default({})).${key}`;
}
