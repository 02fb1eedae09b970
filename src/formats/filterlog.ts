import type { Format, LineReading } from "../model/format.ts";
import { type PacketWords, readPacket } from "./packet.ts";
import { readPfAction, readPfDirection } from "./pf-action.ts";
import { readPfIcmp } from "./pf-icmp.ts";
import { flagsOfLetters } from "./tcp-flags.ts";

/** The comma-separated lines of filterlog(8); fields after "Raw Filter Log Format" of pfSense's manual and OPNsense's description of its own. */
export const filterlog: Format = {
  id: "filterlog",
  title: "pfSense and OPNsense, filterlog",
  read: ({ message, program }) => {
    // Without an envelope the line may still begin with the program's name.
    const start = message.startsWith("filterlog") ? (named.exec(message)?.[0].length ?? 0) : 0;
    const fields = message.slice(start).trimEnd().split(",", mostFields);
    if (isHead(fields)) return readFields(fields);
    return (program === "filterlog" || start > 0) && fields.length > 1 ? truncated : undefined;
  },
};

const named = /^filterlog(?:\[\d{1,10}\])?: ?/;

/** More than the longest line has: a TCP packet over IPv4, whose options are one field. */
const mostFields = 40;
const lengthOfHead = 9;

function isHead(fields: readonly string[]): boolean {
  const [rule = "", , , , , , action = "", direction = "", version = ""] = fields;
  return (
    /^-?\d{0,10}$/.test(rule) &&
    /^[a-z]{3,12}$/.test(action) &&
    /^(?:in|out|in\/out)$/.test(direction) &&
    /^[0-9]$/.test(version)
  );
}

const truncated: LineReading = { kind: "reject", reason: "truncated line" };

function readFields(fields: readonly string[]): LineReading {
  const [rule = "", , , tracker = "", name = "", , act = "", direction = "", version = ""] = fields;
  const rest = fields.slice(lengthOfHead);
  const isV6 = version === "6";
  // Of a packet that was too short pf knows neither addresses nor protocol.
  if (version !== "4" && !isV6) return { kind: "reject", reason: "neither IPv4 nor IPv6" };
  const { source, destination, words, isCut } = isV6 ? readIPv6(rest) : readIPv4(rest);
  if (source === undefined || destination === undefined || source === "" || isCut) return truncated;
  const { action, isObservation } = readPfAction(act);
  // Key by key: spread into one, the parts would cost as much time as all the rest.
  return readPacket({
    format: "filterlog",
    action,
    isObservation,
    direction: readPfDirection(direction, source),
    interface: name,
    // OPNsense writes 0 where it could not find the rule's label.
    rule: tracker === "" || tracker === "0" ? rule : tracker,
    source,
    destination,
    protocol: words.protocol,
    sourcePort: words.sourcePort,
    port: words.port,
    tcpFlags: words.tcpFlags,
    icmpType: words.icmpType,
    icmpCode: words.icmpCode,
  });
}

interface Packet {
  readonly source?: string | undefined;
  readonly destination?: string | undefined;
  /** The line ends before the packet is told. */
  readonly isCut: boolean;
  readonly words: Partial<PacketWords>;
}

/** tos, ecn, ttl, id, offset, flags, protocol number, protocol name, length, source, destination, tail. */
function readIPv4(rest: readonly string[]): Packet {
  const [, , , , offset = "0", , number = "", name = "", , source, destination, ...tail] = rest;
  // Only the first piece of a packet has ports.
  const isLaterFragment = /^[1-9]/.test(offset);
  return { source, destination, ...readTail(number || name, tail, false, isLaterFragment) };
}

/** class, flow label, hop limit, protocol name, protocol number (the other way round than IPv4), length, source, destination, tail. */
function readIPv6(rest: readonly string[]): Packet {
  const [, , , name = "", number = "", , source, destination, ...tail] = rest;
  return { source, destination, ...readTail(number || name, tail, true, false) };
}

const portProtocols: ReadonlySet<string> = new Set(["6", "17", "132", "136", "tcp", "udp", "sctp"]);

function readTail(
  protocol: string,
  tail: readonly string[],
  isV6: boolean,
  isLaterFragment: boolean,
): { readonly isCut: boolean; readonly words: Partial<PacketWords> } {
  const words = { protocol };
  if (protocol.startsWith("error=") || isLaterFragment) return { isCut: protocol.startsWith("error="), words };
  if (protocol === "1" || protocol === "58") return { isCut: false, words: { ...words, ...readPfIcmp(tail, isV6) } };
  if (!portProtocols.has(protocol.toLowerCase())) return { isCut: false, words };
  const [sourcePort = "", port = "", dataLength, flags] = tail;
  // `error=` stands in place of what a short packet lacks: then the addresses are all that is told.
  if (sourcePort.startsWith("error=")) return { isCut: false, words };
  // Cut behind the port, its last digits may be missing.
  if (dataLength === undefined) return { isCut: true, words };
  const ports = { ...words, sourcePort, port };
  const isTcp = protocol === "6" && flags !== undefined;
  return { isCut: false, words: isTcp ? { ...ports, tcpFlags: flagsOfLetters(flags) } : ports };
}
