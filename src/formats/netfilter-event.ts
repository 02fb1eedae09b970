import type { Action, Direction, LogEvent } from "../model/event.ts";
import type { LineReading } from "../model/format.ts";
import { isMasked, readAddress } from "./addresses.ts";
import { type NetfilterFields, scanNetfilter } from "./netfilter-fields.ts";
import { note, reject } from "./packet.ts";
import { protocolName } from "./protocols.ts";

/** What the text in front of the fields says of a packet. */
export interface Verdict {
  readonly action: Action;
  readonly direction: Direction;
  /** Name of the rule or chain, for people. */
  readonly rule: string;
  readonly isObservation?: boolean;
}

/**
 * Reads a message that the kernel's LOG target wrote: its fields, and by `judge` what stands before them. Undefined where the
 * message has no such fields, or where `judge` says that the prefix is not of its grammar. What of a torn line is certain is an
 * event; without source and protocol it is rejected.
 */
export function readNetfilter(
  message: string,
  format: string,
  judge: (prefix: string, fields: Readonly<NetfilterFields>) => Verdict | undefined,
): LineReading | undefined {
  const scan = scanNetfilter(message);
  if (scan === undefined) return undefined;
  const { start, fields } = scan;
  const verdict = judge(message.slice(0, start), fields);
  if (verdict === undefined) return undefined;
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

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** Written key by key: at close to a million lines a second, spreading objects is what costs. */
function eventOf(
  format: string,
  verdict: Verdict,
  fields: Readonly<NetfilterFields>,
  source: string,
  destination: string | undefined,
): LogEvent {
  const event: Writable<LogEvent> = { action: verdict.action, direction: verdict.direction, count: 1, format, source };
  if (destination !== undefined) event.destination = destination;
  event.protocol = protocolOf(fields.protocol ?? "", source);
  if (fields.sourcePort !== undefined) event.sourcePort = fields.sourcePort;
  if (fields.port !== undefined) event.port = fields.port;
  if (fields.icmpType !== undefined) event.icmpType = fields.icmpType;
  if (fields.icmpCode !== undefined) event.icmpCode = fields.icmpCode;
  if (fields.tcpFlags !== undefined) event.tcpFlags = fields.tcpFlags;
  const face = fields.input === "" ? fields.output : fields.input;
  if (face !== "") event.interface = face;
  if (verdict.rule !== "") event.rule = verdict.rule;
  if (verdict.isObservation === true) event.isObservation = true;
  return event;
}

/** ICMP of version 4 never runs over IPv6. */
function protocolOf(name: string, source: string): string {
  if (name === "TCP") return "tcp";
  if (name === "UDP") return "udp";
  const protocol = protocolName(name);
  return protocol === "icmp" && source.includes(":") ? "ipv6-icmp" : protocol;
}
