import type { LogLine } from "../model/format.ts";

/** What stands in front of the fields of a line of the kernel's LOG target. */
export interface Front {
  /** That in which the fields are: the line, or its message where that is no part of it. A message is a view, and slower to read. */
  readonly text: string;
  /** The rule's own text; of equal ones in a row always the same string. */
  readonly prefix: string;
  /** Where the fields begin; -1 where there are none. */
  readonly start: number;
}

/** Finds the fields of the kernel's LOG target (nf_log_syslog) in a line's message. */
export function frontOf(line: LogLine): Front {
  // Half a dozen formats ask for the same line, one after the other.
  if (line !== recent.line) recent = findFront(line, recent.prefix);
  return recent;
}

interface KnownFront extends Front {
  readonly line: LogLine | undefined;
}

let recent: KnownFront = { line: undefined, text: "", start: -1, prefix: "" };

/** Most lines have the prefix of the line before. */
function findFront(line: LogLine, prefixBefore: string): KnownFront {
  const text = line.messageAt === undefined ? line.message : line.text;
  const from = line.messageAt ?? 0;
  const start = findStart(text, from);
  const isSame = start - from === prefixBefore.length && text.startsWith(prefixBefore, from);
  return { line, text, start, prefix: isSame ? prefixBefore : text.slice(from, Math.max(from, start)) };
}

function findStart(text: string, from: number): number {
  const pair = startOfPair(text, from);
  return pair === -1 ? startWithoutPair(text, from) : pair;
}

/**
 * Where the last `IN=… OUT=` begins; -1 for none. The last one, because the name of a rule is free text and may hold such
 * words too (OpenWrt). `IN=` may be glued to what stands before it.
 */
function startOfPair(text: string, from: number): number {
  let out = -1;
  for (let next = text.indexOf("OUT=", from); next !== -1; next = text.indexOf("OUT=", next + 4)) {
    if (next > from && text.charCodeAt(next - 1) === blank) out = next - 1;
  }
  if (out === -1) return -1;
  const start = text.lastIndexOf("IN=", out);
  if (start < from || text.indexOf(" ", start) !== out) return -1;
  // `PHYSIN=` names the port of a bridge.
  return start >= from + 4 && text.startsWith("PHYS", start - 4) ? -1 : start;
}

/** Proxmox leaves out an interface that is not there, and a torn line may have lost the pair: the first field that is there. */
function startWithoutPair(text: string, from: number): number {
  const source = text.indexOf("SRC=", from);
  if (source === -1 || !text.includes("PROTO=", source)) return -1;
  let start = source;
  for (const field of fieldsInFront) {
    const at = text.indexOf(field, from);
    if (at !== -1 && at < start) start = at;
  }
  return start;
}

const fieldsInFront = ["IN=", "OUT=", "PHYSIN=", "PHYSOUT=", "MAC="];
const blank = 32;
