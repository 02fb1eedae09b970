import type { Burst, CountReader, Measures } from "../model/counts.ts";
import type { JournalReader } from "../model/journal.ts";
import type { ReportFigures, ReportSurge } from "../model/report.ts";
import type { TableKind } from "../model/summary.ts";
import { isoTime, wireGap } from "../model/wire.ts";
import { largerRun } from "../multiple.ts";
import type { Period } from "./period.ts";
import type { PeriodTables, RouterZone } from "./tables.ts";
import { share, unknown } from "./top.ts";

/** What the figures of a period are made of. */
export interface FiguresInput {
  readonly journal: JournalReader;
  readonly tables: PeriodTables;
  readonly routers: readonly RouterZone[];
  readonly period: Period;
  /** Rows of each table, at most. */
  readonly limit: number;
  readonly measures: Measures;
  readonly surges: readonly ReportSurge[];
}

const dayMs = 86_400_000;
/** The article: 16 hosts probed over a dozen times. */
const seldom = 12;

/** The figures of the article, and some that it could not have, for any period. */
export function figuresOf(input: FiguresInput): ReportFigures {
  const { journal, tables, routers, period, limit, measures } = input;
  const { probes } = tables;
  const elapsedMs = Math.max(period.toMs - period.fromMs, 1);
  const hasAttempts = measures.attempts > 0 || probes === 0;
  const top = (kind: TableKind) => tables.top(kind, limit);
  return {
    period: { from: isoTime(period.fromMs), to: isoTime(period.toMs), days: rounded(elapsedMs / dayMs, 4) },
    probes,
    attempts: hasAttempts ? measures.attempts : null,
    per_day: { average: rounded((probes * dayMs) / elapsedMs, 2), ...tables.extremes() },
    interval_seconds: probes === 0 ? null : rounded(elapsedMs / 1000 / probes, 2),
    multiple_attacks: {
      probes: measures.multiple,
      share: share(measures.multiple, probes),
      attempts_share: hasAttempts ? share(measures.multipleAttempts, measures.attempts) : null,
    },
    largest_burst: burstOf(measures.largest),
    repeat_sources: tables.sourcesAbove(seldom).map(({ address, ...row }) => ({ source: address, ...row })),
    hours: tables.hours(),
    days: tables.days(),
    top_level_domains: top("top_level_domains"),
    domains: top("domains"),
    countries: top("countries"),
    networks: top("networks"),
    ports: top("ports"),
    sources: top("sources"),
    unknown_share:
      tables.top("top_level_domains", Number.POSITIVE_INFINITY).find(({ key }) => key === unknown)?.share ?? 0,
    surges: input.surges,
    gaps: routers.flatMap(({ name }) =>
      journal.gapsBetween(name, period.fromMs, period.toMs).map((gap) => wireGap(gap, name)),
    ),
    classes: classesOf(journal.counts, routers, period),
  };
}

/** Attempts and multiple attacks of several routers together. */
export function measuresOf(counts: CountReader, routers: readonly RouterZone[], { fromMs, toMs }: Period): Measures {
  const all = routers.map(({ name }) => counts.measures(name, fromMs, toMs));
  const sum = (pick: (measures: Measures) => number) => all.reduce((total, one) => total + pick(one), 0);
  return {
    attempts: sum(({ attempts }) => attempts),
    multiple: sum(({ multiple }) => multiple),
    multipleAttempts: sum(({ multipleAttempts }) => multipleAttempts),
    largest: all.reduce<Burst | undefined>((found, { largest }) => largerRun(found, largest), undefined),
  };
}

function burstOf(burst: Burst | undefined): ReportFigures["largest_burst"] {
  if (burst === undefined) return null;
  const { source, port, protocol, count, firstMs, lastMs } = burst;
  return {
    source,
    port: port ?? null,
    protocol: protocol ?? null,
    count,
    seconds: Math.round((lastMs - firstMs) / 1000),
  };
}

function classesOf(
  counts: CountReader,
  routers: readonly RouterZone[],
  { fromMs, toMs }: Period,
): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const { name } of routers) {
    for (const [kind, count] of Object.entries(counts.classes(name, fromMs, toMs)))
      sums[kind] = (sums[kind] ?? 0) + count;
  }
  return sums;
}

function rounded(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
