import type { Action, TcpFlag } from "../model/event.ts";
import type { Format, LineReading } from "../model/format.ts";
import { readPacket, reject } from "./packet.ts";
import { readPfAction, readPfDirection } from "./pf-action.ts";
import { type PfIcmp, readPfIcmp } from "./pf-icmp.ts";
import { recalled } from "./recalled.ts";
import { flagsOfLetters } from "./tcp-flags.ts";

/** The comma-separated lines of filterlog(8); fields after "Raw Filter Log Format" of pfSense's manual and OPNsense's description of its own. */
export const filterlog: Format = {
  id: "filterlog",
  title: "pfSense and OPNsense, filterlog",
  read: ({ message, program }) => {
    const text = message.trimEnd();
    // Without an envelope the line may still begin with the program's name.
    const start = text.startsWith("filterlog") ? (named.exec(text)?.[0].length ?? 0) : 0;
    const end = endOfHead(text, start);
    const head = readHead(text.slice(start, end));
    if (head !== undefined) return readFields(head, text.slice(end + 1).split(",", mostFields));
    return (program === "filterlog" || start > 0) && text.includes(",", start) ? truncated : undefined;
  },
};

const truncated = reject("truncated line");
const named = /^filterlog(?:\[\d{1,10}\])?: ?/;
const fieldsOfHead = 9;
/** More than the longest line has behind its head: a TCP packet over IPv4, whose options are one field. */
const mostFields = 31;

/** Where the comma behind the head stands, or the text ends. */
function endOfHead(text: string, start: number): number {
  let comma = start - 1;
  for (let field = 0; field < fieldsOfHead; field += 1) {
    comma = text.indexOf(",", comma + 1);
    if (comma === -1) return text.length;
  }
  return comma;
}

/** What a rule does at an interface; the packet that it met stands behind. */
interface Head {
  readonly action: Action;
  readonly isObservation: boolean;
  /** `in` or `out`, as pf means it. */
  readonly side: string;
  readonly interface: string;
  readonly rule: string;
  /** Of IP. */
  readonly version: string;
}

/** rule, sub rule, anchor, tracker, interface, reason, action, direction, version. */
const readHead = recalled((text): Head | undefined => {
  const [rule = "", , , tracker = "", name = "", , word = "", side = "", version = ""] = text.split(",");
  const isHead =
    /^-?\d{0,10}$/.test(rule) &&
    /^[a-z]{3,12}$/.test(word) &&
    /^(?:in|out|in\/out)$/.test(side) &&
    /^[0-9]$/.test(version);
  if (!isHead) return undefined;
  const { action, isObservation } = readPfAction(word);
  // OPNsense writes 0 where it could not find the rule's label.
  const label = tracker === "" || tracker === "0" ? rule : tracker;
  return { action, isObservation, side, interface: name, rule: label, version };
});

/** The places of a packet's fields behind the head. */
interface Places {
  /** The piece's own in its packet; IPv6 has a header for it. */
  readonly offset?: number;
  readonly number: number;
  readonly name: number;
  readonly source: number;
  readonly destination: number;
  readonly tail: number;
}

/** tos, ecn, ttl, id, offset, flags, protocol number, protocol name, length, source, destination, tail. */
const placesIPv4: Places = { offset: 4, number: 6, name: 7, source: 9, destination: 10, tail: 11 };
/** class, flow label, hop limit, protocol name, protocol number (the other way round than IPv4), length, source, destination, tail. */
const placesIPv6: Places = { name: 3, number: 4, source: 6, destination: 7, tail: 8 };

function readFields(head: Head, fields: readonly string[]): LineReading {
  const isV6 = head.version === "6";
  // Of a packet that was too short pf knows neither addresses nor protocol.
  if (head.version !== "4" && !isV6) return reject("neither IPv4 nor IPv6");
  const places = isV6 ? placesIPv6 : placesIPv4;
  const source = fields[places.source];
  const destination = fields[places.destination];
  const protocol = fields[places.number] || (fields[places.name] ?? "");
  if (!source || destination === undefined || protocol.startsWith("error=")) return truncated;
  // Only the first piece of a packet has ports.
  const isLaterPiece = places.offset !== undefined && /^[1-9]/.test(fields[places.offset] ?? "");
  const tail = isLaterPiece ? nothing : readTail(protocol, fields, places.tail, isV6);
  if (tail === "cut") return truncated;
  return readPacket({
    format: "filterlog",
    action: head.action,
    isObservation: head.isObservation,
    direction: readPfDirection(head.side, source),
    interface: head.interface,
    rule: head.rule,
    source,
    destination,
    protocol,
    sourcePort: tail.sourcePort,
    port: tail.port,
    tcpFlags: tail.tcpFlags,
    icmpType: tail.icmpType,
    icmpCode: tail.icmpCode,
  });
}

/** What stands behind the addresses. */
interface Tail extends PfIcmp {
  readonly sourcePort?: string;
  readonly port?: string;
  readonly tcpFlags?: readonly TcpFlag[] | undefined;
}

const nothing: Tail = {};
const portProtocols: ReadonlySet<string> = new Set(["6", "17", "132", "136", "tcp", "udp", "sctp"]);

function readTail(protocol: string, fields: readonly string[], at: number, isV6: boolean): Tail | "cut" {
  if (protocol === "1" || protocol === "58") return readPfIcmp(fields.slice(at), isV6);
  if (!portProtocols.has(protocol.toLowerCase())) return nothing;
  const [sourcePort = "", port = "", flags] = [fields[at], fields[at + 1], fields[at + 3]];
  // `error=` stands in place of what a short packet lacks: then the addresses are all that is told.
  if (sourcePort.startsWith("error=")) return nothing;
  // Cut behind the port, its last digits may be missing.
  if (fields[at + 2] === undefined) return "cut";
  return { sourcePort, port, tcpFlags: protocol === "6" && flags !== undefined ? flagsOfLetters(flags) : undefined };
}
