import type { Direction } from "../model/event.ts";
import { directionOfArrival, isPrivate } from "./direction.ts";
import type { NetfilterFields } from "./netfilter-scan.ts";

/**
 * Which way a packet went, from its interfaces (netfilter writes the one that a packet came in by and the one that it leaves
 * by, empty where there is none yet or any more), then from their names, then from the addresses:
 *
 * | IN | OUT | direction |
 * |---|---|---|
 * | `lo` on either side | | local |
 * | empty | empty | unknown |
 * | empty | set | out: the router's own packet |
 * | set | empty | to the router: in by the name of a WAN, local by that of a LAN (not for a public IPv4 source), else in, unknown for a private source |
 * | set | set | forwarded: by the names, else from a public IPv4 address to a private one in, the reverse out, else unknown |
 *
 * Which interface is the outer one is not in the log: only names that every firmware uses for one side count.
 */
export function directionOfInterfaces(fields: NetfilterFields): Direction {
  const { input, output } = fields;
  const source = fields.source ?? "";
  if (input === "lo" || output === "lo") return "local";
  if (input === "") return output === "" ? "unknown" : "out";
  if (output === "") return directionToRouter(input, source);
  return directionThroughRouter(fields);
}

/**
 * Which way a packet went, from the zones that a prefix names (`net2fw`, `WAN_LOCAL`, `wan in`); an empty name is a zone that
 * the prefix does not tell. Undefined where the names say nothing. What comes from a zone inside is never `in`.
 */
export function directionOfZones(from: string, to: string, fields: NetfilterFields): Direction | undefined {
  const fromSide = sideOf(from);
  const toSide = sideOf(to);
  if (fromSide === "outside") return "in";
  if (toSide === "outside") return "out";
  if (fromSide === "inside") {
    return toSide === "inside" || fields.output === "" || inner.test(fields.output) ? "local" : "out";
  }
  return toSide === undefined ? undefined : directionToRouter(fields.input, fields.source ?? "");
}

/** Interfaces of one side, by name: PPP and WAN interfaces, OpenWrt's `br-wan`; bridges of the LAN (`br0`, `br-lan`), wireless. */
const outer = /^(?:br-)?(?:ppp|w?wan|dsl)/i;
const inner = /^(?:br\d|br-|lan|wlan|wl\d|ath\d|ra\d|docker|veth|virbr)/i;

const outsideZone = /^(?:w?wan|net|inet|internet|external|untrust)(?:v?\d*)$/i;
const insideZone = /^(?:fw|local|gateway|lan|loc|internal|trust|guest|hotspot|iot|dmz|vpn)(?:v?\d*)$/i;

function sideOf(zone: string): "outside" | "inside" | undefined {
  if (outsideZone.test(zone)) return "outside";
  return insideZone.test(zone) ? "inside" : undefined;
}

function directionToRouter(input: string, source: string): Direction {
  if (outer.test(input)) return "in";
  return inner.test(input) && !isPublicIPv4(source) ? "local" : directionOfArrival(source);
}

function directionThroughRouter(fields: NetfilterFields): Direction {
  const { input, output, source = "", destination = "" } = fields;
  const isFromOuter = outer.test(input);
  const isToOuter = outer.test(output);
  if (isFromOuter || isToOuter) return isFromOuter && isToOuter ? "unknown" : isFromOuter ? "in" : "out";
  const isToInner = inner.test(output);
  if (inner.test(input)) return !isToInner ? "out" : isPublicIPv4(source) ? "in" : "local";
  if (isToInner) return directionOfArrival(source);
  // An IPv6 address tells nothing here: computers at home have public ones.
  if (isPublicIPv4(source) && isPrivate(destination)) return "in";
  return isPrivate(source) && isPublicIPv4(destination) ? "out" : "unknown";
}

function isPublicIPv4(address: string): boolean {
  return address.includes(".") && !isPrivate(address);
}
