import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { LineReading } from "../../src/model/format.ts";

/** A line and what its format makes of it; `null` where it is not of that grammar at all. */
export interface Case {
  readonly name: string;
  readonly line: string;
  /** Lines that stand above it in the same stream. */
  readonly above?: readonly string[];
  readonly reading: LineReading | null;
}

const folder = join(import.meta.dirname, "cases");

/** The formats that have cases. */
export const ids: readonly string[] = readdirSync(folder).map((file) => file.replace(/\.json$/, ""));

export function casesOf(id: string): readonly Case[] {
  const cases: readonly Case[] = JSON.parse(readFileSync(join(folder, `${id}.json`), "utf8"));
  return cases;
}
