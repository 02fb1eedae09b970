import type { Labels } from "../../model/labels.ts";
import type { PageReadings, Table, TableEntry } from "../../model/page-reader.ts";
import type { ReportFigures } from "../../model/report.ts";
import type { TableKind, TableRow } from "../../model/summary.ts";
import { figuresOf, measuresOf } from "../../summary/figures.ts";
import { surgesOf } from "../../summary/report-episodes.ts";
import { unknown } from "../../summary/top.ts";
import { answeredPeriod, type PageContext, periodOf, routersOf, sourceLabels } from "./context.ts";

/** The report's figures; surges are those that were seen when they happened. */
export function readFigures(context: PageContext, query: PageReadings["figures"]["query"]): ReportFigures {
  const { journal, labels, tables } = context;
  const routers = routersOf(context, query);
  const period = periodOf(context, routers, query);
  const surges = journal.search.episodes({
    ...{ routers: routers.map(({ name }) => name), ...period, kinds: ["surge"], limit: query.limit },
  });
  const figures = figuresOf({
    ...{ journal, routers, period, limit: query.limit, tables: tables(routers, period, context.requireWanted) },
    measures: measuresOf(journal.counts, routers, period),
    surges: surgesOf(
      surges.map(({ record }) => record.finding),
      labels,
    ),
  });
  return { ...figures, repeat_sources: figures.repeat_sources.slice(0, query.limit) };
}

export function readTable(context: PageContext, query: PageReadings["table"]["query"]): Table {
  const { kind, limit, find } = query;
  const routers = routersOf(context, query);
  const period = periodOf(context, routers, query);
  const tables = context.tables(routers, period, context.requireWanted);
  const wanted = find?.toLowerCase();
  const rows =
    wanted === undefined
      ? tables.top(kind, limit)
      : tables
          .top(kind, Number.POSITIVE_INFINITY)
          .filter(({ key, name }) => key.toLowerCase().includes(wanted) || name.toLowerCase().includes(wanted))
          .slice(0, limit);
  return {
    ...{ period: answeredPeriod(period), kind, probes: tables.probes },
    rows: rows.map((row) => entryOf(kind, row, context.labels)),
  };
}

/** A row with what is known of its key. */
export function entryOf(kind: TableKind, row: TableRow, labels: Labels): TableEntry {
  if (kind === "ports") {
    const [protocol = "", port] = row.key.split("/");
    const description = port === undefined ? undefined : labels.serviceDescription(protocol, Number(port));
    return description === undefined ? row : { ...row, description };
  }
  if (kind !== "sources" || row.key === unknown) return row;
  const { source: _, is_forward_confirmed: __, ...known } = sourceLabels(row.key, labels);
  return { ...row, ...known };
}
