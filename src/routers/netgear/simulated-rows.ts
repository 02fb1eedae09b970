import type { LocalClock } from "../../formats/local-time.ts";
import { publicAddress } from "../simulator/address.ts";
import { createRandom, integerBetween, pick, pickWeighted, type Random } from "../simulator/random.ts";
import type { Probe } from "../simulator/traffic.ts";

/** How one generation of the firmware writes: an attack without its date, and a date. */
export interface LineStyle {
  attack(name: string, source: string, sourcePort: number | undefined, random: Random): string;
  /** Of a wall time in ms as if it were UTC. */
  date(wallMs: number): string;
  dhcp(address: string, mac: string): string;
}

/** The three that were seen: Genie (R7000), R6220, and the firmwares that count (R6400, WNDR). */
export const lineStyles: readonly [LineStyle, ...LineStyle[]] = [
  {
    attack: (name, source, port) =>
      `[DoS Attack: ${name}] from source: ${source}${port === undefined ? "" : `, port ${port}`}`,
    date: (wallMs) => longDate(wallMs, "long", ", "),
    dhcp: (address, mac) => `[DHCP IP: ${address}] to MAC address ${mac}`,
  },
  {
    attack: (name, source, port) => `[DoS attack: ${name}] from source: ${source}:${port ?? 0}`,
    date: (wallMs) => longDate(wallMs, "long", ","),
    dhcp: (address, mac) => `[DHCP IP: (${address})] to MAC address ${mac.toUpperCase()}`,
  },
  {
    attack: (name, source, _, random) =>
      `[DoS attack: ${name}] (${pickWeighted(random, counts).packets}) attack packets in last 20 sec from ip [${source}]`,
    date: (wallMs) => longDate(wallMs, "short", ","),
    dhcp: (address, mac) => `[DHCP IP: (${address})] to MAC address ${mac.toUpperCase()}`,
  },
];

const counts: readonly [Weighted<{ packets: number }>, ...Weighted<{ packets: number }>[]] = [
  { packets: 1, weight: 8 },
  { packets: 2, weight: 1 },
  { packets: 3, weight: 1 },
];

type Weighted<Item> = Item & { readonly weight: number };

/** The line that a probe leaves. The log tells nothing of its door but, in the name, what kind of knocking it was. */
export function probeLine(style: LineStyle, clock: LocalClock, probe: Probe, random: Random): string {
  const name = probeName(probe);
  const port = name === "ICMP Scan" ? undefined : probe.sourcePort;
  return dated(style.attack(name, probe.source, port, random), style, clock.wallAt(probe.timeMs));
}

/** A line with its date behind it; a title alone is followed by no comma. */
export function dated(text: string, style: LineStyle, wallMs: number): string {
  return `${text}${/^\[[^\]]*\]$/.test(text) ? "" : ","} ${style.date(wallMs)}`;
}

/** What else the router writes, in the proportions of 1564 real lines. Backscatter and replies are no probes; nor are hits on a forwarded port. */
export function householdLine(style: LineStyle, wallMs: number, random: Random): string {
  return dated(pickWeighted(random, householdKinds).write(style, random), style, wallMs);
}

/** A packet that is sent again goes by the same name. */
function probeName({ protocol, source, sourcePort }: Probe): string {
  const octets = source.split(".").map(Number);
  const random = createRandom(octets.reduce((hash, octet) => Math.imul(hash, 257) + octet, sourcePort));
  const kind = random.next();
  if (kind < 0.04) return "ICMP Scan";
  if (protocol === "udp") return kind < 0.6 ? "TCP/UDP Chargen" : kind < 0.65 ? "TCP/UDP Echo" : "UDP Port Scan";
  return kind < 0.1 ? pick(random, ["NULL Scan", "STORM"]) : "TCP Port Scan";
}

interface HouseholdKind {
  readonly weight: number;
  write(style: LineStyle, random: Random): string;
}

const householdKinds: readonly [HouseholdKind, ...HouseholdKind[]] = [
  kind(
    514,
    (_, random) => `[UPnP set event: ${pick(random, ["add", "del"])}_nat_rule] from source ${lanAddress(random)}`,
  ),
  kind(312, (style, random) => style.dhcp(lanAddress(random), mac(random))),
  kind(283, (style, random) =>
    style.attack("SYN/ACK Scan", publicAddress(random), pick(random, [80, 443, 25_565]), random),
  ),
  kind(184, (style, random) => style.attack("RST Scan", publicAddress(random), pick(random, [80, 443]), random)),
  kind(70, (_, random) => `[Internet connected] IP address: ${publicAddress(random)}`),
  kind(68, (style, random) => style.attack("ACK Scan", publicAddress(random), pick(random, [80, 443]), random)),
  kind(
    21,
    (_, random) => `[LAN access from remote] from ${publicAddress(random)}:${highPort(random)} to 192.168.1.9:8080`,
  ),
  kind(15, () => "[Time synchronized with NTP server]"),
  kind(10, () => "[email sent to: owner@example.com]"),
  kind(7, (_, random) => `[WLAN access rejected: incorrect security] from MAC address ${mac(random)}`),
  kind(
    6,
    (_, random) => `[Access Control] Device unknown with MAC address ${mac(random)} is blocked to access the network`,
  ),
  kind(5, (_, random) => `[admin login] from source ${lanAddress(random)}`),
  kind(4, () => "[Dynamic DNS] host name home.example.com registeration successful"),
  kind(3, (style, random) => style.attack("ARP Attack", lanAddress(random), undefined, random)),
];

function kind(weight: number, write: HouseholdKind["write"]): HouseholdKind {
  return { weight, write };
}

function lanAddress(random: Random): string {
  return `192.168.1.${integerBetween(random, 2, 20)}`;
}

function highPort(random: Random): number {
  return integerBetween(random, 32_768, 60_999);
}

/** Out of the range that is kept for documentation (RFC 7042). */
function mac(random: Random): string {
  return `00:00:5e:00:53:${integerBetween(random, 1, 20).toString(16).padStart(2, "0")}`;
}

const weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const months = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** `Monday, February 22, 2016 18:10:18`, or `Monday, Apr 26,2021 11:20:24`. */
function longDate(wallMs: number, monthStyle: "long" | "short", beforeYear: string): string {
  const wall = new Date(wallMs);
  const month = months[wall.getUTCMonth()] ?? "";
  const day = String(wall.getUTCDate()).padStart(2, "0");
  const time = wall.toISOString().slice(11, 19);
  const shown = monthStyle === "long" ? month : month.slice(0, 3);
  return `${weekdays[wall.getUTCDay()]}, ${shown} ${day}${beforeYear}${wall.getUTCFullYear()} ${time}`;
}
