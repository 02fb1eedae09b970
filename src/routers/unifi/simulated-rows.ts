import type { JsonAnswer } from "../http/json.ts";
import { publicAddress } from "../simulator/address.ts";
import type { WrittenRow } from "../simulator/family.ts";
import { integerBetween, pick, type Random } from "../simulator/random.ts";
import type { Probe } from "../simulator/traffic.ts";
import type { UnifiOptions } from "./options.ts";
import { unifiOptions } from "./options.ts";
import { logRowOf, readLogRow } from "./row.ts";

/** What a row tells of a packet. */
interface Packet {
  readonly source: string;
  readonly sourcePort: number;
  readonly destination: string;
  readonly port: number;
  readonly protocol: string;
}

/** The names are those that the options have at first: nobody knows the real ones. */
function rowOf({ source, sourcePort, destination, port, protocol }: Packet, action: string, rule: string): object {
  return {
    triggerType: "FIREWALL_RULE",
    category: "SECURITY",
    key: "TRIGGERED",
    status: "NEW",
    parameters: {
      SRC_IP: { name: source },
      SRC_PORT: { name: String(sourcePort) },
      DST_IP: { name: destination },
      DST_PORT: { name: String(port) },
      PROTOCOL: { name: protocol.toUpperCase() },
      ACTION: { name: action },
      TRIGGER: { id: "65f0", name: rule },
    },
  };
}

export function probeRow({ timeMs, ...packet }: Probe, wan: string): WrittenRow {
  return withTruth(rowOf({ ...packet, destination: wan }, "BLOCK", "Block All Traffic"), timeMs);
}

/** A row that was kept from a real one. */
export function reportedRow(answer: JsonAnswer, timeMs: number): WrittenRow {
  return withTruth(answer.kind === "json" ? Object(answer.value) : {}, timeMs);
}

function withTruth(row: object, timeMs: number): WrittenRow {
  const text = JSON.stringify(row);
  const reading = readLogRow(logRowOf(row, defaults), defaults);
  return reading.kind === "event" ? { text, event: { ...reading.event, timeMs } } : { text };
}

/** The values that the options have at first. */
const defaults: UnifiOptions = textsOf(unifiOptions);

function textsOf<Table extends Readonly<Record<string, { readonly default: string }>>>(
  table: Table,
): { readonly [Key in keyof Table]: string } {
  const texts = Object.entries(table).map(([key, row]) => [key, row.default]);
  return Object.fromEntries(texts);
}

/** Rules that let something in, and routes of what the household sends. */
export function householdRow(wan: string, random: Random): WrittenRow {
  const lan = `192.168.1.${integerBetween(random, 100, 120)}`;
  const far = publicAddress(random);
  const sourcePort = integerBetween(random, 32_768, 60_999);
  return {
    text: JSON.stringify(
      pick(random, [
        rowOf({ source: far, sourcePort, destination: wan, port: 443, protocol: "tcp" }, "ALLOW", "Web server"),
        rowOf({ source: lan, sourcePort, destination: far, port: 443, protocol: "tcp" }, "ALLOW", "Route by VPN"),
        rowOf({ source: lan, sourcePort, destination: far, port: 25, protocol: "tcp" }, "BLOCK", "No mail"),
      ]),
    ),
  };
}

/** Names of rules and clients are free text. */
export function hostileRows(timeMs: number, wan: string): readonly WrittenRow[] {
  const packet = { source: "203.0.113.9", sourcePort: 51_422, destination: wan, port: 445, protocol: "tcp" };
  const names = [
    "<script>alert(1)</script>",
    '"}],"data":[{"id":"x","parameters":{"SRC_IP":"203.0.113.66"}}',
    "\u001b[2J\u0007\u0000",
    "ünïcödé 🔑 \ud800",
    "x".repeat(1000),
    "allow accept permit",
  ];
  return [
    ...names.map((name) => withTruth(rowOf(packet, "BLOCK", name), timeMs)),
    { text: JSON.stringify({ triggerType: "FIREWALL_RULE", parameters: { SRC_CLIENT: { name: "phone" } } }) },
    { text: JSON.stringify({ parameters: { SRC_IP: "192.0.2.9", DST_PORT: "99999", PROTOCOL: "?" } }) },
    { text: JSON.stringify({ parameters: [1, null, { SRC_IP: [] }] }) },
  ];
}
