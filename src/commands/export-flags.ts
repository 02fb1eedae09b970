import { UsageError } from "../errors.ts";
import { numberFlag } from "./arguments.ts";
import type { CommandContext } from "./command.ts";
import { type PeriodFlags, readPeriodFlags, wordFlag } from "./period-flags.ts";

export const exportFormats = ["ndjson", "csv", "ecs", "dshield"] as const;
export type ExportFormatId = (typeof exportFormats)[number];

/** What the options of an export ask for. */
export interface ExportFlags extends PeriodFlags {
  readonly format: ExportFormatId;
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
  const format = wordFlag(context, "format", exportFormats);
  const isAdmittedWanted = flags["admitted"] === true;
  const isGapsWanted = flags["gaps"] === true;
  if (isAdmittedWanted && format === "dshield") throw new UsageError(["--admitted: DShield takes probes alone"]);
  if (isGapsWanted && (format === "ecs" || format === "dshield"))
    throw new UsageError([`--gaps: ${format} has no form for gaps – with --format ndjson or csv`]);
  if (flags["dshield-user-id"] !== undefined && format !== "dshield")
    throw new UsageError(["--dshield-user-id: only with --format dshield"]);
  return {
    ...readPeriodFlags(context),
    format,
    isAdmittedWanted,
    isGapsWanted,
    dshieldUserId: numberFlag(flags, "dshield-user-id", { min: 0, max: largestUserId, default: 0 }),
  };
}
