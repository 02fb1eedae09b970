/**
 * A line without what does not belong to it: a byte order mark in front, NULs on both sides (a file that was cut while it was
 * written begins with many), and at its end CR, LF and blanks, also as `^M ^J` (D-Link DI-604) or `#015` (rsyslog) write them.
 */
export function trimLine(line: string): string {
  let from = 0;
  while (isInFront(line.charCodeAt(from))) from += 1;
  let to = line.length;
  for (;;) {
    const length = endingLength(line, to);
    if (length === 0 || to <= from) break;
    to -= length;
  }
  return from === 0 && to === line.length ? line : line.slice(from, Math.max(from, to));
}

function isInFront(code: number): boolean {
  return code === 0 || code === 0xfeff;
}

function endingLength(line: string, to: number): number {
  const last = line.charCodeAt(to - 1);
  if (last <= 32) return last === 27 ? 0 : 1;
  if (last === 77 || last === 74 || last === 64) return line[to - 2] === "^" ? 2 : 0;
  return line.charCodeAt(to - 4) === hash && writtenEndings.has(line.slice(to - 4, to)) ? 4 : 0;
}

const hash = 35;
const writtenEndings: ReadonlySet<string> = new Set(["#000", "#012", "#015"]);
