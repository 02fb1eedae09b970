import { isIPv4, isIPv6 } from "node:net";
import ipaddr from "ipaddr.js";
import type { LogEvent } from "../model/event.ts";
import type { Format, LineReading, LineStamp } from "../model/format.ts";
import type { EventEntry, NoteEntry, RejectEntry } from "../model/page.ts";
import { hasMasked } from "./addresses.ts";
import { cutDate } from "./netgear-date.ts";
import { type NetgearNote, noteTitles, readAttackName } from "./netgear-titles.ts";

/** A line, understood or not; its number among equal lines is the page's affair. */
export type NetgearReading = (
  | Omit<EventEntry, "key" | "weight">
  | (Omit<NoteEntry, "key" | "weight"> & { readonly note: NetgearNote })
  | Omit<RejectEntry, "key" | "weight">
) & {
  /** What the router's clock showed, ms as if it were UTC; absent where the line has no date that exists. */
  readonly wallMs?: number;
  /** The line without its count, which may still grow. */
  readonly identity: string;
};

/**
 * Reads one line of the log of Netgear's home routers, all three generations of it. Any text gives a reading, in linear
 * time. The event has no `timeMs` yet: the router's clock is local.
 */
export function readNetgearLine(line: string): NetgearReading {
  const text = line.trim();
  const { head, wallMs } = cutDate(text);
  const titleEnd = head.indexOf("]");
  const identity = text.replace(countMark, "$1");
  const reading =
    text.startsWith("[") && titleEnd !== -1
      ? readTitled(head.slice(1, titleEnd), head.slice(titleEnd + 1), text)
      : reject(noTitle, text);
  return { ...reading, identity, ...(wallMs === undefined ? {} : { wallMs }) };
}

/** The same as a line of a file, or of syslog: what has no title that Netgear writes is of another grammar. */
export const netgear: Format = {
  id: "netgear",
  title: "Netgear R, WNDR and Orbi",
  read: ({ message }) => {
    if (!message.trimStart().startsWith("[")) return undefined;
    const reading = readNetgearLine(message);
    const stamp: LineStamp | undefined =
      reading.wallMs === undefined ? undefined : { kind: "wall", wallMs: reading.wallMs };
    return lineReading(reading, stamp);
  },
};

function lineReading(reading: NetgearReading, stamp: LineStamp | undefined): LineReading | undefined {
  const at = stamp === undefined ? {} : { stamp };
  if (reading.kind === "event") return { kind: "event", event: reading.event, ...at };
  if (reading.kind === "note") return { kind: "note", note: reading.note, ...at };
  if (reading.reason === noTitle || reading.reason === unknownTitle) return undefined;
  return { kind: "reject", reason: hasMasked(reading.text) ? "masked address" : reading.reason, ...at };
}

const noTitle = "no title in brackets";
const unknownTitle = "unknown title";

type Reading = Omit<EventEntry, "key" | "weight"> | NoteReading | Omit<RejectEntry, "key" | "weight">;
type NoteReading = Omit<NoteEntry, "key" | "weight"> & { readonly note: NetgearNote };

const countMark = /^(\[[^\]]{0,80}\]) \(\d{1,6}\)(?= attack packets in last )/;
/** WNDR and older: `(3) attack packets in last 20 sec from ip [192.0.2.1]`; firmware of 2009 has no count. */
const counted = /^(?: \((\d{1,6})\))? attack packets in last \d{1,6} sec from ip \[([0-9a-f.:]{2,45})\]$/i;
/** Genie: `from source: 192.0.2.1, port 80`; R6220: `from source: 192.0.2.1:80`; without a port where the protocol has none. */
const sourced = /^ from source:? ([0-9.]{7,15}|[0-9a-f:.]{2,45})(?:(?:, port |:)(\d{1,5}))?$/i;
const forwarded = /^ from ([0-9.]{7,15}):(\d{1,5}) to ([0-9.]{7,15}):(\d{1,5})$/;

function readTitled(title: string, body: string, text: string): Reading {
  const colon = title.indexOf(":");
  const name = (colon === -1 ? title : title.slice(0, colon)).trim().toLowerCase();
  if (name === "dos attack" && colon !== -1) return readAttack(title.slice(colon + 1), body, text);
  if (name === "lan access from remote") return readForwarded(body, "accept", text);
  // USB disks of the router, opened to the Internet; their lines are written by the same code as the one above.
  if (name === "usb remote access") return readForwarded(body, "accept", text);
  if (name === "usb remote access rejected") return readForwarded(body, "reject", text);
  const note = noteTitles.get(name);
  return note === undefined ? reject(unknownTitle, text) : { kind: "note", note };
}

/** A packet that the firewall took for an attack, and dropped. `port` in the line is the port that it came from. */
function readAttack(name: string, body: string, text: string): Reading {
  const [, count = "1", target] = counted.exec(body) ?? [];
  const [, origin, port] = sourced.exec(body) ?? [];
  const source = addressOf(target ?? origin ?? "");
  if (target === undefined && origin === undefined) return reject("unknown form of attack", text);
  if (source === undefined) return reject("not an address", text);
  const sourcePort = Number(port ?? 0);
  if (sourcePort > lastPort) return reject("not a port", text);
  const { namedScan, protocol } = readAttackName(name);
  const event: LogEvent = {
    action: "drop",
    direction: directionOf(name, source),
    ...(protocol === undefined ? {} : { protocol }),
    source,
    ...(sourcePort === 0 ? {} : { sourcePort }),
    namedScan,
    count: Math.max(1, Number(count)),
    format: "netgear",
  };
  return { kind: "event", event };
}

/** A forwarded port that somebody outside made use of: these lines alone tell where a packet went. */
function readForwarded(body: string, action: "accept" | "reject", text: string): Reading {
  const [, source = "", sourcePort = "", destination = "", port = ""] = forwarded.exec(body) ?? [];
  if (source === "") return reject("unknown form of access", text);
  if (!isIPv4(source) || !isIPv4(destination)) return reject("not an address", text);
  if (Number(sourcePort) > lastPort || Number(port) > lastPort) return reject("not a port", text);
  const event: LogEvent = {
    action,
    direction: "in",
    source,
    destination,
    // The firmware prints 0 where the protocol has no ports.
    ...(Number(sourcePort) === 0 ? {} : { sourcePort: Number(sourcePort) }),
    ...(Number(port) === 0 ? {} : { port: Number(port) }),
    count: 1,
    format: "netgear",
  };
  return { kind: "event", event };
}

const lastPort = 65_535;
const privateAddress = /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|f[cd][0-9a-f]{2}:)/;

/** ARP never crosses a router. Other packets from a private address may come from a second router outside: the line does not say. */
function directionOf(name: string, source: string): LogEvent["direction"] {
  if (/^\s*arp\b/i.test(name)) return "local";
  return privateAddress.test(source) ? "unknown" : "in";
}

/** An address in its usual form (RFC 5952 for IPv6); undefined where the text is none. */
function addressOf(text: string): string | undefined {
  if (isIPv4(text)) return text;
  return isIPv6(text) ? ipaddr.IPv6.parse(text).toRFC5952String() : undefined;
}

function reject(reason: string, text: string): Reading {
  return { kind: "reject", reason, text };
}
