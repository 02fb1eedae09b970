import type { LocalClock } from "../../formats/local-time.ts";
import { mikrotik } from "../../formats/mikrotik.ts";
import { publicAddress } from "../simulator/address.ts";
import type { WrittenRow } from "../simulator/family.ts";
import { integerBetween, pick, type Random } from "../simulator/random.ts";
import type { RingRow } from "../simulator/ring.ts";
import type { Probe } from "../simulator/traffic.ts";

/** A line as it is kept, but for its number and its time. */
interface SimulatedLine {
  readonly topics: string;
  readonly message: string;
  /** The clock was not set yet: it shows so many ms of 2 January 1970. */
  readonly unsetMs?: number;
}

/** How a version of RouterOS prints the date of a day that is not today; the year only where it is another one, or always. */
export interface DateStyle {
  date(wall: Date, isThisYear: boolean): string;
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const two = (number: number) => String(number).padStart(2, "0");

/** Until 7.9, and from 7.10 on. */
export const dateStyles: readonly [DateStyle, DateStyle] = [
  {
    date: (wall, isThisYear) => {
      const day = `${months[wall.getUTCMonth()]}/${two(wall.getUTCDate())}`;
      return isThisYear ? day : `${day}/${wall.getUTCFullYear()}`;
    },
  },
  { date: (wall) => wall.toISOString().slice(0, 10) },
];

/** The line as the API answers it at a moment: all values are texts. */
export function apiLine(row: RingRow, nowMs: number, clock: LocalClock, style: DateStyle): object {
  const { topics, message, unsetMs }: SimulatedLine = JSON.parse(row.text);
  const wall = new Date(unsetMs === undefined ? clock.wallAt(row.timeMs) : Date.UTC(1970, 0, 2) + unsetMs);
  const now = new Date(clock.wallAt(nowMs));
  const time = wall.toISOString().slice(11, 19);
  const isToday = wall.toISOString().slice(0, 10) === now.toISOString().slice(0, 10);
  const isThisYear = wall.getUTCFullYear() === now.getUTCFullYear();
  return {
    ".id": `*${row.number.toString(16).toUpperCase()}`,
    message,
    time: isToday ? time : `${style.date(wall, isThisYear)} ${time}`,
    topics,
  };
}

/** The line of a rule with `log=yes` and a prefix. */
export function probeRow(probe: Probe, wan: string): WrittenRow {
  return firewallRow(probeMessage(probe, wan), probe.timeMs);
}

function probeMessage({ source, sourcePort, protocol, port }: Omit<Probe, "timeMs">, wan: string): string {
  const proto = protocol === "tcp" ? "TCP (SYN)" : "UDP";
  const frame = "in:ether1 out:(unknown 0), connection-state:new src-mac 02:00:00:00:53:02";
  return `drop-wan input: ${frame}, proto ${proto}, ${source}:${sourcePort}->${wan}:${port}, len 40`;
}

/** A line of the firewall, with what the log can tell of the packet; `timeMs` is left out where the clock was not set. */
function firewallRow(
  message: string,
  timeMs: number | undefined,
  unset: Pick<SimulatedLine, "unsetMs"> = {},
): WrittenRow {
  const line: SimulatedLine = { topics: "firewall,info", message, ...unset };
  const text = `firewall,info ${message}`;
  const reading = mikrotik.read({ text, message: text });
  if (reading?.kind !== "event") return { text: JSON.stringify(line) };
  return {
    text: JSON.stringify(line),
    event: { ...reading.event, timeMs: timeMs === undefined ? undefined : Math.floor(timeMs / 1000) * 1000 },
  };
}

/** A line of anything else. */
export function otherRow(topics: string, message: string, unset: Pick<SimulatedLine, "unsetMs"> = {}): WrittenRow {
  const line: SimulatedLine = { topics, message, ...unset };
  return { text: JSON.stringify(line) };
}

/** What else is written all day. */
export function householdRow(random: Random): WrittenRow {
  const address = `192.168.88.${integerBetween(random, 100, 120)}`;
  const mac = `02:00:00:00:53:${integerBetween(random, 16, 99)}`;
  const [topics, message] = pick<readonly [string, string]>(random, [
    ["dhcp,info", `defconf assigned ${address} for ${mac} phone`],
    ["dhcp,info", `defconf deassigned ${address} for ${mac} phone`],
    ["wireless,info", `${mac}@wlan1: connected, signal strength -55`],
    ["interface,info", "ether3 link up (speed 1G, full duplex)"],
    ["system,info", "dns changed"],
  ]);
  return otherRow(topics, message);
}

/** What it writes when it starts, a packet among it, before it has heard from a time server. */
export function bootRows(timeMs: number, wan: string, random: Random): readonly WrittenRow[] {
  const early = { source: publicAddress(random), sourcePort: 40_123, protocol: "tcp", port: 23 } as const;
  return [
    otherRow("system,error,critical", "router was rebooted without proper shutdown", { unsetMs: 5000 }),
    otherRow("interface,info", "ether1 link up (speed 1G, full duplex)", { unsetMs: 7000 }),
    firewallRow(probeMessage(early, wan), undefined, { unsetMs: 12_000 }),
    { ...otherRow("system,info", `clock set to ${new Date(timeMs).toISOString()}`) },
  ];
}

/** Prefixes are free text, and so are names that computers give themselves. */
export function hostileRows(timeMs: number, wan: string): readonly WrittenRow[] {
  const packet = (source: string) => `in:ether1 out:(unknown 0), proto TCP (SYN), ${source}:51422->${wan}:445, len 40`;
  const prefixes = [
    "<script>alert(1)</script>",
    'x","topics":"firewall,info"},{"message":"',
    "input: in:lan out:bridge, proto TCP (SYN), 192.0.2.66:1->192.0.2.1:22, len 40",
    "\u001b[2J\u0007\u0000",
    "ünïcödé 🔑",
    "x".repeat(300),
  ];
  return [
    ...prefixes.map((prefix) => firewallRow(`${prefix} input: ${packet("203.0.113.9")}`, timeMs)),
    firewallRow("drop-wan input: in:ether1 out:(unknown 0), proto TCP (SYN), 192.0.2.9:5", timeMs),
    firewallRow("drop-wan input: in:ether1 out:(unknown 0), proto TCP, 999.1.1.1:99999->here:-1, len 40", timeMs),
    otherRow("dhcp,info", `defconf assigned 192.168.88.101 for 02:00:00:00:53:16 input: ${packet("192.0.2.67")}`),
    otherRow("", ""),
  ];
}
