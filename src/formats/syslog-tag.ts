import { isDigit, skipBlanks } from "./digits.ts";

/** The name of a program with its colon, as it stands in front of a message. */
export interface Tag {
  readonly name: string;
  /** Where the message begins. */
  readonly end: number;
  /** True where it can hardly be anything else: the kernel, or a process id in brackets. */
  readonly isSure: boolean;
}

/**
 * Reads `kernel:`, `filterlog[123]:` and the like. Undefined for words with a colon that belong to the message: the prefix of
 * a firewall rule (`DROP: IN=`), a chain of RouterOS (`input: in:`), words in capitals (`ICMP: type 3`, `CEF: 0|`).
 */
export function readTag(text: string, at: number): Tag | undefined {
  const tag = readAnyTag(text, at);
  return tag === undefined || (!tag.isSure && isOfMessage(text, tag.name, tag.end)) ? undefined : tag;
}

/** The same without a look at what the word is: whatever it is, it does not begin a sentence. */
export function readAnyTag(text: string, at: number): Tag | undefined {
  const nameEnd = endOfName(text, at);
  if (nameEnd === at) return undefined;
  const idEnd = endOfProcessId(text, nameEnd);
  if (text.charCodeAt(idEnd) !== colon) return undefined;
  const name = text.slice(at, nameEnd);
  const end = skipBlanks(text, idEnd + 1);
  const isSure = name === "kernel" || idEnd > nameEnd;
  const isApart = end > idEnd + 1 || end === text.length || text.charCodeAt(end) === openBracket;
  return isApart || name === "kernel" ? { name, end, isSure } : undefined;
}

/** Behind `kern.warn ` (BusyBox, logd), or behind `info ` in front of a program (Verizon G3100); the place itself where neither stands. */
export function afterLevel(text: string, at: number): number {
  const blank = text.indexOf(" ", at);
  if (blank === -1 || blank - at > longestLevel || text.charCodeAt(blank - 1) === colon) return at;
  const word = text.slice(at, blank);
  const dot = word.indexOf(".");
  if (!levels.has(dot === -1 ? word : word.slice(dot + 1))) return at;
  const next = skipBlanks(text, blank);
  const isLevel = dot === -1 ? readTag(text, next)?.isSure === true : facilities.has(word.slice(0, dot));
  return isLevel ? next : at;
}

const colon = 58;
const openBracket = 91;
const longestName = 48;
const longestId = 12;
const longestLevel = 18;
const facilities: ReadonlySet<string> = new Set(
  "kern user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp security console"
    .split(" ")
    .concat(Array.from({ length: 8 }, (_, number) => `local${number}`)),
);
const levels: ReadonlySet<string> = new Set(
  "emerg panic alert crit err error warn warning notice info debug".split(" "),
);

function isOfMessage(text: string, name: string, end: number): boolean {
  const isShouted = name === name.toUpperCase() && name !== name.toLowerCase();
  return isShouted || text.startsWith("IN=", end) || text.startsWith("in:", end);
}

function endOfName(text: string, at: number): number {
  let index = at;
  while (index < at + longestName && isOfName(text.charCodeAt(index))) index += 1;
  return index;
}

/** Letters, digits and `( ) + - . / @ _`: `/usr/sbin/cron`, `(squid-1)`. */
function isOfName(code: number): boolean {
  const isLetter = (code >= 97 && code <= 122) || (code >= 64 && code <= 90);
  return isLetter || isDigit(code) || code === 95 || (code >= 40 && code <= 47 && code !== 42 && code !== 44);
}

function endOfProcessId(text: string, at: number): number {
  if (text.charCodeAt(at) !== openBracket) return at;
  const close = text.indexOf("]", at);
  return close !== -1 && close - at <= longestId ? close + 1 : at;
}
