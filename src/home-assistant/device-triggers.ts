import { type FindingKind, findingKinds } from "../model/finding.ts";

/** Fires in Home Assistant when an episode begins or ends. Home Assistant shows it as `"port_scan" started`. */
export interface DeviceTrigger {
  /** Name among the components of the device. */
  readonly component: string;
  /** The kind of episode; the topic of attacks that it is told on. */
  readonly kind: FindingKind;
  readonly subtype: string;
  readonly type: string;
  /** The `event_type` that fires it. */
  readonly eventType: string;
}

/**
 * Automations refer to a trigger by its device, type and subtype. So these stay as they are for ever, and one that once was there
 * is never left out.
 */
export const deviceTriggers: readonly DeviceTrigger[] = findingKinds.flatMap((kind) =>
  (["started", "ended"] as const).map((type) => {
    const eventType = `${kind}_${type}`;
    return { component: eventType, kind, subtype: kind, type, eventType };
  }),
);
