import type { JournalReader } from "../model/journal.ts";
import type { Labels } from "../model/labels.ts";
import type { Report, ReportFigures, ReportScanner, ReportSurge } from "../model/report.ts";
import { figuresOf, measuresOf } from "./figures.ts";
import type { Period } from "./period.ts";
import type { PeriodTables, RouterZone } from "./tables.ts";
import { share } from "./top.ts";

/** What a report is made of. */
export interface ReportInput {
  readonly journal: JournalReader;
  readonly labels: Labels;
  readonly tables: PeriodTables;
  readonly routers: readonly RouterZone[];
  readonly period: Period;
  /** Rows of each list that programs get, and that people are shown. */
  readonly limit: number;
  readonly shownRows: number;
  readonly surges: readonly ReportSurge[];
  readonly scanners: readonly ReportScanner[];
}

/** The figures of a period, and what people are told beside them. */
export function reportOf(input: ReportInput): Report {
  const { journal, routers, period } = input;
  const measures = measuresOf(journal.counts, routers, period);
  const figures = figuresOf({ ...input, measures });
  const zones = new Set(routers.map(({ timezone }) => timezone));
  const [zone] = zones;
  return {
    figures,
    routers: routers.map(({ name }) => name),
    timezone: zones.size === 1 && zone !== undefined ? zone : "UTC",
    largestBurstMs: measures.largest?.firstMs,
    thirds: thirdsOf(figures),
    lost: lostOf(journal, routers, period, figures),
    scanners: input.scanners,
    hostNames: hostNamesOf(input, figures),
    portWords: portWordsOf(input, figures),
    shownRows: input.shownRows,
  };
}

function thirdsOf({ hours, probes }: ReportFigures): Report["thirds"] {
  const third = (from: number) =>
    share(
      hours.slice(from, from + 8).reduce((sum, count) => sum + count, 0),
      probes,
    );
  return [third(0), third(8), third(16)];
}

/** What the router forgot before it was read, and what there would have been with it. */
function lostOf(
  journal: JournalReader,
  routers: readonly RouterZone[],
  { fromMs, toMs }: Period,
  { probes, period }: ReportFigures,
): Report["lost"] {
  const gaps = routers
    .flatMap(({ name }) => journal.gapsBetween(name, fromMs, toMs))
    .filter(({ isFilled }) => !isFilled);
  const lost = gaps.reduce((sum, { probesEstimate }) => sum + probesEstimate, 0);
  const lostMs = gaps.reduce((sum, gap) => sum + Math.min(gap.toMs, toMs) - Math.max(gap.fromMs, fromMs), 0);
  return {
    gaps: gaps.length,
    probes: lost,
    seconds: Math.round(lostMs / 1000),
    perDay: period.days === 0 ? 0 : (probes + lost) / period.days,
  };
}

/** Of the sources that people are shown. */
function hostNamesOf(input: ReportInput, figures: ReportFigures): Report["hostNames"] {
  const { sources, repeat_sources: repeated, largest_burst: burst } = figures;
  const shown = new Set([
    ...sources.slice(0, input.shownRows).map(({ key }) => key),
    ...repeated.slice(0, input.shownRows).map(({ source }) => source),
    ...input.scanners.slice(0, input.shownRows).map(({ source }) => source),
    ...(burst === null ? [] : [burst.source]),
  ]);
  const named = [...shown].map((source) => [source, input.labels.of(source).hostname] as const);
  return new Map(named.flatMap(([source, name]) => (name === undefined ? [] : [[source, name] as const])));
}

/** Of the ports that people are shown. */
function portWordsOf({ labels, shownRows }: ReportInput, { ports }: ReportFigures): Report["portWords"] {
  const words = new Map<string, string>();
  for (const { key } of ports.slice(0, shownRows)) {
    const [protocol = "", port] = key.split("/");
    const description = port === undefined ? undefined : labels.serviceDescription(protocol, Number(port));
    if (description !== undefined) words.set(key, description);
  }
  return words;
}
