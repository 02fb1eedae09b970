import { netfilter } from "../../formats/netfilter.ts";
import { publicAddress } from "../simulator/address.ts";
import type { SimulatedRouter, WrittenRow } from "../simulator/family.ts";
import { integerBetween, pick, type Random } from "../simulator/random.ts";
import type { RingRow } from "../simulator/ring.ts";
import type { Probe } from "../simulator/traffic.ts";

/** A line as logd keeps it, but for its number and the clocks of the moment. */
interface SimulatedLine {
  readonly msg: string;
  readonly priority: number;
  /** 0: the kernel, whose lines begin with its own clock. */
  readonly source: 0 | 1;
  /** How long after a row's moment it was written, and how far the router's clock was behind then, ms. */
  readonly afterMs?: number;
  readonly behindMs?: number;
}

/** Bytes of the ring of many releases, and what logd needs for a line beside its text. */
const ringBytes = 16_384;
const headBytes = 40;

/** The lines that fit into the ring, oldest first, as `log read` gives them. */
export function logLines(router: SimulatedRouter): readonly object[] {
  const lines = router.rows().map((row) => shownLine(row, router.bootMs));
  let bytes = 0;
  const first = lines.findLastIndex(({ msg }) => {
    bytes += headBytes + Buffer.byteLength(msg) + 1;
    return bytes > ringBytes;
  });
  return lines.slice(first + 1);
}

function shownLine(row: RingRow, bootMs: number) {
  const { msg, priority, source, afterMs = 0, behindMs = 0 }: SimulatedLine = JSON.parse(row.text);
  const atMs = row.timeMs + afterMs;
  const seconds = ((atMs - bootMs) / 1000).toFixed(6).padStart(12);
  return {
    msg: source === 0 ? `[${seconds}] ${msg}` : msg,
    id: row.number,
    priority,
    source,
    time: atMs - behindMs,
  };
}

/** The line of fw4 that a probe leaves, where logging is on for the zone. */
export function probeRow(
  { source, sourcePort, protocol, port, timeMs }: Probe,
  wan: string,
  random: Random,
): WrittenRow {
  const frame = "MAC=02:00:00:00:53:01:02:00:00:00:53:02:08:00";
  const packet = `TOS=0x00 PREC=0x00 TTL=${integerBetween(random, 40, 120)} ID=${integerBetween(random, 1, 65_535)}`;
  const tail =
    protocol === "tcp"
      ? `PROTO=TCP SPT=${sourcePort} DPT=${port} WINDOW=${integerBetween(random, 1024, 65_535)} RES=0x00 SYN URGP=0 `
      : `PROTO=UDP SPT=${sourcePort} DPT=${port} LEN=58 `;
  const length = protocol === "tcp" ? 40 : 78;
  return kernelRow(
    `reject wan in: IN=pppoe-wan OUT= ${frame} SRC=${source} DST=${wan} LEN=${length} ${packet} ${tail}`,
    timeMs,
  );
}

/** A line of the kernel, with what the log can tell of the packet. */
export function kernelRow(
  msg: string,
  timeMs: number,
  clocks: Pick<SimulatedLine, "afterMs" | "behindMs"> = {},
): WrittenRow {
  const line: SimulatedLine = { msg, priority: 4, source: 0, ...clocks };
  const reading = netfilter.read({ text: msg, message: msg, program: "kernel" });
  const isEvent = reading?.kind === "event";
  return {
    text: JSON.stringify(line),
    ...(isEvent ? { event: { ...reading.event, timeMs: timeMs + (clocks.afterMs ?? 0) } } : {}),
  };
}

/** A line of a program. */
function programRow(msg: string): WrittenRow {
  const line: SimulatedLine = { msg, priority: 30, source: 1 };
  return { text: JSON.stringify(line) };
}

/** What else is written all day. */
export function householdRow(random: Random): WrittenRow {
  const address = `192.168.1.${integerBetween(random, 100, 120)}`;
  const mac = `02:00:00:00:53:${integerBetween(random, 16, 99)}`;
  const station = `phy0-ap0: STA ${mac}`;
  return programRow(
    pick(random, [
      `dnsmasq-dhcp[1]: DHCPREQUEST(br-lan) ${address} ${mac}`,
      `dnsmasq-dhcp[1]: DHCPACK(br-lan) ${address} ${mac} phone`,
      `hostapd: ${station} IEEE 802.11: associated (aid 1)`,
      `hostapd: ${station} WPA: group key handshake completed (RSN)`,
      "odhcpd[1612]: A default route is present but there is no public prefix on br-lan thus we don't announce a default route!",
    ]),
  );
}

/** How far behind the newest file on its disk leaves the clock. */
const unsetMs = 3 * 86_400_000;

/** What it writes when it starts: a packet comes before the time server answers. */
export function bootRows(timeMs: number, wan: string, random: Random): readonly WrittenRow[] {
  const early = { source: publicAddress(random), sourcePort: 40_123, protocol: "tcp", port: 23, timeMs } as const;
  const { msg }: SimulatedLine = JSON.parse(probeRow(early, wan, random).text);
  const before = (afterMs: number) => ({ afterMs, behindMs: unsetMs });
  return [
    kernelRow("Linux version 6.6.73 (builder@buildhost)", timeMs, before(0)),
    kernelRow("br-lan: port 1(lan1) entered forwarding state", timeMs, before(1500)),
    kernelRow(msg, timeMs, before(2250)),
    kernelRow("pppoe-wan: renamed from ppp0", timeMs, { afterMs: 3000 }),
  ];
}

/** Names of rules are free text, and so are those that computers of the LAN give themselves. */
export function hostileRows(timeMs: number, wan: string): readonly WrittenRow[] {
  const packet = `IN=pppoe-wan OUT= SRC=203.0.113.9 DST=${wan} LEN=40 PROTO=TCP SPT=51422 DPT=445 SYN URGP=0`;
  const forged = `IN=pppoe-wan OUT= SRC=203.0.113.66 DST=${wan} LEN=40 PROTO=TCP SPT=1 DPT=22 SYN URGP=0`;
  const names = [
    "<script>alert(1)</script>",
    `drop "IN=eth9 OUT=" SRC=203.0.113.66`,
    "@rule[2]",
    '{"log":[]}',
    "\u001b[2J\u0007\u0000",
    "ünïcödé 🔑 \ud800",
    "x".repeat(127),
  ];
  return [
    ...names.map((name) => kernelRow(`${name}: ${packet}`, timeMs)),
    kernelRow("reject wan in: IN=pppoe-wan OUT= SRC=192.0.2.9 DST=", timeMs),
    kernelRow("reject wan in: IN=pppoe-wan OUT= SRC=999.1.1.1 DST=1 PROTO=TCP SPT=99999 DPT=-1", timeMs),
    programRow(`dnsmasq-dhcp[1]: DHCPACK(br-lan) 192.168.1.100 02:00:00:00:53:16 ${forged}`),
    programRow(`kernel: [    1.000000] reject wan in: ${forged}`),
    programRow(""),
  ];
}
