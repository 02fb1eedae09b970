import { isIP } from "node:net";
import { skipBlanks } from "./digits.ts";
import { afterLevel, readAnyTag, readTag } from "./syslog-tag.ts";

/** A host's name or address in front of a message. */
export interface Host {
  readonly name: string;
  /** Where the text goes on. */
  readonly end: number;
}

/**
 * Reads the host that RFC 3164 wants behind the time, and many routers leave out. A word is one where something follows that never
 * begins a sentence (a program, a level, a bracket, the same word again), or where it looks like a host and not like a word: it
 * has a digit or a dot, or no capital letter. So `gw Unrecognized attempt` has a host, and `Port Scan Attack` has none.
 */
export function readHost(text: string, at: number): Host | undefined {
  const host = wordAt(text, at);
  if (host === undefined) return undefined;
  const isOne = isFollowedByProgram(text, host.end) || isFollowedBySame(text, host) || looksLikeHost(host.name);
  return isOne ? host : undefined;
}

/** The same behind a first host: its name again (UniFi), or behind an address a word that has a sure sign behind it. */
export function readSecondHost(text: string, at: number, first: string): Host | undefined {
  const host = wordAt(text, at);
  if (host === undefined) return undefined;
  const isOne = host.name === first || (isIP(first) !== 0 && isFollowedBySureProgram(text, host.end));
  return isOne ? host : undefined;
}

const longestHost = 255;
/** What follows a host where no program does: UniFi's rule in brackets, Cisco's mnemonic, an event in CEF. */
const beginnings = ["[", "%", ": %", "CEF:"];
const repetitions = ["last message ", "message repeated "];

function wordAt(text: string, at: number): Host | undefined {
  const blank = text.indexOf(" ", at);
  if (blank <= at || blank - at > longestHost) return undefined;
  if (repetitions.some((words) => text.startsWith(words, at))) return undefined;
  const name = text.slice(at, blank);
  if (!beginningOfName.test(name) || name.includes("=") || topics.test(name)) return undefined;
  return { name: name.endsWith(":") ? name.slice(0, -1) : name, end: skipBlanks(text, blank) };
}

/** RouterOS writes what a line is about where others write the host: `firewall,info`. */
const topics = /^[a-z]{1,20}(?:,[a-z]{1,20}){1,5}$/;
/** UniFi's access points put their name, address and firmware in quotes and brackets. */
const beginningOfName = /^[A-Za-z0-9:("]/;

function isFollowedByProgram(text: string, at: number): boolean {
  return isFollowedBySureProgram(text, at) || readAnyTag(text, at) !== undefined;
}

function isFollowedBySureProgram(text: string, at: number): boolean {
  if (beginnings.some((beginning) => text.startsWith(beginning, at))) return true;
  if (repetitions.some((words) => text.startsWith(words, at))) return true;
  return afterLevel(text, at) > at || readTag(text, at)?.isSure === true;
}

function isFollowedBySame(text: string, { name, end }: Host): boolean {
  return text.startsWith(name, end) && text[end + name.length] === " ";
}

function looksLikeHost(name: string): boolean {
  if (!/^[A-Za-z0-9][A-Za-z0-9._:-]*$/.test(name) || /[.:]$/.test(name) || /^\d+$/.test(name)) return false;
  return /[0-9._]/.test(name) || name === name.toLowerCase();
}
