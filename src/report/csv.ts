import { type CsvCell, csvRow } from "../model/csv.ts";
import type { Report, ReportFigures } from "../model/report.ts";
import type { TableKind } from "../model/summary.ts";

const tables = [
  "top_level_domains",
  "domains",
  "countries",
  "networks",
  "ports",
  "sources",
] as const satisfies readonly TableKind[];

/**
 * Every figure as a row for spreadsheets: which table it is of, key, name, count, share in %, and on how many days. Rows end with
 * CR LF, the last one with CR alone: whoever writes it ends the line.
 */
export function csvReport({ figures }: Report): string {
  const hours = figures.hours.map((count, hour): readonly CsvCell[] => ["hours", hour, undefined, count]);
  const days = figures.days.map(({ date, count }): readonly CsvCell[] => ["days", date, undefined, count]);
  const rows = tables.flatMap((table) =>
    figures[table].map(({ key, name, count, share }): readonly CsvCell[] => [table, key, name, count, share]),
  );
  const repeated = figures.repeat_sources.map(({ source, count, days: ofSource }): readonly CsvCell[] => [
    "repeat_sources",
    source,
    undefined,
    count,
    undefined,
    ofSource,
  ]);
  return [header, ...singleFigures(figures), ...hours, ...days, ...rows, ...repeated, ...events(figures)]
    .map((cells) => `${csvRow([...cells, ...new Array<undefined>(header.length - cells.length).fill(undefined)])}\r`)
    .join("\n");
}

const header = ["table", "key", "name", "count", "share", "days"] as const;

function singleFigures(figures: ReportFigures): readonly (readonly CsvCell[])[] {
  const { period, per_day: day, multiple_attacks: multiple, largest_burst: burst } = figures;
  const figure = (key: string, count: number | null, share?: number | null, name?: string): readonly CsvCell[] => [
    "figures",
    key,
    name,
    count ?? undefined,
    share ?? undefined,
  ];
  return [
    ["figures", "period", `${period.from}/${period.to}`, undefined, undefined, period.days],
    figure("probes", figures.probes),
    figure("attempts", figures.attempts),
    figure("per_day_average", day.average),
    figure("per_day_min", day.min),
    figure("per_day_max", day.max),
    figure("interval_seconds", figures.interval_seconds),
    figure("multiple_attacks", multiple.probes, multiple.share),
    figure("multiple_attacks_of_attempts", null, multiple.attempts_share),
    figure("largest_burst", burst?.count ?? null, null, burst?.source),
    figure("largest_burst_seconds", burst?.seconds ?? null),
    figure("unknown", null, figures.unknown_share),
    ...Object.entries(figures.classes).map(([name, count]): readonly CsvCell[] => ["classes", name, undefined, count]),
  ];
}

function events({ surges, gaps }: ReportFigures): readonly (readonly CsvCell[])[] {
  return [
    ...surges.map(({ port, name, sources }): readonly CsvCell[] => ["surges", port, name, sources]),
    ...gaps.map((gap): readonly CsvCell[] => [
      "gaps",
      `${gap["from"]}/${gap["to"]}`,
      String(gap["cause"]),
      Number(gap["probes_estimate"]),
    ]),
  ];
}
