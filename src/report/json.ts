import type { Report } from "../model/report.ts";

/** The figures for programs: a key a line, and of tables a row a line, for they may have hundreds of thousands. */
export function jsonReport({ figures }: Report): string {
  const keys = Object.entries(figures).map(([key, value]) => `  ${JSON.stringify(key)}: ${written(value)}`);
  return `{\n${keys.join(",\n")}\n}`;
}

function written(value: unknown): string {
  if (!Array.isArray(value) || typeof value[0] !== "object") return JSON.stringify(value);
  return `[\n${value.map((row) => `    ${JSON.stringify(row)}`).join(",\n")}\n  ]`;
}
