import type { Report } from "../model/report.ts";
import type { TableRow } from "../model/summary.ts";
import { plainWords } from "./plain-words.ts";
import { tellingRows } from "./rows.ts";
import { clipped, countAndShare, countColumns } from "./text-lines.ts";
import { largest } from "./words.ts";

/** The tables, each with its heading; the article's three first. */
export function textTables(report: Report): readonly (readonly string[])[] {
  const { figures, shownRows } = report;
  const shown = (rows: readonly TableRow[]) => tellingRows(rows, shownRows);
  const tables = [
    named("Where the probes came from, by top-level domain:", shown(figures.top_level_domains)),
    named("The domains they came from:", shown(figures.domains)),
    ports(report, shown(figures.ports)),
    named("The countries of their addresses:", shown(figures.countries)),
    named("The networks that they came through:", shown(figures.networks)),
    named(
      "The hosts that knocked most:",
      shown(figures.sources).map((row) => ({ ...row, name: hostWords(row, report) })),
    ),
  ];
  return tables.filter((lines) => lines.length > titleLines);
}

/** The host's name, and whether it was let in; its address where there is nothing to add. */
function hostWords({ key, let_in: isLetIn }: TableRow, { hostNames }: Report): string {
  return (
    [isLetIn === true ? "was let in!" : "", hostNames.get(key) ?? ""].filter((words) => words !== "").join("  ") || key
  );
}

/** A title and a line between. */
const titleLines = 2;

/** The article's layout: the key to the left of a colon, count and share, and behind them what the key stands for. */
function named(title: string, rows: readonly TableRow[]): readonly string[] {
  const keys = Math.min(
    longestKey,
    largest(
      rows.map(({ key }) => key.length),
      shortestKey,
    ),
  );
  const counts = countColumns(rows.map(({ count }) => count));
  const lines = rows.map((row) => {
    const name = row.name === row.key ? "" : `   ${row.name}`;
    return `${clipped(row.key, keys).padStart(keys)}: ${countAndShare(row, counts)}${name}`;
  });
  return [title, "", ...lines];
}

const shortestKey = 14;
const longestKey = 40;

/** The article's layout of ports: the service, count and share, and what it is. */
function ports({ portWords }: Report, rows: readonly TableRow[]): readonly string[] {
  const names = Math.min(
    longestName,
    largest(
      rows.map(({ name }) => name.length),
      shortestName,
    ),
  );
  const keys = largest(rows.map(({ key }) => key.length));
  const counts = countColumns(rows.map(({ count }) => count));
  const lines = rows.map((row) => {
    const words = plainWords(row.key) ?? portWords.get(row.key) ?? "";
    return `  ${clipped(row.name, names).padEnd(names)} = ${countAndShare(row, counts)}  ${row.key.padEnd(keys)}  ${words}`;
  });
  return ["The ports that were probed:", "", ...lines];
}

const shortestName = 18;
const longestName = 24;
