export const exportFormats = ["ndjson", "csv", "ecs", "dshield"] as const;
export type ExportFormatId = (typeof exportFormats)[number];

/** DShield's accounts are numbers of 32 bits at the most. */
export const largestDshieldUserId = 2 ** 32 - 1;

/** What is wanted of an export: as the options of the command, and with its defaults. */
export interface ExportWish {
  /** ISO 8601, or how long ago (`24h`, `7d`). */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  /** A name that the journal knows: also that of a router that is no longer configured. */
  readonly router?: string | undefined;
  readonly format: ExportFormatId;
  /** Also what was let in. */
  readonly isAdmittedWanted: boolean;
  /** The gaps, in place of probes. */
  readonly isGapsWanted: boolean;
  readonly dshieldUserId: number;
}
