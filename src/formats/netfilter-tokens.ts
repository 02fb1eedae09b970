import type { TcpFlag } from "../model/event.ts";

/** What a line of the kernel's LOG target says of the outer packet, as far as it matters here. */
export interface NetfilterFields {
  /** Interfaces; empty where the line has none. */
  input: string;
  output: string;
  source: string | undefined;
  destination: string | undefined;
  protocol: string | undefined;
  sourcePort: number | undefined;
  port: number | undefined;
  icmpType: number | undefined;
  icmpCode: number | undefined;
  /** Absent unless the line surely shows them all. */
  tcpFlags: readonly TcpFlag[] | undefined;
  /** True for a frame that carries no IP packet (ARP and the like, logged by a bridge). */
  isForeignFrame: boolean;
}

/** A scan under way. */
export interface Scan {
  readonly text: string;
  readonly fields: NetfilterFields;
  /** Where the token begins that is next. */
  at: number;
  /** TCP flags seen so far, one bit each. */
  flags: number;
  /** True once `WINDOW=` was seen: the flags follow, here or behind `RES=`. */
  hasWindow: boolean;
  /** True once `RES=` was seen. */
  hasReserved: boolean;
  /** True once something stood behind the flags. */
  areFlagsEnded: boolean;
  /** True once `LEN=` was seen: written by the kernel itself, which lets something follow each number unless it was cut. */
  hasLength: boolean;
}

/** Takes the token that ends at `end`; false where nothing behind it matters, or is known to belong to this packet. */
export function takeToken(scan: Scan, end: number): boolean {
  const { text, at } = scan;
  if (scan.hasWindow && end - at === 3 && takeFlag(scan)) return true;
  if (scan.hasReserved && (end < text.length || text.startsWith("URG", at))) {
    scan.areFlagsEnded = true;
    return false;
  }
  switch (text.charCodeAt(at)) {
    case letter.s:
      return takeSource(scan, end);
    case letter.d:
      return takeDestination(scan, end);
    case letter.p:
      return !text.startsWith("PROTO=", at) || takeProtocol(scan, end);
    case letter.t:
      return !text.startsWith("TYPE=", at) || takeIcmp(scan, "icmpType", end);
    case letter.c:
      return !text.startsWith("CODE=", at) || takeIcmp(scan, "icmpCode", end);
    case letter.l:
      scan.hasLength ||= text.startsWith("LEN=", at);
      return true;
    case letter.r:
      scan.hasReserved ||= text.startsWith("RES=", at);
      return true;
    case letter.w:
      scan.hasWindow ||= text.startsWith("WINDOW=", at);
      return true;
    case letter.bracket:
      // `[SRC=… ]` is the packet that an ICMP error quotes, `[8 bytes]` what is left of a header.
      return false;
    default:
      takeOther(scan, end);
      return true;
  }
}

/** The flags, where it is certain that none is missing: something follows them, or the last one is behind SYN's place. */
export function tcpFlagsOf({ flags, hasReserved, areFlagsEnded }: Scan): readonly TcpFlag[] | undefined {
  if (flags === bit.SYN) return synAlone;
  // The kernel writes CWR ECE URG ACK PSH RST SYN FIN. Proxmox has neither RES before them nor URGP behind them.
  const isWhole = areFlagsEnded || (hasReserved ? (flags & (bit.SYN | bit.FIN)) !== 0 : flags !== 0);
  return isWhole ? flagOrder.filter((_, place) => (flags & (1 << place)) !== 0) : undefined;
}

const letter = {
  s: 0x53,
  d: 0x44,
  p: 0x50,
  t: 0x54,
  c: 0x43,
  l: 0x4c,
  r: 0x52,
  w: 0x57,
  bracket: 0x5b,
  zero: 0x30,
} as const;
/** Each flag's bit is its place in `flagOrder`. */
const bit = { SYN: 1, ACK: 2, FIN: 4, RST: 8, PSH: 16, URG: 32, ECE: 64, CWR: 128 } as const;
const flagOrder: readonly TcpFlag[] = ["syn", "ack", "fin", "rst", "psh", "urg", "ece", "cwr"];
const synAlone: readonly TcpFlag[] = ["syn"];
const lastPort = 65_535;

/**
 * A flag stands alone: `ACK=0` and `URGP=0` are numbers, and `URGn=0` (wazuh's tests) is a number misspelt. URG at the end of the
 * line may be the beginning of such a one.
 */
function takeFlag(scan: Scan): boolean {
  const flag = flagAt(scan.text, scan.at);
  if (flag === bit.URG && scan.at + 3 === scan.text.length) return true;
  scan.flags |= flag;
  return flag !== 0;
}

function flagAt(text: string, at: number): number {
  if (text.startsWith("SYN", at)) return bit.SYN;
  if (text.startsWith("ACK", at)) return bit.ACK;
  if (text.startsWith("RST", at)) return bit.RST;
  if (text.startsWith("FIN", at)) return bit.FIN;
  if (text.startsWith("PSH", at)) return bit.PSH;
  if (text.startsWith("URG", at)) return bit.URG;
  if (text.startsWith("ECE", at)) return bit.ECE;
  return text.startsWith("CWR", at) ? bit.CWR : 0;
}

function takeSource({ text, at, fields, hasLength }: Scan, end: number): boolean {
  if (text.startsWith("SRC=", at)) {
    if (fields.source !== undefined) return false;
    fields.source = text.slice(at + 4, end);
  } else if (text.startsWith("SPT=", at)) {
    if (fields.sourcePort !== undefined) return false;
    fields.sourcePort = readNumber(text, at + 4, end, lastPort, hasLength);
    return fields.sourcePort !== undefined;
  }
  return true;
}

function takeDestination({ text, at, fields, hasLength }: Scan, end: number): boolean {
  if (text.startsWith("DST=", at)) {
    if (fields.destination !== undefined) return false;
    fields.destination = text.slice(at + 4, end);
  } else if (text.startsWith("DPT=", at)) {
    if (fields.port !== undefined) return false;
    fields.port = readNumber(text, at + 4, end, lastPort, hasLength);
    // Behind it TCP alone has something to tell.
    return fields.port !== undefined && fields.protocol !== "UDP";
  }
  return true;
}

function takeProtocol({ text, at, fields, hasLength }: Scan, end: number): boolean {
  if (fields.protocol !== undefined) return false;
  const name = text.slice(at + 6, end);
  // A name at the very end may be the beginning of a longer one.
  if (hasLength && end === text.length && !/^(?:TCP|UDP|UDPLITE|ICMP|ICMPv6|ESP|AH|\d{1,3})$/.test(name)) return false;
  fields.protocol = name;
  return true;
}

function takeIcmp({ text, at, fields, hasLength }: Scan, key: "icmpType" | "icmpCode", end: number): boolean {
  if (fields[key] !== undefined) return false;
  fields[key] = readNumber(text, at + 5, end, 255, hasLength);
  return fields[key] !== undefined;
}

function takeOther({ text, at, fields }: Scan, end: number): void {
  if (text.startsWith("IN=", at) && fields.input === "") fields.input = text.slice(at + 3, end);
  else if (text.startsWith("OUT=", at) && fields.output === "") fields.output = text.slice(at + 4, end);
  else if (text.startsWith("MACPROTO=", at) || (end - at === 3 && text.startsWith("ARP", at))) {
    fields.isForeignFrame = true;
  }
}

/**
 * A number of decimal digits up to `highest`. Undefined for anything else, and where the end of the line may have cut it: a
 * 0 is no beginning of a longer one.
 */
function readNumber(
  text: string,
  from: number,
  end: number,
  highest: number,
  isUnsureAtEnd: boolean,
): number | undefined {
  if (end === from || end - from > 5) return undefined;
  let number = 0;
  for (let at = from; at < end; at += 1) {
    const digit = text.charCodeAt(at) - letter.zero;
    if (digit < 0 || digit > 9) return undefined;
    number = number * 10 + digit;
  }
  if (number > highest) return undefined;
  const isCut = isUnsureAtEnd && end === text.length && number !== 0 && number * 10 <= highest;
  return isCut ? undefined : number;
}
