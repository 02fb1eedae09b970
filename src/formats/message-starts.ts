import type { LogLine } from "../model/format.ts";

/**
 * The places where the words of a message may begin, the most likely first. A syslog line without a host looks as if its first
 * word were one (`Mar 15 15:37:34 Port Scan ...`), and one that begins with `DHCP:` as if that were a program: then the message
 * lacks what a grammar needs, and the whole of it begins at the host or at the program.
 */
export function messageStarts(line: LogLine): readonly string[] {
  const starts = [line.message];
  const messageAt = line.text.indexOf(line.message, Math.max(0, line.text.length - line.message.length - trimmed));
  for (const word of [line.program, line.host]) {
    if (word === undefined || word === "" || messageAt < 1) continue;
    const at = line.text.lastIndexOf(word, messageAt - 1);
    if (at !== -1) starts.push(line.text.slice(at).trimEnd());
  }
  return starts;
}

/** How many characters of a line's end an envelope may have taken off. */
const trimmed = 16;
