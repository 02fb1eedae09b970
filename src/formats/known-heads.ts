import type { Head } from "./rfc5424.ts";
import { endOfTopics } from "./syslog-host.ts";

/** A head that is certain whatever follows it, and how it is written. */
interface KnownHead {
  /** With as much of the message as makes it certain. */
  readonly text: string;
  readonly head: Head;
  /** How much of the text is the head. */
  readonly length: number;
}

/** As many as a household has devices that log. */
const mostKnown = 8;
let known: readonly KnownHead[] = [];

/**
 * The host and program of a line before that was written alike, whatever message follows: nearly every line has them. Undefined
 * where none was.
 */
export function recallHead(text: string, at: number): Head | undefined {
  for (const { text: written, head, length } of known) {
    if (text.startsWith(written, at)) return { host: head.host, program: head.program, end: at + length };
  }
  return undefined;
}

/**
 * Keeps a head that was read at a place of a line, and gives it back. Only one whose reading depends on nothing behind what is kept
 * of the message.
 */
export function rememberHead(text: string, at: number, head: Head): Head {
  const end = endOfSign(text, at, head);
  if (end !== undefined) {
    known = [...known.slice(1 - mostKnown), { text: text.slice(at, end), head, length: head.end - at }];
  }
  return head;
}

/**
 * Where that ends which makes a head certain: the first letter behind a process id or the kernel's name, where it does not begin a
 * mark of another head; else RouterOS's topics, which are no part of any.
 */
function endOfSign(text: string, at: number, { program, end }: Head): number | undefined {
  if (program !== undefined) return sureProgram.test(text.slice(at, end + 1)) ? end + 1 : undefined;
  return endOfTopics(text, end);
}

const sureProgram = /(?:^|[\s])(?:kernel|[^\s[]{1,48}\[[^\]]{0,10}\]): *[^\s%k]$/;
