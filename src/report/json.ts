import type { Report } from "../model/report.ts";

/** The figures for programs. */
export function jsonReport({ figures }: Report): string {
  return JSON.stringify(figures, undefined, 2);
}
