import { UsageError } from "../errors.ts";
import { type ExportFormatId, exportFormats, largestDshieldUserId } from "../model/export.ts";
import { numberFlag } from "./arguments.ts";
import type { CommandContext } from "./command.ts";
import { type PeriodFlags, readPeriodFlags, wordFlag } from "./period-flags.ts";

/** What the options of an export ask for. */
export interface ExportFlags extends PeriodFlags {
  readonly format: ExportFormatId;
  readonly isAdmittedWanted: boolean;
  readonly isGapsWanted: boolean;
  readonly dshieldUserId: number;
}

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
    dshieldUserId: numberFlag(flags, "dshield-user-id", { min: 0, max: largestDshieldUserId, default: 0 }),
  };
}
