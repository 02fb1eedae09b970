import { integerBetween, pick, type Random } from "../simulator/random.ts";
import type { Probe } from "../simulator/traffic.ts";

/** Name of the make-believe router in its lines. */
export const hostName = "gateway";

/** A packet that was dropped, as netfilter's LOG target writes it. */
export function dropLine(probe: Probe, destination: string, random: Random): string {
  const length = probe.protocol === "tcp" ? integerBetween(random, 40, 60) : integerBetween(random, 60, 90);
  const address = `SRC=${probe.source} DST=${destination}`;
  const packet = `LEN=${length} TOS=0x00 PREC=0x00 TTL=${integerBetween(random, 40, 250)} ID=${integerBetween(random, 1, 65_535)}`;
  const ports = `PROTO=${probe.protocol.toUpperCase()} SPT=${probe.sourcePort} DPT=${probe.port}`;
  const rest = probe.protocol === "tcp" ? "WINDOW=1024 RES=0x00 SYN URGP=0" : `LEN=${length - 20}`;
  return kernelLine(probe.timeMs, `DROP IN=eth0 OUT= MAC=${mac} ${address} ${packet} ${ports} ${rest} `);
}

/** What else such a router writes all day long. */
export function householdLine(timeMs: number, random: Random): string {
  const computer = `192.168.1.${integerBetween(random, 100, 120)}`;
  const [program, text] = pick(random, [
    ["dnsmasq-dhcp[1042]", `DHCPACK(br-lan) ${computer} 02:00:5e:10:00:01 laptop`],
    ["hostapd", "wlan0: STA 02:00:5e:10:00:02 IEEE 802.11: associated"],
    ["cron[881]", "(root) CMD (/usr/sbin/ntpd -q)"],
  ]);
  return `${head(30, timeMs)} ${program}: ${text}`;
}

/** What it writes when it starts: its clock shows 1970 until it has heard from a time server. */
export function bootLines(probe: Probe, destination: string, random: Random): readonly string[] {
  return [
    kernelLine(0, "Linux version 6.6.73 (builder@buildhost)"),
    kernelLine(9000, "eth0: link up, 1000Mbps, full-duplex"),
    dropLine({ ...probe, timeMs: 21_000 }, destination, random),
  ];
}

/** Names of rules and of computers that try to break a reader. */
export function hostileLines(timeMs: number): readonly string[] {
  return [
    kernelLine(
      timeMs,
      "<script>alert(1)</script> IN=eth0 OUT= SRC=203.0.113.66 DST=192.0.2.1 PROTO=TCP SPT=1 DPT=99999",
    ),
    kernelLine(timeMs, 'DROP IN=eth0 OUT= MAC= SRC=999.1.1.1 DST=constructor PROTO=__proto__ SPT=";--'),
    `${head(30, timeMs)} dnsmasq-dhcp[1]: DHCPACK(br-lan) 192.168.1.21 \u001b[2J\u0007\u0000 <img src=x onerror=alert(1)>`,
    `${head(30, timeMs)} sshd[7]: Invalid user IN=eth0 OUT= SRC=203.0.113.66 from 192.168.1.30`,
    "<999999999>",
    "17 <4>not counted here",
    "\ufeff",
    "last message repeated 4294967295 times",
    "x".repeat(20_000),
  ];
}

const mac = "02:00:5e:00:53:01:02:00:5e:00:53:fe:08:00";
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/** Facility kernel, level warning. */
const kernelPriority = 4;

function kernelLine(timeMs: number, text: string): string {
  return `${head(kernelPriority, timeMs)} kernel: ${text}`;
}

/** Priority, time and host of RFC 3164, whose time has no year and no zone. */
function head(priority: number, timeMs: number): string {
  const at = new Date(timeMs);
  const day = String(at.getUTCDate()).padStart(2);
  return `<${priority}>${months[at.getUTCMonth()]} ${day} ${at.toISOString().slice(11, 19)} ${hostName}`;
}
