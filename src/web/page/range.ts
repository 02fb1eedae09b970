import type { Place } from "./address.ts";

/** The times that can be chosen, by how the API names them. */
export const ranges = [
  ["1h", "Hour"],
  ["24h", "Day"],
  ["7d", "Week"],
  ["30d", "Month"],
  ["365d", "Year"],
  ["all", "All"],
] as const;

/** The period that a place is about, as the API takes it: the last day where nothing else was chosen. */
export function periodOf(
  { query }: Place,
  otherwise = "24h",
): { readonly from: string; readonly to: string | undefined } {
  return { from: query["from"] ?? otherwise, to: query["to"] };
}

const hourMs = 3_600_000;

/** When the period of a place begins, as far as a time was chosen; undefined for all that is known. */
export function beginOf(place: Place, nowMs: number): number | undefined {
  const { from } = periodOf(place);
  const [, number, unit] = /^(\d+)([hd])$/.exec(from) ?? [];
  if (number !== undefined) return nowMs - Number(number) * (unit === "d" ? 24 * hourMs : hourMs);
  const timeMs = Date.parse(from);
  return Number.isNaN(timeMs) ? undefined : timeMs;
}

/** How the period is called inside of a sentence: "in the last 24 hours". */
export function periodWords({ query }: Place, otherwise = "24h"): string {
  if (query["to"] !== undefined) return "in the chosen time";
  const words: Readonly<Record<string, string>> = {
    "1h": "in the last hour",
    "24h": "in the last 24 hours",
    "7d": "in the last 7 days",
    "30d": "in the last 30 days",
    "365d": "in the last year",
    all: "since the beginning",
  };
  return words[query["from"] ?? otherwise] ?? "in the chosen time";
}
