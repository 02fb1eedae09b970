import type { RouterCommand, TopKind } from "../topics.ts";

/** Which topic an entity reads; the bridge's own ones are `bridge_…`. */
export type EntityTopic =
  | "availability"
  | "summary"
  | "state"
  | "attacks"
  | "probes"
  | `top_${TopKind}`
  | "bridge_state"
  | "bridge_info"
  | "bridge_health";

/** Which topic an entity writes. */
export type CommandTopic = `set_${RouterCommand}` | "bridge_set_log_level";

/**
 * On whose word an entity is available. What stays true while the router cannot be read needs the bridge alone; what would
 * be stale then, or while its reading pauses, needs the router too. `none`: it tells itself whether the bridge is there.
 */
type Availability = "none" | "bridge" | "bridge_and_router";

interface EntityBase {
  /** Part of the unique id and of the entity id: never changed. */
  readonly key: string;
  /** In place of the key where an entity of another platform has the same one: components and unique ids would meet. */
  readonly component?: string;
  readonly name: string;
  /** One sentence or two for people: what it means. */
  readonly about: string;
  readonly availability: Availability;
  readonly icon?: string;
  readonly category?: "diagnostic" | "config";
  /** Noisy, or of use to few: there, but the user has to enable it. */
  readonly isDisabled?: true;
  /** Only there for routers that are asked for their log, or where bursts are looked for. */
  readonly needs?: RouterTrait;
}

/** What a router may have, and an entity may need. */
export type RouterTrait = "asking" | "bursts";

interface Reader {
  readonly topic: EntityTopic;
  /** Gives the state, from the payload of the topic. */
  readonly template: string;
}

interface SensorEntity extends EntityBase, Reader {
  readonly platform: "sensor";
  /** Never changed: Home Assistant would stop compiling the statistics. */
  readonly unit?: string;
  readonly stateClass?: "measurement" | "total_increasing";
  readonly deviceClass?: "timestamp" | "data_size";
  /** The rows of the topic's table become its attribute `table`. */
  readonly hasTable?: true;
}

interface BinarySensorEntity extends EntityBase {
  readonly platform: "binary_sensor";
  readonly topic: EntityTopic;
  readonly deviceClass: "connectivity" | "safety";
  /** Gives ON or OFF; absent where the topic itself says `online` or `offline`. */
  readonly template?: string;
}

interface EventEntity extends EntityBase {
  readonly platform: "event";
  readonly topic: EntityTopic;
  /** Every `event_type` that the topic carries: another one would be warned about. */
  readonly types: readonly string[];
}

interface ButtonEntity extends EntityBase {
  readonly platform: "button";
  readonly command: CommandTopic;
}

interface SwitchEntity extends EntityBase, Reader {
  readonly platform: "switch";
  readonly command: CommandTopic;
}

interface NumberEntity extends EntityBase, Reader {
  readonly platform: "number";
  readonly command: CommandTopic;
  readonly unit: string;
  /** A state outside of them would be an error in Home Assistant's log. */
  readonly limits: { readonly min: number; readonly max: number };
}

interface SelectEntity extends EntityBase, Reader {
  readonly platform: "select";
  readonly command: CommandTopic;
  readonly options: readonly string[];
}

/** One entity of Home Assistant, as a row. */
export type Entity =
  | SensorEntity
  | BinarySensorEntity
  | EventEntity
  | ButtonEntity
  | SwitchEntity
  | NumberEntity
  | SelectEntity;
