import type { LocalClock } from "../../formats/local-time.ts";
import { pfsenseWeb } from "../../formats/pfsense-web.ts";
import { publicAddress } from "../simulator/address.ts";
import type { WrittenRow } from "../simulator/family.ts";
import { integerBetween, pick, type Random } from "../simulator/random.ts";
import type { Probe } from "../simulator/traffic.ts";

/** What a row says of a packet, in the order of the row. */
interface Packet {
  readonly action: "block" | "pass";
  readonly face: string;
  readonly source: string;
  readonly destination: string;
  /** `TCP:S`, with ports; or ICMP, without. */
  readonly protocol: string;
  readonly sourcePort?: number;
  readonly port?: number;
}

/** All of a row but the server's own time, which it gets when it is shown. */
function rowText(packet: Packet, timeMs: number, clock: LocalClock): string {
  const { action, face, source, destination, protocol, sourcePort = "", port = "" } = packet;
  const picture = action === "block" ? "fa-times icon-danger" : "fa-check icon-success";
  const icon = `<i class="fa ${picture}" title="${action}/1000000103"></i>`;
  const version = source.includes(":") ? "6" : "4";
  const fields = [icon, printed(clock.wallAt(timeMs)), face, source, sourcePort, destination, port, protocol, version];
  return fields.join("||");
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `Sep  8 10:38:09`, without a year. */
function printed(wallMs: number): string {
  const wall = new Date(wallMs);
  return `${months[wall.getUTCMonth()]} ${String(wall.getUTCDate()).padStart(2)} ${wall.toISOString().slice(11, 19)}`;
}

/** The row of a probe, with what the log can tell of it: its time to the second. */
export function probeRow(probe: Probe, wan: string, clock: LocalClock): WrittenRow {
  const { source, sourcePort, protocol, port, timeMs } = probe;
  const name = protocol === "tcp" ? "TCP:S" : "UDP";
  const packet: Packet = { action: "block", face: "WAN", source, destination: wan, protocol: name, sourcePort, port };
  return withTruth(rowText(packet, timeMs, clock), Math.floor(timeMs / 1000) * 1000);
}

function withTruth(text: string, timeMs: number): WrittenRow {
  const shown = shownRow(text, timeMs);
  const reading = pfsenseWeb.read({ text: shown, message: shown });
  return reading?.kind === "event" ? { text, event: { ...reading.event, timeMs } } : { text };
}

/** A row as it is answered at a moment. */
export function shownRow(text: string, nowMs: number): string {
  return `${text}||${Math.floor(nowMs / 1000)}||`;
}

/** Packets that are no probes: what the household sends, and what is let in. */
export function householdRow(timeMs: number, wan: string, clock: LocalClock, random: Random): WrittenRow {
  const source = `192.168.1.${integerBetween(random, 100, 120)}`;
  const sourcePort = integerBetween(random, 32_768, 60_999);
  const destination = publicAddress(random);
  const packets: [Packet, ...Packet[]] = [
    { action: "pass", face: "LAN", source, sourcePort, destination, port: 443, protocol: "TCP:S" },
    { action: "pass", face: "LAN", source, sourcePort, destination: "192.168.1.1", port: 53, protocol: "UDP" },
    { action: "block", face: "LAN", source, destination: "224.0.0.22", protocol: "IGMP" },
    { action: "block", face: "LAN", source, sourcePort, destination, port: 443, protocol: "TCP:FPA" },
    { action: "pass", face: "WAN", source: destination, sourcePort, destination: wan, port: 51_820, protocol: "UDP" },
  ];
  return { text: rowText(pick(random, packets), timeMs, clock) };
}

/** Names of interfaces are the owner's free text; the rest of a row is made of what a packet holds. */
export function hostileRows(timeMs: number, wan: string, clock: LocalClock): readonly WrittenRow[] {
  const packet = { action: "block", source: "203.0.113.9", destination: wan, protocol: "TCP:S" } as const;
  const names = [
    "<script>alert(1)</script>",
    "</tbody></html>",
    '<input name="passwordfld">',
    "\u001b[2J\u0007",
    "W".repeat(300),
  ];
  const bars = { ...packet, face: "WAN||203.0.113.66||1||192.0.2.1||22||TCP:S||4", source: "192.0.2.9" };
  const broken = { ...packet, face: "WAN", source: "192.0.2.999", destination: "here", port: 99_999 };
  return [
    ...names.map((face) =>
      withTruth(rowText({ ...packet, face, port: 445 }, timeMs, clock), Math.floor(timeMs / 1000) * 1000),
    ),
    { text: rowText(bars, timeMs, clock) },
    { text: rowText(broken, timeMs, clock) },
    { text: rowText({ ...packet, face: "WAN", source: "", destination: "" }, timeMs, clock) },
  ];
}
