import { version } from "../bridge/release.ts";
import { openCountries } from "../enrich/country.ts";
import { openLabels } from "../enrich/labels.ts";
import { readJournal } from "../journal/open.ts";
import { exportFormats } from "../model/export.ts";
import { vendorsOf } from "../tasks/export.ts";
import { dshield } from "../worker/export/dshield.ts";
import { rowFormats } from "../worker/export/row-formats.ts";
import { exportLines } from "../worker/export-lines.ts";
import type { Command, CommandContext } from "./command.ts";
import { readExportFlags } from "./export-flags.ts";
import { describeDshield } from "./export-words.ts";
import { outputTaken } from "./output.ts";
import { chosenRouters, periodOptions } from "./period-flags.ts";

export const exportCommand: Command = {
  name: "export",
  usage: "export [OPTIONS]",
  about: [
    "Writes what the journal keeps to standard output, one row a line, also beside a running bridge. Probes by default.",
    "",
    "Formats:",
    "  ndjson   one JSON object a line",
    "  csv      a table for spreadsheets (RFC 4180); text that they would take for a formula begins with an apostrophe",
    "  ecs      Elastic Common Schema, one document a line",
    "  dshield  what DShield takes by mail: probes, without your own address; nothing is sent",
  ].join("\n"),
  options: {
    ...periodOptions,
    format: { type: "string", value: "FORMAT", doc: exportFormats.join(", "), default: "ndjson" },
    admitted: { type: "boolean", doc: "also what was let in (not for dshield)" },
    gaps: { type: "boolean", doc: "the gaps, in place of probes (ndjson and csv)" },
    "dshield-user-id": { type: "string", value: "NUMBER", doc: "your account at DShield", default: "0, nobody's" },
  },
  maxPositionals: 0,
  examples: [
    ["whos-knocking export --since 7d >week.ndjson", "the probes of the last seven days"],
    ["whos-knocking export --format csv --router home >home.csv", "all probes of one router, for a spreadsheet"],
    ["whos-knocking export --gaps", "what was missed, and why"],
  ],
  run: async (context) => {
    const flags = readExportFlags(context);
    const config = await context.loadConfig();
    const journal = readJournal(config.data_dir);
    try {
      const report = dshield(flags.dshieldUserId, context.now());
      const request = {
        ...flags,
        format: flags.format === "dshield" ? report : rowFormats[flags.format](vendorsOf(config.routers)),
        routers: chosenRouters(flags.router, journal.routers()),
        isOwnAddressMasked: config.privacy.mask_own_address,
      };
      const labels = openLabels(journal.labels, await openCountries(config.enrich));
      const isWhole = await writeLines(context, exportLines(journal, labels, request));
      if (flags.format === "dshield") {
        const words = describeDshield(report, { userId: flags.dshieldUserId, version, isDemo: config.is_demo });
        for (const line of words) context.stderr(line);
      }
      return isWhole ? 0 : 1;
    } finally {
      journal.close();
    }
  },
};

/** Characters that are written at once. */
const pieceSize = 64 * 1024;

/** Writes lines in pieces; resolves to whether all of them were, for somebody may say stop. */
async function writeLines({ stdout, signal }: CommandContext, lines: Iterable<string>): Promise<boolean> {
  let piece: string[] = [];
  let size = 0;
  try {
    for (const line of lines) {
      piece.push(line);
      size += line.length;
      if (size < pieceSize) continue;
      stdout(piece.join("\n"));
      piece = [];
      size = 0;
      await outputTaken(signal);
    }
    if (piece.length > 0) stdout(piece.join("\n"));
    return true;
  } catch (thrown) {
    if (signal.aborted) return false;
    throw thrown;
  }
}
