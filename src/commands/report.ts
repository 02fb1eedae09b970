import { openCountries } from "../enrich/country.ts";
import { openLabels } from "../enrich/labels.ts";
import { readJournal } from "../journal/open.ts";
import type { Report } from "../model/report.ts";
import { csvReport } from "../report/csv.ts";
import { jsonReport } from "../report/json.ts";
import { textReport } from "../report/text.ts";
import { makeReport } from "../tasks/report.ts";
import { numberFlag } from "./arguments.ts";
import type { Command, CommandContext } from "./command.ts";
import { chosenRouters, periodOptions, readPeriodFlags, wordFlag } from "./period-flags.ts";

const formats = ["text", "json", "html", "csv"] as const;
type ReportFormat = (typeof formats)[number];

/** Loaded when it is wanted: charts weigh some MB. */
const renderers: Readonly<Record<ReportFormat, () => Promise<(report: Report) => string>>> = {
  text: async () => textReport,
  json: async () => jsonReport,
  html: async () => (await import("../report/html.ts")).htmlReport,
  csv: async () => csvReport,
};

/** People are shown so many rows of a table, programs get all. */
const shownRows = 20;
const mostRows = 1_000_000;

export const reportCommand: Command = {
  name: "report",
  usage: "report [OPTIONS]",
  about: [
    "Tells who knocked, on which doors, when and how often, over any time that the journal knows, also beside a running bridge.",
    "",
    "Formats:",
    "  text   for a terminal or a mail, 80 columns wide",
    "  html   one page with charts, to be sent, kept or printed; it loads nothing and runs nothing",
    "  json   every figure and table, for programs",
    "  csv    the same for spreadsheets",
  ].join("\n"),
  options: {
    ...periodOptions,
    format: { type: "string", value: "FORMAT", doc: formats.join(", "), default: "text" },
    top: {
      type: "string",
      value: "N",
      doc: "rows of each table, at most",
      default: `${shownRows} for text and html, all for json and csv`,
    },
  },
  maxPositionals: 0,
  examples: [
    ["whos-knocking report --since 14d", "the last two weeks"],
    ["whos-knocking report --format html >report.html", "everything that is known, as a page"],
    ["whos-knocking report --since 2026-10-01 --until 2026-11-01 --router home", "one month of one router"],
  ],
  run: async (context) => {
    const format = wordFlag(context, "format", formats);
    const { sinceMs, untilMs, router } = readPeriodFlags(context);
    const rows = rowsOf(context, format);
    const config = await context.loadConfig();
    const journal = readJournal(config.data_dir);
    try {
      const routers = chosenRouters(router, journal.routers());
      const labels = openLabels(journal.labels, await openCountries(config.enrich));
      const timezones = new Map(config.routers.map(({ name, timezone }) => [name, timezone]));
      const report = makeReport(journal, labels, { ...rows, routers, timezones, sinceMs, untilMs });
      context.stdout((await renderers[format]())(report));
      return 0;
    } finally {
      journal.close();
    }
  },
};

function rowsOf(
  { flags }: CommandContext,
  format: ReportFormat,
): { readonly limit: number; readonly shownRows: number } {
  if (flags["top"] !== undefined) {
    const top = numberFlag(flags, "top", { min: 1, max: mostRows, default: shownRows });
    return { limit: top, shownRows: top };
  }
  const isForPeople = format === "text" || format === "html";
  return { limit: isForPeople ? shownRows : Number.POSITIVE_INFINITY, shownRows };
}
