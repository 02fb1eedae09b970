import type { Head } from "./rfc5424.ts";

/** A head that ends with a program that is one for sure, and how it is written. */
interface KnownHead {
  /** With the first character of the message. */
  readonly text: string;
  readonly head: Head;
}

/** As many as a household has devices that log. */
const mostKnown = 8;
let known: readonly KnownHead[] = [];

/**
 * The host and program of a line before that was written alike, whatever message follows: nearly every line has them. Undefined
 * where none was.
 */
export function recallHead(text: string, at: number): Head | undefined {
  for (const { text: written, head } of known) {
    if (text.startsWith(written, at)) return { host: head.host, program: head.program, end: at + written.length - 1 };
  }
  return undefined;
}

/**
 * Keeps a head that was read at a place of a line, and gives it back. Only one whose reading depends on nothing behind it: it
 * ends with a process id, or with the kernel, and the message does not begin with a mark of another head.
 */
export function rememberHead(text: string, at: number, head: Head): Head {
  const written = text.slice(at, head.end + 1);
  if (head.program !== undefined && sureEnd.test(written)) {
    known = [...known.slice(1 - mostKnown), { text: written, head }];
  }
  return head;
}

const sureEnd = /(?:^|[\s])(?:kernel|[^\s[]{1,48}\[[^\]]{0,10}\]): *[^\s%k]$/;
