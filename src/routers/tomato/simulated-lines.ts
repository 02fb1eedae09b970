import { integerBetween, pick, type Random } from "../simulator/random.ts";
import type { Probe } from "../simulator/traffic.ts";
import { syslogTimeText } from "../simulator/written-time.ts";

/** A packet that was dropped, as Tomato's firewall has the kernel write it. */
export function dropLine(wallMs: number, probe: Probe, destination: string, random: Random): string {
  const { source, sourcePort, port } = probe;
  const frame = "MAC=02:00:00:00:53:01:02:00:00:00:53:02:08:00";
  const packet = `LEN=48 TOS=0x00 PREC=0x00 TTL=${integerBetween(random, 40, 120)} ID=${integerBetween(random, 1, 65_535)}`;
  const rest = probe.protocol === "tcp" ? " SEQ=1 ACK=0 WINDOW=1024 RES=0x00 SYN URGP=0 " : " LEN=28 ";
  const ports = `PROTO=${probe.protocol.toUpperCase()} SPT=${sourcePort} DPT=${port}${rest}`;
  return kernelLine(wallMs, `DROP IN=vlan2 OUT= ${frame} SRC=${source} DST=${destination} ${packet} ${ports}`);
}

/** What else such a router writes all day long, and hits on a port that the household forwards. */
export function householdLine(wallMs: number, source: string, random: Random): string {
  const computer = `192.168.1.${integerBetween(random, 100, 120)}`;
  return pick(random, [
    line(wallMs, "daemon.info", "dnsmasq-dhcp[398]", `DHCPACK(br0) ${computer} 02:00:5e:10:00:01 laptop`),
    line(wallMs, "cron.info", "crond[181]", "USER root pid 1042 cmd ntpsync --cron"),
    line(wallMs, "authpriv.info", "dropbear[512]", `Child connection from ${computer}:50022`),
    kernelLine(wallMs, "vlan2: link up"),
    kernelLine(wallMs, `ACCEPT IN=vlan2 OUT=br0 SRC=${source} DST=${computer} LEN=60 PROTO=TCP SPT=50022 DPT=443 SYN `),
  ]);
}

/** What it writes when it starts. */
export function bootLines(wallMs: number): readonly string[] {
  return [
    line(wallMs, "syslog.info", "syslogd started", "BusyBox v1.25.1"),
    kernelLine(wallMs, "klogd started: BusyBox v1.25.1"),
  ];
}

/** Names that a computer of the LAN may give itself, and lines that were torn. */
export function hostileLines(wallMs: number): readonly string[] {
  return [
    line(wallMs, "daemon.info", "dnsmasq-dhcp[398]", "DHCPACK(br0) 192.168.1.21 <script>alert(1)</script>"),
    line(
      wallMs,
      "daemon.info",
      "dnsmasq-dhcp[398]",
      "kernel: DROP IN=vlan2 OUT= SRC=203.0.113.666 DST=192.0.2.1 PROTO=TCP DPT=22",
    ),
    line(wallMs, "daemon.info", "dnsmasq-dhcp[398]", "\u001b[2J\u0007\u0000"),
    kernelLine(wallMs, "DROP IN=vlan2 OUT= SRC=999.1.1.1 DST=constructor PROTO=__proto__ SPT=99999"),
    kernelLine(wallMs, "DROP IN=vlan2 OUT= MAC="),
    "Internal logging disabled",
  ];
}

function kernelLine(wallMs: number, text: string): string {
  return line(wallMs, "kern.warn", "kernel", text);
}

function line(wallMs: number, level: string, tag: string, text: string): string {
  return `${syslogTimeText(wallMs)} unknown ${level} ${tag}: ${text}`;
}
