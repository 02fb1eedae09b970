import type { Action, Direction, LogEvent } from "../model/event.ts";
import type { LineReading, LogLine } from "../model/format.ts";
import { readAddress } from "./addresses.ts";
import { directionOfInterfaces, directionOfZones } from "./netfilter-direction.ts";
import { type NetfilterFields, scanFields } from "./netfilter-scan.ts";
import { frontOf } from "./netfilter-start.ts";
import { isHidden, isLost, note, problemOfSource, reject, shortName } from "./packet.ts";
import { protocolName } from "./protocols.ts";
import { recalled } from "./recalled.ts";

/** What the text in front of the fields says of a packet. */
export interface Verdict {
  readonly action: Action;
  /** Name of the rule or chain, for people; empty for none. */
  readonly rule: string;
  /** Where the prefix itself tells it. */
  readonly direction?: Direction | undefined;
  /** Else the zones on both sides, where the prefix names them; else the interfaces decide. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly isObservation?: boolean;
}

/** Says what the text in front of the fields means; undefined where it is not of its grammar. Depends on nothing else. */
type Judge = (prefix: string) => Verdict | undefined;

/**
 * A reader of messages that the kernel's LOG target wrote: what stands before the fields by `judge`, then the fields. It gives
 * undefined where there are no such fields, or where the prefix is not of that grammar. What is certain of a torn line is an event;
 * without source or protocol it is rejected.
 */
export function netfilterReader(format: string, judge: Judge): (line: LogLine) => LineReading | undefined {
  const verdictOf = recalled(judge);
  return (line) => {
    const { text, prefix, start } = frontOf(line);
    const verdict = start === -1 ? undefined : verdictOf(prefix);
    return verdict && readFields(text, start, format, verdict);
  };
}

function readFields(text: string, start: number, format: string, verdict: Verdict): LineReading {
  const fields = scanFields(text, start);
  const isWhole = fields.source !== undefined && fields.protocol !== undefined;
  if (!isWhole && levelMark.test(text)) return readFields(withoutLevelMarks(text.slice(start)), 0, format, verdict);
  if (fields.source === undefined && fields.isForeignFrame) return note("no_ip_packet");
  if (fields.source === undefined || fields.protocol === undefined) return reject("truncated line");
  const source = readAddress(fields.source);
  const destination = readDestination(fields.destination ?? "");
  if (source === undefined) return reject(problemOfSource(fields.source));
  if (isLost(fields.destination, destination) && !isHidden(fields.destination)) return reject("not an address");
  const protocol = protocolOf(fields.protocol, source);
  if (protocol === undefined) return reject("not a protocol");
  return { kind: "event", event: eventOf(format, verdict, fields, protocol, source, destination) };
}

/**
 * Kernels 2.4 and 2.6.22 of Broadcom's boxes print a line piece by piece, and the mark of the kernel's level with each
 * (`MAC=... <1>SRC=...`, seen on an RT-AC66R).
 */
function withoutLevelMarks(text: string): string {
  return text.replaceAll(/<[0-7]>(?=[A-Z])/g, "");
}

const levelMark = /<[0-7]>[A-Z]/;

/** Nearly every packet of a log is for one address, the household's own. */
function readDestination(text: string): string | undefined {
  if (text !== recentDestination.text) recentDestination = { text, address: readAddress(text) };
  return recentDestination.address;
}

let recentDestination: { readonly text: string; readonly address: string | undefined } = {
  text: "",
  address: undefined,
};

/** Every key at once, also those that are not known: events of one shape are what the readers of a million lines want. */
function eventOf(
  format: string,
  verdict: Verdict,
  fields: NetfilterFields,
  protocol: string,
  source: string,
  destination: string | undefined,
): LogEvent {
  const { action, rule, direction = directionOf(verdict, fields), isObservation } = verdict;
  const face = fields.input === "" ? fields.output : fields.input;
  return {
    timeMs: undefined,
    action,
    direction,
    protocol,
    source,
    destination,
    sourcePort: fields.sourcePort,
    port: fields.port,
    icmpType: fields.icmpType,
    icmpCode: fields.icmpCode,
    tcpFlags: fields.tcpFlags,
    namedScan: undefined,
    count: 1,
    interface: face === "" ? undefined : shortName(face),
    rule: rule === "" ? undefined : rule,
    format,
    isObservation: isObservation === true ? true : undefined,
  };
}

function directionOf({ from = "", to = "" }: Verdict, fields: NetfilterFields): Direction {
  const ofZones = from === "" && to === "" ? undefined : directionOfZones(from, to, fields);
  return ofZones ?? directionOfInterfaces(fields);
}

/** ICMP of version 4 never runs over IPv6. */
function protocolOf(name: string, source: string): string | undefined {
  if (name === "TCP") return "tcp";
  if (name === "UDP") return "udp";
  const protocol = protocolName(name);
  return protocol === "icmp" && source.includes(":") ? "ipv6-icmp" : protocol;
}
