import type { RouterState } from "../model/summary.ts";
import type { DeviceTrigger } from "./device-triggers.ts";
import type { CommandTopic, Entity, EntityTopic } from "./entity.ts";
import { offlineWhile, tableAttributes } from "./templates.ts";

/** One component of a device, with the abbreviated keys of Home Assistant (MQTT discovery). */
export type Component = Readonly<Record<string, unknown>>;

/** What names and topics of a device are. */
export interface ComponentContext {
  readonly deviceId: string;
  /** The middle of entity ids: the router's name. */
  readonly name: string;
  readonly topic: Readonly<Partial<Record<EntityTopic | CommandTopic, string>>>;
}

/** A component that shows an entity. */
export function entityComponent(entity: Entity, { deviceId, name, topic }: ComponentContext): Component {
  return {
    p: entity.platform,
    name: entity.name,
    uniq_id: `${deviceId}_${componentOf(entity)}`,
    // Lower-case whatever the base topic is; Home Assistant uses it at the first registration alone.
    def_ent_id: `${entity.platform}.whos_knocking_${name}_${entity.key}`,
    ...availability(entity, topic),
    ...platformKeys(entity, topic),
    ...known({
      ic: entity.icon,
      ent_cat: entity.category,
      en: entity.isDisabled === undefined ? undefined : false,
    }),
  };
}

/** A component that offers a trigger. @param topic where episodes of its kind are told */
export function triggerComponent({ type, subtype, eventType }: DeviceTrigger, topic: string): Component {
  return {
    p: "device_automation",
    atype: "trigger",
    type,
    stype: subtype,
    t: topic,
    val_tpl: "{{ (value_json | default({})).event_type | default('') }}",
    pl: eventType,
  };
}

/** Takes a component away that an earlier message brought; leaving it out would keep it. */
export function removedComponent({ platform }: Pick<Entity, "platform">): Component {
  return { p: platform };
}

/** Names an entity among the components of its device. */
export function componentOf({ component, key }: Pick<Entity, "component" | "key">): string {
  return component ?? key;
}

function platformKeys(entity: Entity, topic: ComponentContext["topic"]): Component {
  switch (entity.platform) {
    case "sensor":
      return {
        stat_t: topic[entity.topic],
        val_tpl: entity.template,
        ...known({ unit_of_meas: entity.unit, stat_cla: entity.stateClass, dev_cla: entity.deviceClass }),
        ...(entity.hasTable === undefined ? {} : { json_attr_t: topic[entity.topic], json_attr_tpl: tableAttributes }),
      };
    case "binary_sensor":
      return {
        stat_t: topic[entity.topic],
        dev_cla: entity.deviceClass,
        ...(entity.template === undefined ? { pl_on: "online", pl_off: "offline" } : { val_tpl: entity.template }),
      };
    case "event":
      return { stat_t: topic[entity.topic], evt_typ: entity.types };
    case "button":
      return { cmd_t: topic[entity.command] };
    case "switch":
      return { stat_t: topic[entity.topic], val_tpl: entity.template, cmd_t: topic[entity.command] };
    case "number":
      return {
        stat_t: topic[entity.topic],
        val_tpl: entity.template,
        cmd_t: topic[entity.command],
        unit_of_meas: entity.unit,
        ...entity.limits,
        mode: "box",
      };
    case "select":
      return {
        stat_t: topic[entity.topic],
        val_tpl: entity.template,
        cmd_t: topic[entity.command],
        ops: entity.options,
      };
  }
}

function availability(entity: Entity, topic: ComponentContext["topic"]): Component {
  const bridge = { t: topic.bridge_state };
  switch (entity.availability) {
    case "none":
      return {};
    case "bridge":
      return { avty: [bridge] };
    case "bridge_and_router": {
      const paused = { t: topic.state, val_tpl: offlineWhile<RouterState>("paused") };
      return { avty: [bridge, { t: topic.availability }, paused], avty_mode: "all" };
    }
  }
}

function known(keys: Component): Component {
  return Object.fromEntries(Object.entries(keys).filter(([, value]) => value !== undefined));
}
