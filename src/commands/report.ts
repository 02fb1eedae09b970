import type { Config } from "../config.ts";
import { openCountries } from "../enrich/country.ts";
import { openLabels } from "../enrich/labels.ts";
import { UsageError } from "../errors.ts";
import { readJournal } from "../journal/open.ts";
import { reportFormats, reportRows } from "../model/report.ts";
import { mayBeAskedAbout } from "../tasks/may-be-asked.ts";
import { makeReport, type ReportProgress, type ReportRequest } from "../worker/make-report.ts";
import { contentOf, renderReport } from "../worker/report-formats.ts";
import { numberFlag } from "./arguments.ts";
import type { Command, CommandContext } from "./command.ts";
import { chosenRouters, periodOptions, readPeriodFlags, wordFlag } from "./period-flags.ts";
import { type ProgressBar, startProgress } from "./progress.ts";

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
    format: { type: "string", value: "FORMAT", doc: reportFormats.join(", "), default: "text" },
    top: {
      type: "string",
      value: "N",
      doc: "rows of each table, at most",
      default: `${reportRows.shown} for text and html, all for json and csv`,
    },
    resolve: {
      type: "boolean",
      doc: "asks DNS now for the names of sources that have none yet, with a progress bar on a terminal",
    },
  },
  maxPositionals: 0,
  examples: [
    ["whos-knocking report --since 14d", "the last two weeks"],
    ["whos-knocking report --resolve --format html >report.html", "everything that is known, as a page, with names"],
    ["whos-knocking report --since 2026-10-01 --until 2026-11-01 --router home", "one month of one router"],
  ],
  run: async (context) => {
    const format = wordFlag(context, "format", reportFormats);
    const period = readPeriodFlags(context);
    const content = contentOf(format, topOf(context));
    const config = await context.loadConfig();
    const journal = readJournal(config.data_dir);
    const progress = startReportProgress();
    try {
      const labels = openLabels(journal.labels, await openCountries(config.enrich));
      const { report, unanswered } = await makeReport(journal, labels, {
        ...content,
        ...period,
        routers: chosenRouters(period.router, journal.routers()),
        timezones: new Map(config.routers.map(({ name, timezone }) => [name, timezone])),
        detect: config.detect,
        resolve: resolveOf(context, config),
        onProgress: progress.show,
        signal: context.signal,
      });
      progress.end();
      context.stdout(await renderReport(report, format));
      if (unanswered > 0) context.stderr(describeUnanswered(unanswered));
      return 0;
    } catch (thrown) {
      progress.end();
      if (context.signal.aborted) return 1;
      throw thrown;
    } finally {
      journal.close();
    }
  },
};

function describeUnanswered(count: number): string {
  return `DNS gave no answer about ${count} ${count === 1 ? "source, which counts" : "sources, which count"} as UNKNOWN`;
}

/**
 * How names are to be found, where that is asked for.
 * @throws UsageError where the configuration forbids to ask
 */
function resolveOf({ flags }: CommandContext, { enrich: { dns } }: Config): ReportRequest["resolve"] {
  if (flags["resolve"] !== true) return undefined;
  if (dns.enabled) return { dns, mayAsk: mayBeAskedAbout(dns.never) };
  throw new UsageError(["--resolve: enrich.dns.enabled is false, so nobody is asked for names"]);
}

/** A bar for each part of the work that takes a while. */
function startReportProgress(): { show(progress: ReportProgress): void; end(): void } {
  let bar: ProgressBar | undefined;
  let kind: ReportProgress["kind"] | undefined;
  return {
    show(progress) {
      if (kind !== progress.kind) {
        bar?.end();
        bar = startProgress(progress.kind === "names" ? progress.total : undefined);
        kind = progress.kind;
      }
      const words = progress.kind === "names" ? `${progress.done} names` : `${progress.done} imported events`;
      bar?.show(progress.done, words);
    },
    end: () => bar?.end(),
  };
}

function topOf({ flags }: CommandContext): number | undefined {
  if (flags["top"] === undefined) return undefined;
  return numberFlag(flags, "top", { min: 1, max: reportRows.most, default: reportRows.shown });
}
