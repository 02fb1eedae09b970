import ipaddr from "ipaddr.js";
import type { JournalEvent } from "../model/event.ts";

/** The door that was knocked on, as far as the log tells: `tcp/445`, or `/445` without a protocol; undefined without a port. */
export function doorOf({ protocol = "", port }: Pick<JournalEvent, "protocol" | "port">): string | undefined {
  return port === undefined ? undefined : `${protocol}/${port}`;
}

/** The network that a neighbour shares: the /24 of an IPv4 address, the /48 of an IPv6 one; undefined for what is neither. */
export function networkOf(address: string): string | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) return `${address.slice(0, address.lastIndexOf("."))}.0/24`;
  if (!ipaddr.IPv6.isValid(address)) return undefined;
  return `${new ipaddr.IPv6([...ipaddr.IPv6.parse(address).parts.slice(0, 3), 0, 0, 0, 0, 0]).toRFC5952String()}/48`;
}
