import { isIPv4, isIPv6 } from "node:net";
import ipaddr from "ipaddr.js";

/** An address as a column: IPv4 as integer, IPv6 as 16 octets, what is neither as it is. */
export type AddressColumn = number | Uint8Array | string | null;

/** Column form of an address. */
export function encodeAddress(address: string | undefined): AddressColumn {
  if (address === undefined) return null;
  if (isIPv4(address)) {
    let value = 0;
    for (const octet of address.split(".")) value = value * 256 + Number(octet);
    return value;
  }
  return isIPv6(address) ? Uint8Array.from(ipaddr.parse(address).toByteArray()) : address;
}

/** The address of a column; IPv6 by RFC 5952. */
export function decodeAddress(column: unknown): string | undefined {
  if (typeof column === "number") return [24, 16, 8, 0].map((shift) => Math.floor(column / 2 ** shift) % 256).join(".");
  if (column instanceof Uint8Array) return new ipaddr.IPv6([...column]).toRFC5952String();
  return typeof column === "string" ? column : undefined;
}
