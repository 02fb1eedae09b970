/** Lines before the one that was read last which are read again: from them follow year and hour of those behind. */
const overlapLines = 200;

/**
 * The last lines of a log, so many of them, and more where the line that was read last stands further back. A log of megabytes is
 * searched from its end alone.
 */
export function tailOf(log: string, lines: number, lastRead: string | undefined): string {
  const fromLines = back(log, log.length, lines);
  const read = lastRead === undefined ? -1 : log.lastIndexOf(`\n${lastRead}\n`);
  const from = read === -1 ? fromLines : Math.min(fromLines, back(log, read, overlapLines));
  return log.slice(from);
}

/** The last line of a text that is not blank. */
export function lastLineOf(text: string): string | undefined {
  const trimmed = text.trimEnd();
  return trimmed === "" ? undefined : trimmed.slice(trimmed.lastIndexOf("\n") + 1);
}

/** Where the line begins that stands so many lines before the end of this part. */
function back(text: string, end: number, lines: number): number {
  let at = end;
  for (let line = 0; line <= lines; line += 1) {
    if (at <= 0) return 0;
    at = text.lastIndexOf("\n", at - 1);
    if (at === -1) return 0;
  }
  return at + 1;
}
