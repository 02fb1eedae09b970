import type { TableRow } from "../model/summary.ts";
import { printable } from "./words.ts";

/** Columns of a report on paper and in a terminal. */
export const textWidth = 80;

/** Words broken into lines, all but the first indented. */
export function wrapped(first: string, words: string): readonly string[] {
  const indent = " ".repeat(first.length);
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of printable(words).split(" ")) {
    if (!isEmpty && line.length + 1 + word.length > textWidth) {
      lines.push(line);
      line = indent;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line];
}

/** A text of at most so many columns. */
export function clipped(text: string, columns: number): string {
  const characters = [...printable(text)];
  return characters.length <= columns ? characters.join("") : `${characters.slice(0, columns - 1).join("")}…`;
}

const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** A bar as long as the value is of the highest, to the eighth of a column. */
export function bar(value: number, highest: number, columns: number): string {
  const length = highest === 0 ? 0 : Math.round((8 * columns * value) / highest);
  return "█".repeat(Math.floor(length / 8)) + (eighths[length % 8] ?? "");
}

/** "1658 (40.11%)", the counts below each other. */
export function countAndShare({ count, share }: Pick<TableRow, "count" | "share">, columns: number): string {
  return `${String(count).padStart(columns)} (${share.toFixed(2).padStart(5)}%)`;
}

/** As many columns as the largest count takes, and four at least. */
export function countColumns(counts: readonly number[]): number {
  return counts.reduce((columns, count) => Math.max(columns, String(count).length), 4);
}
