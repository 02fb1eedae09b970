import { closeSync, openSync, utimesSync, writeSync } from "node:fs";
import ipaddr from "ipaddr.js";
import { createRandom, integerBetween, type Random } from "../../src/routers/simulator/random.ts";
import { householdTraffic, type Packet } from "./generated-traffic.ts";

/** When a generated log begins and ends, UTC; its lines are in UTC too. A log of more than a year needs the year of `fromMs`. */
export interface GeneratedLog {
  readonly fromMs: number;
  readonly toMs: number;
}

/** About how many lines the generated traffic makes a day. */
const linesPerDay = 7000;
/** Where every log ends, give or take some days; the file gets the date of its last line, as a log has. */
const endMs = Date.UTC(2026, 9, 25);
const dayMs = 86_400_000;

/** Writes that many lines of one router with iptables behind syslog, the same ones for the same seed; about 255 characters each. */
export function writeNetfilterLog(path: string, lines: number, seed: number): GeneratedLog {
  return writeLog(path, lines, seed, (packet, random) => [netfilterLine(packet, random)]);
}

/**
 * The same for the collector of a household with many devices: iptables, UFW, pfSense, RouterOS, ASUSWRT and OpenWrt, line by
 * line as they come, with repetitions and lines that are no packet in between.
 */
export function writeMixedLog(path: string, lines: number, seed: number): GeneratedLog {
  return writeLog(path, lines, seed, mixedLines);
}

function writeLog(
  path: string,
  lines: number,
  seed: number,
  linesOf: (packet: Packet, random: Random) => readonly string[],
): GeneratedLog {
  const random = createRandom(seed);
  const days = Math.ceil(lines / linesPerDay);
  const file = openSync(path, "w");
  let [written, fromMs, toMs] = [0, Number.NaN, Number.NaN];
  let piece = "";
  for (const packet of householdTraffic(random, endMs - days * dayMs)) {
    for (const line of linesOf(packet, random).slice(0, lines - written)) {
      piece += `${line}\n`;
      written += 1;
    }
    if (Number.isNaN(fromMs)) fromMs = packet.timeMs;
    toMs = packet.timeMs;
    if (piece.length > 1_000_000 || written >= lines) {
      writeSync(file, piece);
      piece = "";
    }
    if (written >= lines) break;
  }
  closeSync(file);
  utimesSync(path, toMs / 1000, toMs / 1000);
  return { fromMs, toMs };
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const gateway = "02:00:5e:10:00:01:02:00:5e:10:00:02";

/** `Nov  5 12:00:01`. */
function stampOf(timeMs: number): string {
  const date = new Date(timeMs);
  return `${months[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2)} ${date.toISOString().slice(11, 19)}`;
}

/** Seconds that the kernel has been running: since long before any log begins. */
function uptimeOf(timeMs: number): string {
  return ((timeMs - endMs + 4000 * dayMs) / 1000).toFixed(6);
}

function netfilterLine(packet: Packet, random: Random): string {
  return `${stampOf(packet.timeMs)} router kernel: [${uptimeOf(packet.timeMs)}] DROP IN=ppp0 OUT= ${fieldsOf(packet, random)}`;
}

/** What the kernel writes from `MAC=` on, with the blank at its end. */
function fieldsOf(packet: Packet, random: Random): string {
  const { source, destination, length, ttl, protocol } = packet;
  const isV6 = source.includes(":");
  const id = integerBetween(random, 0, 65_535);
  const frame = `MAC=${gateway}:${isV6 ? "86:dd" : "08:00"}`;
  const addresses = `${frame} SRC=${inFull(source)} DST=${inFull(destination)} LEN=${length}`;
  const head = isV6
    ? `${addresses} TC=0 HOPLIMIT=${ttl} FLOWLBL=${id}`
    : `${addresses} TOS=0x00 PREC=0x00 TTL=${ttl} ID=${id}${id % 3 === 0 ? " DF" : ""}`;
  return `${head} PROTO=${protocol} ${tailOf(packet, random)}`;
}

/** The kernel writes all the digits of an IPv6 address. */
function inFull(address: string): string {
  if (!address.includes(":")) return address;
  return ipaddr.IPv6.parse(address)
    .parts.map((part) => part.toString(16).padStart(4, "0"))
    .join(":");
}

function tailOf(packet: Packet, random: Random): string {
  const { protocol, sourcePort, port, flags, icmpType, length, source, destination } = packet;
  const ports = `SPT=${sourcePort} DPT=${port}`;
  if (protocol === "TCP") return `${ports} WINDOW=${integerBetween(random, 512, 65_535)} RES=0x00 ${flags} URGP=0 `;
  if (protocol === "UDP") return `${ports} LEN=${length - 20} `;
  if (protocol === "2") return "";
  if (icmpType === 8 || icmpType === 128) return `TYPE=${icmpType} CODE=0 ID=${port + 1} SEQ=1 `;
  const quoted = `SRC=${destination} DST=${source} LEN=60 TOS=0x00 PREC=0x00 TTL=1 ID=7 PROTO=TCP SPT=443 DPT=50123`;
  return `TYPE=${icmpType} CODE=1 [${quoted} INCOMPLETE [8 bytes] ] `;
}

const shareOfRepetitions = 0.01;
const shareOfOtherLines = 0.02;

function mixedLines(packet: Packet, random: Random): readonly string[] {
  const at = Math.floor(packet.device * devices.length);
  const { host, lineOf } = devices[at] ?? devices[0];
  const line = lineOf(packet, random);
  const chance = random.next();
  if (chance < shareOfRepetitions) {
    return [line, `${stampOf(packet.timeMs)} ${host} last message repeated ${integerBetween(random, 1, 3)} times`];
  }
  if (chance > 1 - shareOfOtherLines) {
    return [
      line,
      `${stampOf(packet.timeMs)} ${host} dnsmasq-dhcp[812]: DHCPACK(br0) 192.168.1.20 02:00:5e:10:00:20 phone`,
    ];
  }
  return [line];
}

interface Device {
  readonly host: string;
  lineOf(packet: Packet, random: Random): string;
}

const devices: readonly [Device, ...Device[]] = [
  { host: "router", lineOf: netfilterLine },
  { host: "server", lineOf: ufwLine },
  { host: "pfsense", lineOf: filterlogLine },
  { host: "mikrotik", lineOf: mikrotikLine },
  { host: "RT-AX58U", lineOf: asuswrtLine },
  { host: "OpenWrt", lineOf: openwrtLine },
];

function ufwLine(packet: Packet, random: Random): string {
  const time = new Date(packet.timeMs).toISOString().replace("Z", "000+00:00");
  return `${time} server kernel: [${uptimeOf(packet.timeMs)}] [UFW BLOCK] IN=ens18 OUT= ${fieldsOf(packet, random)}`;
}

/** pfSense by the older form of syslog. Its field orders: "Raw Filter Log Format" of its manual. */
function filterlogLine(packet: Packet, random: Random): string {
  const { timeMs, source, destination, length, ttl, protocol, sourcePort, port } = packet;
  const head = `${stampOf(timeMs)} pfsense filterlog[31415]: 4,,,1000000103,igb0,match,block,in`;
  const id = integerBetween(random, 0, 65_535);
  const [name, number] = namesOf(protocol);
  const addresses = `${length},${source},${destination}`;
  const packetHead = source.includes(":")
    ? `6,0x00,0x00000,${ttl},${name},${number},${addresses}`
    : `4,0x0,,${ttl},${id},0,none,${number},${name},${addresses}`;
  const ports = `${sourcePort},${port},${Math.max(0, length - 40)}`;
  if (protocol === "TCP") return `${head},${packetHead},${ports},${letters(packet.flags)},${id * 60_000},,1024,,mss`;
  return protocol === "UDP" ? `${head},${packetHead},${ports}` : `${head},${packetHead},request,1,${id}`;
}

function namesOf(protocol: Packet["protocol"]): readonly [string, number] {
  if (protocol === "TCP") return ["tcp", 6];
  if (protocol === "UDP") return ["udp", 17];
  if (protocol === "2") return ["igmp", 2];
  return protocol === "ICMP" ? ["icmp", 1] : ["ipv6-icmp", 58];
}

function letters(flags: string): string {
  return flags
    .split(" ")
    .map((flag) => flag.slice(0, 1))
    .join("");
}

function mikrotikLine(packet: Packet): string {
  const { timeMs, source, destination, length, protocol, sourcePort, port, icmpType } = packet;
  const head = `${stampOf(timeMs)} mikrotik firewall,info DROP input: in:pppoe-out1 out:(unknown 0), connection-state:new`;
  const [from, to] = source.includes(":") ? [`[${source}]`, `[${destination}]`] : [source, destination];
  if (protocol === "TCP" || protocol === "UDP") {
    const detail = protocol === "TCP" ? ` (${packet.flags.replaceAll(" ", ",")})` : "";
    return `${head} proto ${protocol}${detail}, ${from}:${sourcePort}->${to}:${port}, len ${length}`;
  }
  const detail = protocol === "2" ? "2" : `${protocol} (type ${icmpType}, code 0)`;
  return `${head} proto ${detail}, ${source}->${destination}, len ${length}`;
}

function asuswrtLine(packet: Packet, random: Random): string {
  return `${stampOf(packet.timeMs)} RT-AX58U kernel: DROP IN=eth0 OUT= ${fieldsOf(packet, random)}MARK=0x8000000 `;
}

function openwrtLine(packet: Packet, random: Random): string {
  const [month = "", day = "", time = ""] = stampOf(packet.timeMs).split(/ +/);
  const date = new Date(packet.timeMs);
  const stamp = `${weekdays[date.getUTCDay()]} ${month} ${day.padStart(2)} ${time} ${date.getUTCFullYear()}`;
  return `${stamp} kern.warn kernel: [${uptimeOf(packet.timeMs)}] reject wan in: IN=eth1 OUT= ${fieldsOf(packet, random)}`;
}
