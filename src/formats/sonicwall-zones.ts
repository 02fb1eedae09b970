import type { Direction } from "../model/event.ts";

/** Where a packet came from, or was to go. */
interface Side {
  readonly address: string;
  readonly interface: string;
}

/**
 * Which way a packet went, by what the line tells: the zones of its rule, else its zones, else its interfaces (X0 is LAN and X1
 * WAN unless somebody changed it, older models call them by their zone). Undefined where that does not decide.
 */
export function sonicwallDirection(
  pairs: ReadonlyMap<string, string>,
  source: Side,
  destination: Side,
): Direction | undefined {
  // Between outside and outside one side is the firewall itself.
  if (source.address === pairs.get("fw")) return "out";
  const [, ruleFrom, ruleTo] = /\(([\w-]{1,32})->([\w-]{1,32})\)/.exec(pairs.get("rule") ?? "") ?? [];
  const from = isOutside(ruleFrom) ?? isOutside(pairs.get("srcZone")) ?? isOutside(source.interface);
  const to = isOutside(ruleTo) ?? isOutside(pairs.get("dstZone")) ?? isOutside(destination.interface);
  if (from === undefined) return to === true ? "out" : undefined;
  if (!from) return to === undefined ? undefined : to ? "out" : "local";
  return to === true && destination.address !== pairs.get("fw") ? undefined : "in";
}

/** Whether a zone or interface is the Internet; undefined for one that its owner named. `X1-V5` is a VLAN on X1. */
function isOutside(name: string | undefined): boolean | undefined {
  const [first = ""] = (name ?? "").split("-", 1);
  if (outside.has(first.toUpperCase())) return true;
  return inside.has(first.toUpperCase()) ? false : undefined;
}

const outside: ReadonlySet<string> = new Set(["WAN", "X1", "UNTRUSTED"]);
const inside: ReadonlySet<string> = new Set(["LAN", "X0", "DMZ", "WLAN", "VPN", "SSLVPN", "TRUSTED", "PUBLIC"]);
