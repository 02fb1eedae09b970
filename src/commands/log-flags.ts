import { zoneRule } from "../config/zone.ts";
import { UsageError } from "../errors.ts";
import { formats } from "../formats/index.ts";
import type { Format } from "../model/format.ts";
import { readMoment } from "../model/moment.ts";

const longestId = Math.max(...formats.map(({ id }) => id.length));

/** The formats and what they are, for a help text. */
export const formatList: readonly string[] = formats.map(({ id, title }) => `  ${id.padEnd(longestId)}  ${title}`);

/** @throws UsageError where there is no such format */
export function formatFlag(id: unknown): Format | "auto" {
  const format = id === undefined || id === "auto" ? "auto" : formats.find((candidate) => candidate.id === id);
  if (format !== undefined) return format;
  throw new UsageError([
    `--format: ${JSON.stringify(id)} – auto or one of ${formats.map((each) => each.id).join(", ")}`,
  ]);
}

/** @throws UsageError where it is no time zone */
export function timezoneFlag(zone: unknown, fallback: string): string {
  if (typeof zone !== "string") return fallback;
  const problem = zoneRule(zone);
  if (problem === undefined) return zone;
  const hint = problem.nearest === undefined ? "" : `; did you mean "${problem.nearest}"?`;
  throw new UsageError([`--timezone: ${JSON.stringify(zone)} – ${problem.allowed}${hint}`]);
}

/** @throws UsageError where it is no time */
export function nowFlag(text: unknown, nowMs: number): number | undefined {
  if (typeof text !== "string") return undefined;
  const timeMs = readMoment(text, nowMs);
  if (timeMs !== undefined) return timeMs;
  throw new UsageError([`--now: ${JSON.stringify(text)} – a time such as 2026-11-23T12:00:00Z or 2026-11-23`]);
}
