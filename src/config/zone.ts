import { nearest } from "./nearest.ts";
import type { TextRule } from "./row.ts";

/** An IANA time zone that this machine knows. */
export const zoneRule: TextRule = (zone) => {
  const allowed = "a time zone such as Europe/Berlin or UTC";
  // Offsets such as +02:00 are taken by Intl, but no router keeps one through a summer.
  if (!/^[A-Za-z]/.test(zone)) return { allowed };
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return undefined;
  } catch {
    // Intl tells an unknown zone by throwing, in no other way.
    return { allowed, nearest: nearest(zone, ["UTC", ...Intl.supportedValuesOf("timeZone")]) };
  }
};
