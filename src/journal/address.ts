import { isIPv4, isIPv6 } from "node:net";
import ipaddr from "ipaddr.js";
import type { SourceKey } from "../model/counts.ts";

/** An address as a column: IPv4 as integer, IPv6 as 16 octets, what is neither as it is. */
export type AddressColumn = number | Uint8Array | string | null;

/** Column form of an address. */
export function encodeAddress(address: string | undefined): AddressColumn {
  if (address === undefined) return null;
  if (isIPv4(address)) return numberOfIPv4(address);
  return isIPv6(address) ? Uint8Array.from(ipaddr.parse(address).toByteArray()) : address;
}

/** The address of a column; IPv6 by RFC 5952. */
export function decodeAddress(column: unknown): string | undefined {
  if (typeof column === "number") {
    return `${column >>> 24}.${(column >>> 16) & 255}.${(column >>> 8) & 255}.${column & 255}`;
  }
  if (column instanceof Uint8Array) return new ipaddr.IPv6([...column]).toRFC5952String();
  return typeof column === "string" ? column : undefined;
}

/** The first and the last address, as columns, of a network in CIDR form or of one address; undefined for what is neither. */
export function addressRange(text: string): readonly [number | Uint8Array, number | Uint8Array] | undefined {
  const [address = "", prefix] = text.split("/");
  const kind = isIPv4(address) ? ipaddr.IPv4 : isIPv6(address) ? ipaddr.IPv6 : undefined;
  if (kind === undefined) return undefined;
  const cidr = `${address}/${prefix ?? (kind === ipaddr.IPv4 ? 32 : 128)}`;
  if (!kind.isValidCIDR(cidr)) return undefined;
  if (kind === ipaddr.IPv4) {
    const ends = [ipaddr.IPv4.networkAddressFromCIDR(cidr), ipaddr.IPv4.broadcastAddressFromCIDR(cidr)] as const;
    return [numberOfIPv4(ends[0].toString()), numberOfIPv4(ends[1].toString())];
  }
  const ends = [ipaddr.IPv6.networkAddressFromCIDR(cidr), ipaddr.IPv6.broadcastAddressFromCIDR(cidr)] as const;
  return [Uint8Array.from(ends[0].toByteArray()), Uint8Array.from(ends[1].toByteArray())];
}

/** The source of a column, as counts know it. */
export function sourceKey(column: unknown): SourceKey {
  return typeof column === "number" ? column : (decodeAddress(column) ?? "");
}

/** An IPv4 address that is known to be one, as an integer; a log of a million lines has a million of them. */
export function numberOfIPv4(address: string): number {
  let value = 0;
  let octet = 0;
  for (let at = 0; at < address.length; at += 1) {
    const code = address.charCodeAt(at);
    if (code === dot) {
      value = value * 256 + octet;
      octet = 0;
    } else octet = octet * 10 + code - zero;
  }
  return value * 256 + octet;
}

const dot = 46;
const zero = 48;
