import { nearest } from "../config/nearest.ts";
import { UsageError } from "../errors.ts";
import { readMoment } from "../tasks/moment.ts";
import { numberFlag } from "./arguments.ts";
import type { CommandContext } from "./command.ts";

export const exportFormats = ["ndjson", "csv", "ecs", "dshield"] as const;
export type ExportFormatId = (typeof exportFormats)[number];

/** What the options of an export ask for. */
export interface ExportFlags {
  readonly format: ExportFormatId;
  readonly router: string | undefined;
  readonly sinceMs: number | undefined;
  readonly untilMs: number | undefined;
  readonly isAdmittedWanted: boolean;
  readonly isGapsWanted: boolean;
  readonly dshieldUserId: number;
}

/** DShield's accounts are numbers of 32 bits at the most. */
const largestUserId = 2 ** 32 - 1;

/**
 * Reads the options of an export.
 * @throws UsageError for a value that an option does not take, and for options that do not go together
 */
export function readExportFlags(context: CommandContext): ExportFlags {
  const { flags } = context;
  const format = formatOf(flags["format"]);
  const isAdmittedWanted = flags["admitted"] === true;
  const isGapsWanted = flags["gaps"] === true;
  if (isAdmittedWanted && format === "dshield") throw new UsageError(["--admitted: DShield takes probes alone"]);
  if (isGapsWanted && (format === "ecs" || format === "dshield"))
    throw new UsageError([`--gaps: ${format} has no form for gaps – with --format ndjson or csv`]);
  if (flags["dshield-user-id"] !== undefined && format !== "dshield")
    throw new UsageError(["--dshield-user-id: only with --format dshield"]);
  const sinceMs = momentOf(context, "since");
  const untilMs = momentOf(context, "until");
  if (sinceMs !== undefined && untilMs !== undefined && untilMs <= sinceMs)
    throw new UsageError([`--until: ${JSON.stringify(flags["until"])} – a time after --since`]);
  return {
    format,
    router: typeof flags["router"] === "string" ? flags["router"] : undefined,
    sinceMs,
    untilMs,
    isAdmittedWanted,
    isGapsWanted,
    dshieldUserId: numberFlag(flags, "dshield-user-id", { min: 0, max: largestUserId, default: 0 }),
  };
}

/**
 * The routers whose rows are wanted; undefined for all.
 * @throws UsageError when the journal has none of that name
 */
export function chosenRouters(name: string | undefined, known: readonly string[]): readonly string[] | undefined {
  if (name === undefined) return undefined;
  if (known.includes(name)) return [name];
  throw new UsageError([
    `--router: ${JSON.stringify(name)} – one that the journal knows: ${known.join(", ")}${hint(name, known)}`,
  ]);
}

function formatOf(given: string | boolean | undefined): ExportFormatId {
  if (given === undefined) return "ndjson";
  const format = exportFormats.find((candidate) => candidate === given);
  if (format !== undefined) return format;
  const text = String(given);
  throw new UsageError([
    `--format: ${JSON.stringify(text)} – one of ${exportFormats.join(", ")}${hint(text, exportFormats)}`,
  ]);
}

function momentOf({ flags, now }: CommandContext, name: string): number | undefined {
  const text = flags[name];
  if (typeof text !== "string") return undefined;
  const timeMs = readMoment(text, now());
  if (timeMs !== undefined) return timeMs;
  throw new UsageError([
    `--${name}: ${JSON.stringify(text)} – a time such as 2026-11-23T12:00:00Z, 2026-11-23, 24h or 7d`,
  ]);
}

function hint(text: string, right: readonly string[]): string {
  const meant = nearest(text, right);
  return meant === undefined ? "" : `; did you mean "${meant}"?`;
}
