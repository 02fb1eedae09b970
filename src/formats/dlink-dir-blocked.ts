import type { TcpFlag } from "../model/event.ts";
import type { LineReading, LineStamp } from "../model/format.ts";
import { splitEndpoint } from "./endpoint.ts";
import { readPacket, reject } from "./packet.ts";
import { flagsOfNames } from "./tcp-flags.ts";
import { cutCtime } from "./wall-time.ts";

/**
 * Reads what the NAT of a DIR-655 and its kin refused: `Blocked incoming TCP packet from 192.0.2.9:80 to 192.0.2.1:50000 with
 * unexpected sequence ...`. Most of these are late packets of the household's own connections; their words tell which flags they
 * had. Texts after the table of strings in D-Link's GPL sources; `as FIN:ACK
 * received` and the `[INFO]` in front are from memory. Undefined for any other line.
 */
export function readDirBlocked(message: string, format: string): LineReading | undefined {
  if (!message.includes("Blocked ")) return undefined;
  const { rest, stamp } = cutCtime(message.replace(/^\[[A-Z]{3,8}\] /, "").trimEnd());
  const [, way, protocol = "", kind = ""] = head.exec(rest) ?? [];
  if (way === undefined) return undefined;
  return readRest(rest, protocol, kind, {
    format,
    action: "drop",
    direction: way === "incoming" ? "in" : "out",
    stamp,
  });
}

const head = /^Blocked (incoming|outgoing) (TCP|UDP|ICMP) ([A-Za-z ]{2,40})/;
const addresses = / from (\S{2,60}) to (\S{2,60})(?: (.{0,240}))?$/;

interface Blocked {
  readonly format: string;
  readonly action: "drop";
  readonly direction: "in" | "out";
  readonly stamp: LineStamp | undefined;
}

function readRest(text: string, protocol: string, kind: string, blocked: Blocked): LineReading {
  const [, from, to, why = ""] = addresses.exec(text.slice(0, longestLine)) ?? [];
  if (from === undefined || to === undefined) return reject("truncated line", blocked.stamp);
  const source = splitEndpoint(from);
  const destination = splitEndpoint(to);
  const flags = protocol === "TCP" ? flagsOf(kind, why) : [];
  return readPacket({
    ...blocked,
    protocol,
    source: source.address,
    sourcePort: source.port,
    destination: destination.address,
    port: destination.port,
    icmpType: /\(ICMP type (\d{1,3})\)/.exec(text.slice(0, longestLine))?.[1],
    tcpFlags: flags.length === 0 ? undefined : flags,
  });
}

/** The longest has two pairs of addresses and two reasons. */
const longestLine = 400;

/** A sequence or acknowledgement can only be unexpected within a connection, where every segment has ACK (RFC 9293, 3.10.7.4). */
function flagsOf(kind: string, why: string): readonly TcpFlag[] {
  if (/^connection request/.test(kind)) return ["syn"];
  if (/^Syn ?Ack/i.test(kind)) return ["syn", "ack"];
  if (/^with unexpected (?:sequence|acknowledgement)/.test(why)) return ["ack"];
  const named = /^as ([A-Z: ]{3,40}) received/.exec(why)?.[1];
  return named === undefined ? [] : flagsOfNames(named);
}
