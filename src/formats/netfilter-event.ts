import type { Action, Direction, LogEvent } from "../model/event.ts";
import type { LineReading } from "../model/format.ts";
import { isMasked, readAddress } from "./addresses.ts";
import { directionOfInterfaces, directionOfZones } from "./netfilter-direction.ts";
import { scanFields, startOfFields } from "./netfilter-fields.ts";
import type { NetfilterFields } from "./netfilter-tokens.ts";
import { note, reject } from "./packet.ts";
import { protocolName } from "./protocols.ts";

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

/**
 * Reads a message that the kernel's LOG target wrote: what stands before its fields by `judge`, then the fields. Undefined where
 * there are no such fields, or where `judge` says that the prefix is not of its grammar. What is certain of a torn line is an
 * event; without source or protocol it is rejected.
 */
export function readNetfilter(
  message: string,
  format: string,
  judge: (prefix: string) => Verdict | undefined,
): LineReading | undefined {
  const start = startOfFields(message);
  const verdict = start === -1 ? undefined : judge(message.slice(0, start));
  if (verdict === undefined) return undefined;
  const fields = scanFields(message, start);
  if (fields.source === undefined && fields.isForeignFrame) return note("no_ip_packet");
  if (fields.source === undefined || fields.protocol === undefined) return reject("truncated line");
  const source = readAddress(fields.source);
  const destination = readAddress(fields.destination ?? "");
  if (source === undefined) return reject(problemOf(fields.source));
  if (destination === undefined && (fields.destination ?? "") !== "")
    return reject(problemOf(fields.destination ?? ""));
  return { kind: "event", event: eventOf(format, verdict, fields, source, destination) };
}

function problemOf(address: string): string {
  return isMasked(address) ? "masked address" : "not an address";
}

/** Every key at once, also those that are not known: events of one shape are what the readers of a million lines want. */
function eventOf(
  format: string,
  verdict: Verdict,
  fields: Readonly<NetfilterFields>,
  source: string,
  destination: string | undefined,
): LogEvent {
  const { action, rule, direction = directionOf(verdict, fields), isObservation } = verdict;
  const face = fields.input === "" ? fields.output : fields.input;
  return {
    action,
    direction,
    protocol: protocolOf(fields.protocol ?? "", source),
    source,
    destination,
    sourcePort: fields.sourcePort,
    port: fields.port,
    icmpType: fields.icmpType,
    icmpCode: fields.icmpCode,
    tcpFlags: fields.tcpFlags,
    count: 1,
    interface: face === "" ? undefined : face,
    rule: rule === "" ? undefined : rule,
    format,
    isObservation: isObservation === true ? true : undefined,
  };
}

function directionOf({ from = "", to = "" }: Verdict, fields: Readonly<NetfilterFields>): Direction {
  const ofZones = from === "" && to === "" ? undefined : directionOfZones(from, to, fields);
  return ofZones ?? directionOfInterfaces(fields);
}

/** ICMP of version 4 never runs over IPv6. */
function protocolOf(name: string, source: string): string {
  if (name === "TCP") return "tcp";
  if (name === "UDP") return "udp";
  const protocol = protocolName(name);
  return protocol === "icmp" && source.includes(":") ? "ipv6-icmp" : protocol;
}
