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

/**
 * An event where every word is what it should be, else a reject that names the first that is not. Every key at once, also those that
 * are not known: events of one shape are what the readers of a million lines want.
 */
export function readPacket(words: PacketWords): LineReading {
  const { stamp } = words;
  const protocol = told(words.protocol, protocolName);
  const source = told(words.source, readAddress);
  const destination = told(words.destination, readAddress);
  const sourcePort = told(words.sourcePort, readPort);
  const port = told(words.port, readPort);
  const icmpType = readOctet(words.icmpType);
  const icmpCode = readOctet(words.icmpCode);
  if (isLost(words.source, source)) return reject(problemOfSource(words.source), stamp);
  if (isLost(words.destination, destination) && !isHidden(words.destination)) return reject("not an address", stamp);
  if (isLost(words.sourcePort, sourcePort) || isLost(words.port, port)) return reject("not a port", stamp);
  if (isLost(words.icmpType, icmpType) || isLost(words.icmpCode, icmpCode)) return reject("not an ICMP type", stamp);
  if (isLost(words.protocol, protocol)) return reject("not a protocol", stamp);
  const event: LogEvent = {
    timeMs: undefined,
    action: words.action,
    direction: words.direction ?? directionByScope(source, destination),
    protocol,
    source,
    destination,
    sourcePort,
    port,
    icmpType,
    icmpCode,
    tcpFlags: words.tcpFlags,
    namedScan: words.namedScan,
    count: readCount(words.count),
    interface: told(words.interface, shortName),
    rule: told(words.rule, shortName),
    format: words.format,
    isObservation: words.isObservation === true ? true : undefined,
  };
  return { kind: "event", event, stamp };
}

/** A name of an interface or a rule, no longer than any device lets it be: what is longer came from a line that is broken. */
export function shortName(name: string): string {
  return name.length > longestName ? name.slice(0, longestName) : name;
}

/** nft's prefixes have 127 characters at most, and nothing has longer names. */
const longestName = 128;

/** Why the text in a source's place is no address. */
export function problemOfSource(source: string | undefined): string {
  return isMasked(source ?? "") ? "masked address" : "not an address";
}

/**
 * Whether somebody hid the destination, who is the household itself: then it is not told, and the event is worth as much as before.
 * Without the source there is nobody who knocks.
 */
export function isHidden(destination: string | undefined): boolean {
  return isMasked(destination ?? "");
}

/** A line that is understood and is no packet. */
export function note(kind: string, stamp?: LineStamp | undefined): LineReading {
  return stamp === undefined ? { kind: "note", note: kind } : { kind: "note", note: kind, stamp };
}

/** A line of this grammar that cannot be used. */
export function reject(reason: string, stamp?: LineStamp | undefined): LineReading {
  return stamp === undefined ? { kind: "reject", reason } : { kind: "reject", reason, stamp };
}

function told<Value>(text: string | undefined, read: (text: string) => Value): Value | undefined {
  return text === undefined || text === "" ? undefined : read(text);
}

/** Whether a word stands there, and nothing could be made of it. */
export function isLost(word: string | number | undefined, value: unknown): boolean {
  return value === undefined && word !== undefined && word !== "";
}

function readOctet(word: string | number | undefined): number | undefined {
  if (word === undefined || !/^\d{1,3}$/.test(String(word))) return undefined;
  return Number(word) <= 255 ? Number(word) : undefined;
}

/** At least 1: a line that counts nothing is about a packet all the same. More than a million is no count but noise. */
function readCount(word: string | number | undefined): number {
  if (word === undefined) return 1;
  const count = Math.floor(Number(word));
  return count >= 1 && count <= 1_000_000 ? count : 1;
}
