import { isIPv4, isIPv6 } from "node:net";
import ipaddr from "ipaddr.js";

/** Gives each address the same other one, every time. */
export interface AddressStandIns {
  /** Of text that is no address, or of one that is nobody's in particular, the text itself. */
  ipv4(text: string): string;
  ipv6(text: string): string;
  /** Of six octets in hexadecimal digits, written in any way. */
  mac(text: string): string;
}

/** How many addresses IPv4 has for documents (RFC 5737): 768, all of which may be a host here. */
const documentationNets = ["192.0.2", "198.51.100", "203.0.113"] as const;
/**
 * A log with more hosts than that goes on in the network for benchmarks (RFC 2544), which is routed nowhere either: 131,072 more, and a
 * page that a router shows has not so many.
 */
const benchmarkNet = 198 * 2 ** 24 + 18 * 2 ** 16;

/** Stand-ins in the order in which addresses are first met. */
export function createAddressStandIns(): AddressStandIns {
  const ipv4Of = createNumbering();
  const ipv6Of = createNumbering();
  const macOf = createNumbering();
  return {
    ipv4: (text) => (isIPv4(text) && isSomebodys(text) ? ipv4StandIn(ipv4Of(text)) : text),
    ipv6: (text) => {
      if (!isIPv6(text)) return text;
      const address = ipaddr.IPv6.parse(text);
      if (address.isIPv4MappedAddress()) return text;
      const prefix = ipv6Prefix(address.range());
      if (prefix === undefined) return text;
      return likeIPv6(ipaddr.IPv6.parse(`${prefix}${ipv6Of(address.toNormalizedString()).toString(16)}`), text);
    },
    mac: (text) => {
      const digits = text.replaceAll(/[^0-9a-f]/gi, "").toLowerCase();
      // Nobody, everybody, and groups: the rest of the latter would tell an IPv6 address.
      if (/^(?:0{12}|f{12})$/.test(digits)) return text;
      return likeMac(digits.startsWith("3333") ? "333300000001" : macStandIn(macOf(digits)), text);
    },
  };
}

/** 1, 2, 3 and so on for texts as they come. */
export function createNumbering(): (text: string) => number {
  const numbers = new Map<string, number>();
  return (text) => {
    const number = numbers.get(text) ?? numbers.size + 1;
    numbers.set(text, number);
    return number;
  };
}

/** Private, special and group addresses tell nothing of anybody, and say what a packet is: they stay. Those for documents do not, lest two become one. */
function isSomebodys(text: string): boolean {
  const range = ipaddr.IPv4.parse(text).range();
  return (
    range === "unicast" || documentationNets.some((net) => text.startsWith(`${net}.`)) || /^198\.1[89]\./.test(text)
  );
}

function ipv4StandIn(number: number): string {
  const net = documentationNets[(number - 1) % documentationNets.length] ?? documentationNets[0];
  const host = Math.floor((number - 1) / documentationNets.length) + 1;
  if (host <= 254) return `${net}.${host}`;
  const value = benchmarkNet + number;
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
}

function ipv6Prefix(range: string): string | undefined {
  if (range === "linkLocal") return "fe80::";
  if (range === "uniqueLocal") return "fd00::";
  if (range === "deprecatedSiteLocal") return "fec0::";
  return ["multicast", "loopback", "unspecified"].includes(range) ? undefined : "2001:db8::";
}

/** All eight groups where the original has them, with as many digits: some logs are read by columns. */
function likeIPv6(address: ipaddr.IPv6, original: string): string {
  const isFull = original.split(":").length === 8 && !original.includes("::");
  if (!isFull) return address.toRFC5952String();
  const length = /^[0-9a-f]{4}(?::[0-9a-f]{4}){7}$/i.test(original) ? 4 : 1;
  return address.parts.map((part) => hex(part, length)).join(":");
}

/** RFC 7042 has 256 for documents; what is more is locally administered, which no maker ever gave to a device. */
function macStandIn(number: number): string {
  return number < 256 ? `00005e0053${hex(number, 2)}` : `0200${hex(number, 8)}`;
}

function hex(number: number, length: number): string {
  return number.toString(16).padStart(length, "0");
}

/** The digits in the places and in the case of the original's. */
function likeMac(digits: string, original: string): string {
  let next = 0;
  const written = original.replaceAll(/[0-9a-f]/gi, () => digits.charAt(next++));
  return /[A-F]/.test(original) ? written.toUpperCase() : written;
}
