import ipaddr from "ipaddr.js";
import type { Direction } from "../model/event.ts";

/**
 * Which way a packet went, told from the scope of its addresses alone: for logs that show no interface. Between two public
 * addresses nothing can be told, and nothing where one address is missing that would be needed.
 */
export function directionByScope(source: string | undefined, destination: string | undefined): Direction {
  if (source === undefined || destination === undefined) return "unknown";
  if (isOfLan(source)) return isOfLan(destination) ? "local" : "out";
  return isOfLan(destination) ? "in" : "unknown";
}

/** Whether an address belongs to a local network: private (RFC 1918, RFC 4193), link-local, or of no use outside of it. */
export function isOfLan(address: string): boolean {
  return ipaddr.isValid(address) && lanRanges.has(ipaddr.parse(address).range());
}

const lanRanges: ReadonlySet<string> = new Set([
  "private",
  "uniqueLocal",
  "linkLocal",
  "loopback",
  "unspecified",
  "multicast",
  "broadcast",
]);
