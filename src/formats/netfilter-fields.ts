import { type NetfilterFields, type Scan, takeToken, tcpFlagsOf } from "./netfilter-tokens.ts";

/**
 * Where the fields of the kernel's LOG target (nf_log_syslog) begin in a text; what stands before them is the rule's own. -1
 * where there are none.
 */
export function startOfFields(text: string): number {
  const pair = startOfPair(text);
  return pair === -1 ? startWithoutPair(text) : pair;
}

/**
 * Reads the `KEY=VALUE` fields from where they begin, in one pass over the text. The first of repeated fields counts, and
 * nothing is read behind the second: there stands the packet that an ICMP error quotes, or the rest of another line. A number
 * that the end of the line may have cut is not told.
 */
export function scanFields(text: string, start: number): Readonly<NetfilterFields> {
  const scan = newScan(text, start);
  while (scan.at < text.length) {
    const blank = text.indexOf(" ", scan.at);
    const end = blank === -1 ? text.length : blank;
    if (end > scan.at && !takeToken(scan, end)) break;
    scan.at = end + 1;
  }
  const { fields } = scan;
  if (fields.protocol === "TCP") fields.tcpFlags = tcpFlagsOf(scan);
  return fields;
}

/**
 * Where the last `IN=… OUT=` begins; -1 for none. The last one, because the name of a rule is free text and may hold such
 * words too (OpenWrt). `IN=` may be glued to what stands before it.
 */
function startOfPair(text: string): number {
  let out = -1;
  for (let next = text.indexOf("OUT="); next !== -1; next = text.indexOf("OUT=", next + 4)) {
    if (text[next - 1] === " ") out = next - 1;
  }
  if (out === -1) return -1;
  const start = text.lastIndexOf("IN=", out);
  // `PHYSIN=` names the port of a bridge.
  const isPair = start !== -1 && text.indexOf(" ", start) === out && !text.startsWith("PHYS", start - 4);
  return isPair ? start : -1;
}

/** Proxmox leaves out an interface that is not there, and a torn line may have lost the pair: the first field that is there. */
function startWithoutPair(text: string): number {
  const source = text.indexOf("SRC=");
  if (source === -1 || !text.includes("PROTO=", source)) return -1;
  let start = source;
  for (const field of fieldsInFront) {
    const at = text.indexOf(field);
    if (at !== -1 && at < start) start = at;
  }
  return start;
}

const fieldsInFront = ["IN=", "OUT=", "PHYSIN=", "PHYSOUT=", "MAC="];

function newScan(text: string, start: number): Scan {
  const fields: NetfilterFields = {
    input: "",
    output: "",
    source: undefined,
    destination: undefined,
    protocol: undefined,
    sourcePort: undefined,
    port: undefined,
    icmpType: undefined,
    icmpCode: undefined,
    tcpFlags: undefined,
    isForeignFrame: false,
  };
  return {
    text,
    fields,
    at: start,
    flags: 0,
    hasWindow: false,
    hasReserved: false,
    areFlagsEnded: false,
    hasLength: false,
  };
}
