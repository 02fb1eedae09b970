import { publicAddress } from "../simulator/address.ts";
import { integerBetween, pick, type Random } from "../simulator/random.ts";
import type { Probe } from "../simulator/traffic.ts";

/** How one firmware writes its dates. */
export interface RowStyle {
  /** Of a wall time in ms as if it were UTC. */
  date(wallMs: number): string;
  /** Name of the line to the Internet. */
  readonly line: string;
  /** Whether the page numbers its rows. */
  readonly isNumbered: boolean;
}

/** The three that were seen: month first, year first, and year first with a number. */
export const rowStyles: readonly [RowStyle, ...RowStyle[]] = [
  { date: (wallMs) => `${american(wallMs)}  ${time(wallMs)}`, line: "WAN", isNumbered: false },
  { date: (wallMs) => `${dotted(wallMs)} ${time(wallMs)}`, line: "PPPoE1", isNumbered: false },
  { date: (wallMs) => `${dotted(wallMs)} ${time(wallMs)}`, line: "ATM", isNumbered: true },
];

/** The row that a probe leaves, without its date. */
export function probeRow({ protocol, source, sourcePort, port }: Probe, destination: string, line: string): string {
  const name = protocol === "udp" ? "UDP Flood" : port % 2 === 0 ? "SYN Flood" : "TCP NULL Scan";
  return `**${name}** ${source}, ${sourcePort}->> ${destination}, ${port} (from ${line} Inbound)`;
}

/** What else the router writes. Nearly all that people published is their own traffic on its way out, taken for an attack. */
export function householdRow(destination: string, line: string, random: Random): string {
  const computer = `192.168.2.${integerBetween(random, 100, 120)}`;
  const port = integerBetween(random, 1025, 60_000);
  return pick(random, [
    `**SYN Flood to Host** ${computer}, ${port}->> ${publicAddress(random)}, 80 (from ${line} Outbound)`,
    `**Smurf** 0.0.0.0->> 10.25.160.1, Type:5, Code:1 (from ${line} Outbound)`,
    `**TCP FIN Scan** ${publicAddress(random)}, 80->> ${destination}, ${port} (from ${line} Inbound)`,
    "DHCP Client: Send Discover",
    "NTP Date/Time updated.",
  ]);
}

/** Texts that somebody may have had a hand in. */
export const hostileTexts: readonly string[] = [
  "<script>alert(1)</script>",
  "DHCP Client: </pre></body></html>",
  "<!-- <textarea> ",
  '**<img src=x onerror="alert(1)">** 203.0.113.666, 1->> 192.0.2.1, 22 (from WAN Inbound)',
  "**SYN Flood** 999.1.1.1, 1->> 192.0.2.1, 99999 (from WAN Inbound)",
  "**SYN Flood** 203.0.113.66, 1->> ",
  "802.1X supplicant \u001b[2J\u0007\u0000 is managing this device",
  "Security Log &lt;form&gt;<input type=password>",
];

function american(wallMs: number): string {
  const [year, month, day] = parts(wallMs);
  return `${month}/${day}/${year}`;
}

function dotted(wallMs: number): string {
  return parts(wallMs).join(".");
}

function parts(wallMs: number): readonly string[] {
  return new Date(wallMs).toISOString().slice(0, 10).split("-");
}

function time(wallMs: number): string {
  return new Date(wallMs).toISOString().slice(11, 19);
}
