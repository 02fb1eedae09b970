import type { Action, Direction, LogEvent, NamedScan, TcpFlag } from "../model/event.ts";
import type { LineReading, LineStamp } from "../model/format.ts";
import { isMasked, readAddress } from "./addresses.ts";
import { readPort } from "./ports.ts";
import { protocolName } from "./protocols.ts";
import { directionByScope } from "./scope.ts";

/** A packet in the words of a line: texts that nobody has checked. What the line leaves out is absent or empty. */
export interface PacketWords {
  /** Id of the format that read the line. */
  readonly format: string;
  readonly action: Action;
  /** Where it is left out, the scope of the addresses decides. */
  readonly direction?: Direction | undefined;
  /** Name or number. */
  readonly protocol?: string | undefined;
  readonly source?: string | undefined;
  readonly destination?: string | undefined;
  readonly sourcePort?: string | undefined;
  readonly port?: string | undefined;
  readonly icmpType?: string | number | undefined;
  readonly icmpCode?: string | number | undefined;
  readonly tcpFlags?: readonly TcpFlag[] | undefined;
  readonly namedScan?: NamedScan | undefined;
  readonly count?: string | number | undefined;
  readonly interface?: string | undefined;
  readonly rule?: string | undefined;
  readonly isObservation?: boolean | undefined;
  /** Only where the message itself holds the time. */
  readonly stamp?: LineStamp | undefined;
}

/** An event where every word is what it should be, else a reject that names the first that is not. */
export function readPacket(words: PacketWords): LineReading {
  const { stamp } = words;
  const fault = faultOf(words);
  if (fault !== undefined) return reject(fault, stamp);
  const source = told(words.source, readAddress);
  const destination = told(words.destination, readAddress);
  const event: LogEvent = {
    action: words.action,
    direction: words.direction ?? directionByScope(source, destination),
    ...known("protocol", told(words.protocol, protocolName)),
    ...known("source", source),
    ...known("destination", destination),
    ...known("sourcePort", told(words.sourcePort, readPort)),
    ...known("port", told(words.port, readPort)),
    ...known("icmpType", readOctet(words.icmpType)),
    ...known("icmpCode", readOctet(words.icmpCode)),
    ...known("tcpFlags", words.tcpFlags),
    ...known("namedScan", words.namedScan),
    count: readCount(words.count),
    ...known("interface", words.interface === "" ? undefined : words.interface),
    ...known("rule", words.rule === "" ? undefined : words.rule),
    format: words.format,
    ...known("isObservation", words.isObservation === true ? true : undefined),
  };
  return stamp === undefined ? { kind: "event", event } : { kind: "event", event, stamp };
}

/** A line that is understood and is no packet. */
export function note(kind: string, stamp?: LineStamp | undefined): LineReading {
  return stamp === undefined ? { kind: "note", note: kind } : { kind: "note", note: kind, stamp };
}

/** A line of this grammar that cannot be used. */
export function reject(reason: string, stamp?: LineStamp | undefined): LineReading {
  return stamp === undefined ? { kind: "reject", reason } : { kind: "reject", reason, stamp };
}

function faultOf(words: PacketWords): string | undefined {
  for (const address of [words.source, words.destination]) {
    if (address === undefined || address === "" || readAddress(address) !== undefined) continue;
    return isMasked(address) ? "masked address" : "not an address";
  }
  for (const port of [words.sourcePort, words.port]) {
    if (port !== undefined && port !== "" && readPort(port) === undefined) return "not a port";
  }
  for (const octet of [words.icmpType, words.icmpCode]) {
    if (octet !== undefined && octet !== "" && readOctet(octet) === undefined) return "not an ICMP type";
  }
  return told(words.protocol, (name) => (protocolWord.test(name) ? undefined : "not a protocol"));
}

/** Names and numbers of protocols; what else stands in a protocol's place came from somebody who wanted to write there. */
const protocolWord = /^[a-z0-9][a-z0-9 ._+/-]{0,31}$/i;

function readOctet(word: string | number | undefined): number | undefined {
  return /^\d{1,3}$/.test(String(word)) && Number(word) <= 255 ? Number(word) : undefined;
}

/** At least 1: a line that counts nothing is about a packet all the same. More than a million is no count but noise. */
function readCount(word: string | number | undefined): number {
  const count = Math.floor(Number(word ?? 1));
  return count >= 1 && count <= 1_000_000 ? count : 1;
}

function told<Value>(text: string | undefined, read: (text: string) => Value): Value | undefined {
  return text === undefined || text === "" ? undefined : read(text);
}

/** The key with its value, or nothing at all: an event has no key that its line does not tell. */
function known<Key extends keyof LogEvent>(key: Key, value: LogEvent[Key]): Partial<LogEvent> {
  return value === undefined ? {} : { [key]: value };
}
