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
  const isOne = looksLikeHost(host.name) || isFollowedByProgram(text, host.end) || isFollowedBySame(text, host);
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

function wordAt(text: string, at: number): Host | undefined {
  const blank = text.indexOf(" ", at);
  if (blank <= at || blank - at > longestHost) return undefined;
  const name = text.slice(at, blank);
  if (!beginningOfName.test(name) || name.includes("=") || isRepetition(text, at)) return undefined;
  if (name.includes(",") && endOfTopics(text, at) !== undefined) return undefined;
  return { name: name.endsWith(":") ? name.slice(0, -1) : name, end: skipBlanks(text, blank) };
}

/** Behind what a line of RouterOS is about, which stands where others write the host: `firewall,info `. Undefined where that does not stand there. */
export function endOfTopics(text: string, at: number): number | undefined {
  topics.lastIndex = at;
  return topics.test(text) ? topics.lastIndex : undefined;
}

const topics = /[a-z]{1,20}(?:,[a-z]{1,20}){1,5} /y;
/** UniFi's access points put their name, address and firmware in quotes and brackets. */
const beginningOfName = /^[A-Za-z0-9:("]/;

function isFollowedByProgram(text: string, at: number): boolean {
  return readAnyTag(text, at) !== undefined || isFollowedBySureProgram(text, at);
}

function isFollowedBySureProgram(text: string, at: number): boolean {
  if (beginnings.some((beginning) => text.startsWith(beginning, at)) || isRepetition(text, at)) return true;
  return afterLevel(text, at) > at || readTag(text, at)?.isSure === true;
}

function isRepetition(text: string, at: number): boolean {
  return text.startsWith("last message ", at) || text.startsWith("message repeated ", at);
}

function isFollowedBySame(text: string, { name, end }: Host): boolean {
  return text.startsWith(name, end) && text[end + name.length] === " ";
}

function looksLikeHost(name: string): boolean {
  return hostName.test(name) && (/[0-9._]/.test(name) || name === name.toLowerCase());
}

/** Digits alone are a number. */
const hostName = /^(?!\d+$)[A-Za-z0-9](?:[A-Za-z0-9._:-]*[A-Za-z0-9_-])?$/;
