import type { LineStamp } from "../model/format.ts";
import { skipBlanks } from "./digits.ts";
import { readStamp } from "./stamp-text.ts";

/** What stands in front of a message. */
export interface Head {
  readonly host?: string | undefined;
  readonly program?: string | undefined;
  readonly stamp?: LineStamp | undefined;
  /** Where the message begins. */
  readonly end: number;
}

/**
 * Reads `1 TIME HOST PROGRAM PROCESS ID STRUCTURED-DATA `, where each part may be `-`; undefined where the text at that place is not of
 * this form. The version is the only one that RFC 5424 knows.
 */
export function readRfc5424(text: string, at: number): Head | undefined {
  if (!text.startsWith("1 ", at)) return undefined;
  const timeAt = at + 2;
  const found = readStamp(text, timeAt);
  const end = found?.end ?? (text.startsWith("- ", timeAt) ? timeAt + 1 : undefined);
  if (end === undefined) return undefined;
  const head = readNames(text, skipBlanks(text, end));
  return head === undefined ? undefined : { ...head, stamp: found?.stamp };
}

/** Reads the part behind the time where a logger has left the version out: `HOST PROGRAM PROCESS - STRUCTURED-DATA `. */
export function readBareNames(text: string, at: number): Head | undefined {
  const names = text.slice(at, at + longestNames).match(bareNames);
  return names === null ? undefined : readNames(text, at);
}

const longestNames = 600;
const bareNames = /^[^ ]{1,255} [^ ]{1,48} (?:\d{1,10}|-) - (?:- |\[[a-zA-Z@0-9]{1,32} )/;
const byteOrderMark = "\u{feff}";

function readNames(text: string, at: number): Head | undefined {
  const names: string[] = [];
  let next = at;
  while (names.length < 4) {
    const blank = text.indexOf(" ", next);
    if (blank <= next || blank - next > 255) return undefined;
    names.push(text.slice(next, blank));
    next = blank + 1;
  }
  const dataEnd = afterStructuredData(text, next);
  if (dataEnd === undefined) return undefined;
  const messageAt = skipBlanks(text, dataEnd);
  const end = text.startsWith(byteOrderMark, messageAt) ? messageAt + 1 : messageAt;
  const [host, program] = names.map((name) => (name === "-" ? undefined : name));
  return { host, program, end };
}

/** Undefined where there is none, or where it does not end. */
function afterStructuredData(text: string, at: number): number | undefined {
  if (text[at] === "-") return text[at + 1] === " " || at + 1 === text.length ? at + 1 : undefined;
  let next = at;
  while (text[next] === "[") {
    const close = closingBracket(text, next + 1);
    if (close === undefined) return undefined;
    next = close + 1;
  }
  return next > at ? next : undefined;
}

/** Values are in quotes; a backslash takes away the meaning of what follows (RFC 5424, 6.3.3). */
function closingBracket(text: string, at: number): number | undefined {
  let isQuoted = false;
  for (let index = at; index < text.length; index += 1) {
    const character = text[index];
    if (character === "\\") index += 1;
    else if (character === '"') isQuoted = !isQuoted;
    else if (character === "]" && !isQuoted) return index;
  }
  return undefined;
}
