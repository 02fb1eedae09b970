import { BlockList, isIPv6 } from "node:net";
import ipaddr from "ipaddr.js";
import type { EventClass, LogEvent } from "./model/event.ts";

/** Addresses and networks that somebody named. */
export interface HostList {
  has(address: string): boolean;
}

/** What belongs to the household, as far as the configuration tells. */
export interface ClassifyContext {
  /** Our own hosts and scanners. */
  readonly knownHosts: HostList;
  /** Whether a line that does not say what became of a packet counts. */
  readonly countUnknown: boolean;
}

/** Address ranges that nobody knocks from, by the names of ipaddr.js: the local network talking to itself. */
const chatterRanges: ReadonlySet<string> = new Set(["multicast", "broadcast", "linkLocal", "loopback", "unspecified"]);
const groupRanges: ReadonlySet<string> = new Set(["multicast", "broadcast"]);
const privateRanges: ReadonlySet<string> = new Set(["private", "uniqueLocal", "linkLocal", "loopback"]);

const syslogPort = 514;
const dhcpPorts: ReadonlySet<number> = new Set([67, 68, 546, 547]);
/** SSDP and mDNS: chatter from a neighbour, a probe from anywhere else (both are favourites for amplification). */
const discoveryPorts: ReadonlySet<number> = new Set([1900, 5353]);
/** Multicast listener and neighbour discovery messages (RFC 4861, RFC 3810). */
const neighbourTypes: ReadonlySet<number> = new Set([130, 131, 132, 133, 134, 135, 136, 137, 143]);
/** ICMP types that ask: echo, timestamp and address mask requests (RFC 792, RFC 950); in ICMPv6 echo alone asks (RFC 4443). */
const icmpRequests: ReadonlySet<number> = new Set([8, 13, 17]);
const icmpv6EchoRequest = 128;
/** Ports of services that households use: what comes from them to a high port is an answer. */
const servicePorts: ReadonlySet<number> = new Set([53, 80, 123, 443, 853, 3478]);
const lastPrivilegedPort = 1023;

/**
 * The class of an event by the first rule that fits (DESIGN 2); undefined for what is not counted: outbound, local and
 * observed packets, and unknown fates where the configuration does not count them.
 */
export function classify(event: LogEvent, context: ClassifyContext): EventClass | undefined {
  if (isNotInbound(event)) return undefined;
  if (isOwn(event, context)) return "own";
  if (isChatter(event)) return "chatter";
  if (isBackscatter(event)) return "backscatter";
  if (isReply(event)) return "reply";
  if (event.action === "accept") return "admitted";
  return event.action === "unknown" && !context.countUnknown ? undefined : "probe";
}

/**
 * Addresses and networks (`192.0.2.0/24`) as one list to check against.
 * @throws RangeError or TypeError of Node where one is neither; the configuration has checked them before
 */
export function hostList(hosts: readonly string[]): HostList {
  if (hosts.length === 0) return { has: () => false };
  const list = new BlockList();
  for (const host of hosts) {
    const [address = "", prefix] = host.split("/");
    const family = isIPv6(address) ? "ipv6" : "ipv4";
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return { has: (address) => list.check(address, address.includes(":") ? "ipv6" : "ipv4") };
}

function isNotInbound(event: LogEvent): boolean {
  if (event.isObservation === true || event.direction === "out" || event.direction === "local") return true;
  if (event.direction !== "unknown" || !privateRanges.has(rangeOf(event.source))) return false;
  // Where the log shows no direction, a source in our own network is the only sign that a packet did not come in. What it sends
  // to everybody has come in to whoever logged it, and is chatter from wherever it came.
  const to = rangeOf(event.destination);
  return !groupRanges.has(to) && !isBroadcastAtHome(event.destination, to);
}

function isOwn(event: LogEvent, context: ClassifyContext): boolean {
  if (event.source === undefined) return false;
  if (context.knownHosts.has(event.source)) return true;
  return event.protocol === "udp" && event.port === syslogPort && privateRanges.has(rangeOf(event.source));
}

function isChatter(event: LogEvent): boolean {
  const from = rangeOf(event.source);
  const to = rangeOf(event.destination);
  if (chatterRanges.has(from) || chatterRanges.has(to) || event.protocol === "igmp") return true;
  if (isBroadcastAtHome(event.destination, to)) return true;
  if (event.protocol === "ipv6-icmp") return event.icmpType !== undefined && neighbourTypes.has(event.icmpType);
  if (event.protocol !== "udp" || event.port === undefined) return false;
  if (dhcpPorts.has(event.port)) return event.sourcePort !== undefined && dhcpPorts.has(event.sourcePort);
  return discoveryPorts.has(event.port) && privateRanges.has(from);
}

/** The broadcast address of nearly every network at home ends in 255. */
function isBroadcastAtHome(address: string | undefined, range: string): boolean {
  return range === "private" && address?.endsWith(".255") === true;
}

function isBackscatter(event: LogEvent): boolean {
  if (event.namedScan === "syn_ack" || event.namedScan === "rst") return true;
  if (event.icmpType !== undefined) {
    if (event.protocol === "icmp") return !icmpRequests.has(event.icmpType);
    if (event.protocol === "ipv6-icmp") return event.icmpType !== icmpv6EchoRequest;
  }
  const flags = event.tcpFlags;
  return flags !== undefined && (flags.includes("rst") || (flags.includes("syn") && flags.includes("ack")));
}

function isReply(event: LogEvent): boolean {
  if (event.port !== undefined && event.port <= lastPrivilegedPort) return false;
  if (event.namedScan === "ack" || event.namedScan === "fin") return true;
  if (event.protocol === "tcp" && event.tcpFlags !== undefined) {
    return event.tcpFlags.includes("ack") && !event.tcpFlags.includes("syn");
  }
  const hasNoFlags = event.protocol === "udp" || (event.protocol === "tcp" && event.namedScan !== "syn");
  return hasNoFlags && event.sourcePort !== undefined && servicePorts.has(event.sourcePort);
}

/** The range of an address as far as the rules ask for it; empty for every other one. */
function rangeOf(address: string | undefined): string {
  if (address === undefined) return "";
  return address.includes(":") ? rangeOfIPv6(address) : rangeOfIPv4(address);
}

/** Read off the first octets (RFC 6890): this is asked twice for every line of a log. */
function rangeOfIPv4(address: string): string {
  const dot = address.indexOf(".");
  const first = octetBefore(address, dot);
  if (first === 10) return "private";
  if (first === 0) return "unspecified";
  if (first === 127) return "loopback";
  if (first < 169) return "";
  if (first >= 224) return first < 240 ? "multicast" : address === "255.255.255.255" ? "broadcast" : "";
  const second = octetBefore(address, address.indexOf(".", dot + 1));
  if (first === 169) return second === 254 ? "linkLocal" : "";
  if (first === 172) return second >= 16 && second < 32 ? "private" : "";
  return first === 192 && second === 168 ? "private" : "";
}

/** The number whose digits end at a place of the text. */
function octetBefore(text: string, end: number): number {
  let octet = 0;
  for (let at = end - 1, weight = 1; at >= 0 && text.charCodeAt(at) >= zero; at -= 1, weight *= 10) {
    octet += weight * (text.charCodeAt(at) - zero);
  }
  return octet;
}

const zero = 48;

function rangeOfIPv6(address: string): string {
  // Whatever begins otherwise is global.
  return /^[0:fF]/.test(address) && ipaddr.isValid(address) ? ipaddr.process(address).range() : "";
}
