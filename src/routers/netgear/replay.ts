import { readNetgearLine } from "../../formats/netgear.ts";

/**
 * Lines, oldest first, without the dated ones that come a second time because mails of the log overlap: the router itself
 * never writes a row anew. Equal rows of one second, side by side, are real and stay.
 */
export function withoutRepetitions(lines: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  const ofThisSecond = new Set<string>();
  let secondMs: number | undefined;
  return lines.filter((line) => {
    const { wallMs } = readNetgearLine(line);
    if (wallMs === undefined) return true;
    if (wallMs !== secondMs) {
      secondMs = wallMs;
      for (const row of ofThisSecond) seen.add(row);
      ofThisSecond.clear();
    }
    ofThisSecond.add(line);
    return !seen.has(line);
  });
}
