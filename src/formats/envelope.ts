import type { LineStamp, LogLine } from "../model/format.ts";
import { isDigit, skipBlanks } from "./digits.ts";
import { recallHead, rememberHead } from "./known-heads.ts";
import { trimLine } from "./line-end.ts";
import { type Head, readBareNames, readRfc5424 } from "./rfc5424.ts";
import { type FoundStamp, readStamp } from "./stamp-text.ts";
import { readHost, readSecondHost } from "./syslog-host.ts";
import { afterLevel, readTag, type Tag } from "./syslog-tag.ts";

/**
 * Tells the syslog envelope of a line from its message: RFC 3164 and RFC 5424, with or without priority, host and program, doubled by
 * a relay, and what routers and loggers make of them. Never fails: where there is no envelope the message is the whole line.
 *
 * Where a relay has put its time in front of the router's, the relay's holds: its clock is the better kept one. Of two hosts
 * the second holds: it is the router's own name.
 */
export function readEnvelope(line: string): LogLine {
  const text = trimLine(line);
  const start = skipBlanks(text, 0);
  const at = afterPriority(text, start);
  const structured = readRfc5424(text, at);
  if (structured !== undefined) return logLine(text, structured, structured.stamp);
  const found = readStamp(text, at);
  if (found === undefined) return readProxmox(text, at) ?? readTimeless(text, at, at > start);
  const behind = skipBlanks(text, found.end);
  if (standsAlone(text, at, found)) return logLine(text, readUnstamped(text, behind, false), found.stamp);
  const bare = isDigit(text.charCodeAt(at)) ? readBareNames(text, behind) : undefined;
  return logLine(text, bare ?? readNames(text, behind), found.stamp);
}

function readTimeless(text: string, at: number, hasPriority: boolean): LogLine {
  const head = readUnstamped(text, at, hasPriority);
  return logLine(text, head, head.stamp);
}

function logLine(text: string, { host, program, end }: Head, stamp: LineStamp | undefined): LogLine {
  const messageAt = afterKernelStamp(text, end);
  return { text, message: messageAt === 0 ? text : text.slice(messageAt), messageAt, program, host, stamp };
}

/** `<134>`; the place itself where none stands there. */
function afterPriority(text: string, at: number): number {
  if (text.charCodeAt(at) !== openAngle) return at;
  const close = text.indexOf(">", at);
  if (close < at + 2 || close > at + 4) return at;
  for (let index = at + 1; index < close; index += 1) if (!isDigit(text.charCodeAt(index))) return at;
  return skipBlanks(text, close + 1);
}

/** A time with its weekday has neither host nor program behind it (pages of D-Link, dmesg; not journalctl), unless a level or a sure program follows (logd). */
function standsAlone(text: string, at: number, { hasWeekday }: FoundStamp): boolean {
  return text.charCodeAt(at) === openBracket || (hasWeekday === true && !isDigit(text.charCodeAt(at + 4)));
}

/** Host and program behind a time, in the order of RFC 3164; a relay may have put its own time and host in front. */
function readNames(text: string, at: number): Head {
  return recallHead(text, at) ?? rememberHead(text, at, readUnknownNames(text, at));
}

function readUnknownNames(text: string, at: number): Head {
  let host: string | undefined;
  let isRelayed = false;
  let next = afterColon(text, at);
  for (let parts = 0; parts < mostParts; parts += 1) {
    next = afterLevel(text, next);
    const tag = readTag(text, next);
    const role = tag === undefined ? undefined : roleOf(text, tag);
    if (tag !== undefined && role === "program") return readKernel(text, tag, host);
    const isFirst = host === undefined || isRelayed;
    const word = role !== undefined ? tag : isFirst ? readHost(text, next) : readSecondHost(text, next, host ?? "");
    if (word === undefined) break;
    if (role !== "number") host = word.name;
    const again = readStamp(text, afterColon(text, word.end));
    isRelayed = again !== undefined;
    next = afterColon(text, again?.end ?? word.end);
  }
  return { host, end: next };
}

const mostParts = 5;

/** Without a time only what can be nothing else is taken for a program; behind a priority any name with a colon is one. */
function readUnstamped(text: string, at: number, hasPriority: boolean): Head {
  const next = afterLevel(text, at);
  const tag = readTag(text, next);
  const role = tag === undefined ? undefined : roleOf(text, tag);
  if (tag === undefined || role === undefined) return { end: next };
  if (role === "number") return readNumbered(text, tag.end);
  const isSure = tag.isSure || hasPriority || next > at;
  return role === "program" && isSure ? readKernel(text, tag) : { end: next };
}

/** Cisco IOS can put a number in front of its time: `000123: *Jan  2 15:04:05.123: %SEC-6-...`. */
function readNumbered(text: string, at: number): Head {
  const found = readStamp(text, at);
  return found === undefined ? { end: at } : { ...readNames(text, found.end), stamp: found.stamp };
}

/** A name with a colon is a program's, but in front of Cisco's mnemonic the host's, and of digits the number of the line. */
function roleOf(text: string, { name, end }: Tag): "program" | "host" | "number" | undefined {
  const isCisco = text[end] === "%";
  if (!/^\d+$/.test(name)) return isCisco ? "host" : "program";
  return isCisco || readStamp(text, end) !== undefined ? "number" : undefined;
}

/**
 * Some loggers write the kernel's name behind one of their own. A program with a process id is none of them: what it says may have
 * come from anybody.
 */
function readKernel(text: string, tag: Tag, host?: string): Head {
  const second = tag.isSure || text[tag.end] !== "k" ? undefined : readTag(text, tag.end);
  return second?.name === "kernel"
    ? { host: host ?? tag.name, program: "kernel", end: second.end }
    : { host, program: tag.name, end: tag.end };
}

/** A colon on its own behind time or host (Cisco ASA), and the blanks around it. */
function afterColon(text: string, at: number): number {
  const next = skipBlanks(text, at);
  return text.startsWith(": ", next) ? skipBlanks(text, next + 2) : next;
}

/** `[  203.842973] `, with the thread behind it where the kernel was built so (`[    T7]`). */
function afterKernelStamp(text: string, at: number): number {
  if (text.charCodeAt(at) !== openBracket) return at;
  kernelStamp.lastIndex = at;
  return kernelStamp.test(text) ? skipBlanks(text, kernelStamp.lastIndex) : at;
}

const openAngle = 60;
const openBracket = 91;
const kernelStamp = /\[ {0,8}\d{1,10}\.\d{6}\](?: ?\[ {0,8}[TC]\d{1,8}\])?/y;

/** `101 6 tap101i0-IN 02/Jan/2026:15:04:05 +0100 policy DROP: IN=...`: machine, level and chain in front of the time; the chain is kept. */
function readProxmox(text: string, at: number): LogLine | undefined {
  if (!isDigit(text.charCodeAt(at))) return undefined;
  const [columns = "", chain = ""] = proxmoxColumns.exec(text.slice(at, at + 80)) ?? [];
  const found = chain === "" ? undefined : readStamp(text, at + columns.length);
  if (found === undefined) return undefined;
  return { text, message: `${chain} ${text.slice(skipBlanks(text, found.end))}`, stamp: found.stamp };
}

const proxmoxColumns = /^\d{1,9} \d{1,2} ([\w-]{1,40}) (?=\d\d\/)/;
