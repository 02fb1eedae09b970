import type { Action, Direction } from "../model/event.ts";
import type { Format, LineReading, LineStamp, LogLine } from "../model/format.ts";
import { note, readPacket, reject } from "./packet.ts";

/** What UniFi writes beside packets, by its own categories. */
type UnifiNote = "admin" | "client" | "device" | "honeypot" | "security" | "system" | "internet" | "vpn" | "other";

/**
 * Events of UniFi Network (9.3 and later) in what Ubiquiti calls CEF: `CEF:0|Ubiquiti|UniFi Network|10.6.101|203|Blocked by
 * Firewall|4|proto=TCP spt=4711 dpt=23 act=blocked ... UNIFIdirection=incoming src=192.0.2.7 ...`. The form moves with every release:
 * with `CEF:`, `CEF: ` or none of it in front, with and without a category, with and without addresses. Keys and values
 * after lines of 9.3 to 10.6 that people published.
 */
export const unifiCef: Format = {
  id: "unifi-cef",
  title: "UniFi Network, CEF",
  read: (line: LogLine) => {
    const at = line.text.indexOf("0|Ubiquiti|");
    return at === -1 ? undefined : readEvent(line.text.slice(at, at + longestLine));
  },
};

type Pairs = ReadonlyMap<string, string>;

/** The longest seen has 1500 characters. */
const longestLine = 8192;

function readEvent(text: string): LineReading {
  const [, , , , eventClass = "", name = "", severity, rest] = headOf(text);
  if (severity === undefined || rest === undefined) return reject("truncated line");
  const pairs = readExtension(rest);
  const stamp = readStamp(pairs.get("UNIFIutcTime") ?? "");
  const source = pairs.get("src") ?? pairs.get("UNIFIsrcClientIp");
  const destination = pairs.get("dst") ?? pairs.get("UNIFIdstClientIp") ?? pairs.get("UNIFIdstDeviceIp");
  const isPacket = /^20[0-9]$/.test(eventClass) && pairs.has("proto");
  if (!isPacket || (source === undefined && destination === undefined))
    return note(noteOf(eventClass, name, pairs), stamp);
  const action = actionOf(name, pairs);
  return readPacket({
    format: unifiCef.id,
    action,
    direction: directionOf(pairs),
    protocol: pairs.get("proto"),
    source,
    destination,
    sourcePort: pairs.get("spt"),
    port: pairs.get("dpt"),
    count: action === "drop" ? (pairs.get("UNIFIpacketsSent") ?? pairs.get("UNIFItotalPackets")) : 1,
    interface: pairs.get("deviceInboundInterface"),
    rule: pairs.get("UNIFIpolicyName") ?? pairs.get("UNIFIfirewallPolicy") ?? pairs.get("UNIFIipsSignature"),
    stamp,
  });
}

/** Seven fields between bars and the extension behind the seventh; a backslash protects a bar. */
function headOf(text: string): readonly string[] {
  const fields: string[] = [];
  let from = 0;
  for (let index = 0; index < text.length && fields.length < 7; index += 1) {
    const character = text.charAt(index);
    if (character === "\\") index += 1;
    else if (character === "|") {
      fields.push(text.slice(from, index));
      from = index + 1;
    }
  }
  return [...fields, text.slice(from)];
}

/**
 * Values go on, blanks included, up to the next word that looks like a key. `msg` comes last, and with names in it that
 * anybody may have chosen; the first of two equal keys counts.
 */
function readExtension(text: string): Pairs {
  const end = text.indexOf(" msg=");
  const told = end === -1 ? text : text.slice(0, end);
  const keys = [...told.matchAll(/(?:^| )([A-Za-z][A-Za-z0-9_]{1,39})=/g)];
  const pairs = new Map<string, string>();
  for (const [index, match] of keys.entries()) {
    const key = match[1] ?? "";
    const value = told.slice(match.index + match[0].length, keys[index + 1]?.index ?? told.length).trim();
    if (value !== "" && !pairs.has(key)) pairs.set(key, value);
  }
  return pairs;
}

/** Releases before 10 have no `act`: the name of the event says it. */
function actionOf(name: string, pairs: Pairs): Action {
  const word = pairs.get("act")?.toLowerCase() ?? (/\bblocked\b/i.test(name) ? "blocked" : "");
  if (word === "blocked") return "drop";
  return word === "allowed" ? "accept" : "unknown";
}

/** `local` is said of packets to the gateway, from inside or outside alike: the zones tell more, where they are there. */
function directionOf(pairs: Pairs): Direction | undefined {
  const from = pairs.get("UNIFIsrcZone");
  const to = pairs.get("UNIFIdstZone");
  if (from === "External") return to === "External" ? undefined : "in";
  if (to === "External") return "out";
  if (from !== undefined && to !== undefined) return "local";
  return directions.get(pairs.get("UNIFIdirection")?.toLowerCase() ?? "");
}

const directions: ReadonlyMap<string, Direction> = new Map(
  Object.entries({
    incoming: "in",
    inbound: "in",
    outgoing: "out",
    outbound: "out",
  } as const),
);

/** The hour that UniFi's host shows is in front of the line; this one is UTC. */
function readStamp(text: string): LineStamp | undefined {
  const timeMs = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(timeMs) ? undefined : { kind: "instant", timeMs };
}

const categories: ReadonlyMap<string, UnifiNote> = new Map(
  Object.entries({
    Admin: "admin",
    WiFi: "client",
    Wired: "client",
    Devices: "device",
    Honeypot: "honeypot",
    VPN: "vpn",
    Internet: "internet",
    Security: "security",
    System: "system",
  } as const),
);

function noteOf(eventClass: string, name: string, pairs: Pairs): UnifiNote {
  if (eventClass === "202" || name.startsWith("Honeypot")) return "honeypot";
  return (
    categories.get(pairs.get("UNIFIsubCategory") ?? "") ?? categories.get(pairs.get("UNIFIcategory") ?? "") ?? "other"
  );
}
