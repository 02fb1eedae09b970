import type { TcpFlag } from "../model/event.ts";
import { flagAt, flagBit, flagsOfBits, readNumber } from "./netfilter-tokens.ts";

/** What a line of the kernel's LOG target says of the outer packet, as far as it matters here. */
export interface NetfilterFields {
  /** Interfaces; empty where the line has none. */
  readonly input: string;
  readonly output: string;
  readonly source: string | undefined;
  readonly destination: string | undefined;
  readonly protocol: string | undefined;
  readonly sourcePort: number | undefined;
  readonly port: number | undefined;
  readonly icmpType: number | undefined;
  readonly icmpCode: number | undefined;
  /** Absent unless the line surely shows them all. */
  readonly tcpFlags: readonly TcpFlag[] | undefined;
  /** True for a frame that carries no IP packet (ARP and the like, logged by a bridge). */
  readonly isForeignFrame: boolean;
}

const lastPort = 65_535;

/**
 * Reads the `KEY=VALUE` fields from where they begin, in one pass over the text. The first of repeated fields counts, and
 * nothing is read behind the second: there stands the packet that an ICMP error quotes, or the rest of another line. A number
 * that the end of the line may have cut is not told: the kernel itself lets something follow each, and its lines have `LEN=`.
 *
 * Every line of a large log goes through here: hence one loop, over variables of its own and with letters as numbers.
 */
export function scanFields(text: string, start: number): NetfilterFields {
  let [input, output] = ["", ""];
  let source: string | undefined;
  let destination: string | undefined;
  let protocol: string | undefined;
  let sourcePort: number | undefined;
  let port: number | undefined;
  let icmpType: number | undefined;
  let icmpCode: number | undefined;
  let isForeignFrame = false;
  let hasLength = false;
  let flags = 0;
  let [hasWindow, hasReserved, areFlagsEnded] = [false, false, false];
  let end = 0;
  scan: for (let at = start; at < text.length; at = end + 1) {
    const blank = text.indexOf(" ", at);
    end = blank === -1 ? text.length : blank;
    if (end === at) continue;
    if (hasWindow && end - at === 3) {
      const flag = flagAt(text, at);
      // At the end of the line it may be the beginning of `URGP=`.
      const isUnsure = flag === flagBit.URG && end === text.length;
      if (!isUnsure) flags |= flag;
      if (flag !== 0) continue;
    }
    if (hasReserved && (end < text.length || text.startsWith("URG", at))) {
      areFlagsEnded = true;
      break;
    }
    switch (text.charCodeAt(at)) {
      case 0x53: // S
        if (isKey(text, at, 0x52, 0x43)) {
          if (source !== undefined) break scan;
          source = text.slice(at + 4, end);
        } else if (isKey(text, at, 0x50, 0x54)) {
          if (sourcePort !== undefined) break scan;
          sourcePort = readNumber(text, at + 4, end, lastPort, hasLength);
          if (sourcePort === undefined) break scan;
        }
        break;
      case 0x44: // D
        if (isKey(text, at, 0x53, 0x54)) {
          if (destination !== undefined) break scan;
          destination = text.slice(at + 4, end);
        } else if (isKey(text, at, 0x50, 0x54)) {
          if (port !== undefined) break scan;
          port = readNumber(text, at + 4, end, lastPort, hasLength);
          // Behind it TCP alone has something to tell.
          if (port === undefined || protocol === "UDP") break scan;
        }
        break;
      case 0x50: // P
        if (text.charCodeAt(at + 2) !== 0x4f || !text.startsWith("PROTO=", at)) break;
        if (protocol !== undefined || (hasLength && isMaybeCut(text, at + 6, end))) break scan;
        protocol = text.slice(at + 6, end);
        break;
      case 0x54: // T
        if (text.charCodeAt(at + 1) !== 0x59 || !text.startsWith("TYPE=", at)) break;
        if (icmpType !== undefined) break scan;
        icmpType = readNumber(text, at + 5, end, 255, hasLength);
        if (icmpType === undefined) break scan;
        break;
      case 0x43: // C
        if (!text.startsWith("CODE=", at)) break;
        if (icmpCode !== undefined) break scan;
        icmpCode = readNumber(text, at + 5, end, 255, hasLength);
        if (icmpCode === undefined) break scan;
        break;
      case 0x49: // I
        if (input === "" && text.charCodeAt(at + 1) === 0x4e && text.charCodeAt(at + 2) === 0x3d)
          input = text.slice(at + 3, end);
        break;
      case 0x4f: // O
        if (output === "" && isKey(text, at, 0x55, 0x54)) output = text.slice(at + 4, end);
        break;
      case 0x4c: // L
        hasLength ||= isKey(text, at, 0x45, 0x4e);
        break;
      case 0x57: // W
        hasWindow ||= text.startsWith("WINDOW=", at);
        break;
      case 0x52: // R
        hasReserved ||= isKey(text, at, 0x45, 0x53);
        break;
      case 0x4d: // M
        isForeignFrame ||= text.charCodeAt(at + 3) === 0x50 && text.startsWith("MACPROTO=", at);
        break;
      case 0x41: // A
        isForeignFrame ||= end - at === 3 && text.startsWith("ARP", at);
        break;
      case 0x5b: // `[SRC=… ]` is the packet that an ICMP error quotes, `[8 bytes]` what is left of a header.
        break scan;
    }
  }
  const areFlagsWhole = areFlagsEnded || areWhole(flags, hasReserved);
  const tcpFlags = protocol === "TCP" && areFlagsWhole ? flagsOfBits(flags) : undefined;
  return {
    input,
    output,
    source,
    destination,
    protocol,
    sourcePort,
    port,
    icmpType,
    icmpCode,
    tcpFlags,
    isForeignFrame,
  };
}

/** Whether a key of three letters begins at a place of a text, of which the first is known. */
function isKey(text: string, at: number, second: number, third: number): boolean {
  return text.charCodeAt(at + 1) === second && text.charCodeAt(at + 2) === third && text.charCodeAt(at + 3) === equals;
}

const equals = 0x3d;

/** A name at the very end of a line may be the beginning of a longer one. */
function isMaybeCut(text: string, from: number, end: number): boolean {
  return end === text.length && !/^(?:TCP|UDP|UDPLITE|ICMP|ICMPv6|ESP|AH|\d{1,3})$/.test(text.slice(from, end));
}

/**
 * Whether it is certain of flags at the end of a line that none is missing: the last one is behind SYN's place. The kernel writes
 * CWR ECE URG ACK PSH RST SYN FIN. Proxmox has neither RES before them nor URGP behind them.
 */
function areWhole(flags: number, hasReserved: boolean): boolean {
  return hasReserved ? (flags & (flagBit.SYN | flagBit.FIN)) !== 0 : flags !== 0;
}
