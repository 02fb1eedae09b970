/** A line that stands for others like it. */
export interface Repeat {
  /** How many of them, >= 1. */
  readonly times: number;
  /** The message itself, where the line quotes it (rsyslog); else it is that of the line before. */
  readonly quoted?: string;
}

/**
 * Reads `last message repeated 2 times` (the syslogd of BSD, Linux and D-Link; of macOS within dashes) and `message repeated 2 times: [ ... ]`
 * (rsyslog). Undefined for any other message.
 */
export function readRepeat(message: string): Repeat | undefined {
  if (!message.startsWith("message repeated ")) {
    const match = mayBeLast(message) ? lastMessage.exec(message) : null;
    return match === null ? undefined : repeat(match[1]);
  }
  const [head, times] = quotedMessage.exec(message.slice(0, 64)) ?? [];
  if (head === undefined) return undefined;
  const end = message.endsWith("]") ? message.length - 1 : message.length;
  return repeat(times, message.slice(head.length, end).trim());
}

const lastMessage = /^(?:--- )?last message repeated (\d{1,9}) times?(?: ---)?$/;
const quotedMessage = /^message repeated (\d{1,9}) times?: \[ ?/;

function mayBeLast(message: string): boolean {
  return message.length < 64 && (message.startsWith("last ") || message.startsWith("--- "));
}

function repeat(digits: string | undefined, quoted?: string): Repeat | undefined {
  const times = Number(digits ?? 0);
  if (times === 0) return undefined;
  return quoted === undefined ? { times } : { times, quoted };
}
