import type { DayCount, TableRow } from "./summary.ts";
import type { WireEvent } from "./wire.ts";

/** The figures of a report: the keys are those of its JSON form. Shares are in %, with two decimals. */
export interface ReportFigures {
  readonly period: { readonly from: string; readonly to: string; readonly days: number };
  readonly probes: number;
  /** Null where the log lacks one of the five that tell an attempt. */
  readonly attempts: number | null;
  /** Average over the elapsed time; the fewest and the most of a day. */
  readonly per_day: { readonly average: number; readonly min: number; readonly max: number };
  /** Between one probe and the next; null without any. */
  readonly interval_seconds: number | null;
  readonly multiple_attacks: {
    readonly probes: number;
    /** Of the probes. */
    readonly share: number;
    /** The same on attempts: how many of them belong to a multiple attack of attempts. */
    readonly attempts_share: number | null;
  };
  readonly largest_burst: {
    readonly source: string;
    readonly port: number | null;
    readonly protocol: string | null;
    readonly count: number;
    readonly seconds: number;
  } | null;
  /** Sources with more than twelve probes, the busiest first. */
  readonly repeat_sources: readonly { readonly source: string; readonly count: number; readonly days: number }[];
  /** Probes by hour of the router's clock. */
  readonly hours: readonly number[];
  readonly days: readonly DayCount[];
  readonly top_level_domains: readonly TableRow[];
  readonly domains: readonly TableRow[];
  readonly countries: readonly TableRow[];
  readonly networks: readonly TableRow[];
  readonly ports: readonly TableRow[];
  readonly sources: readonly TableRow[];
  /** Probes whose source has no name that leads to a top-level domain. */
  readonly unknown_share: number;
  readonly surges: readonly ReportSurge[];
  /** As gaps are told everywhere, without their id. */
  readonly gaps: readonly WireEvent[];
  readonly classes: Readonly<Record<string, number>>;
}

/** A door that far more sources came to than usual. */
export interface ReportSurge {
  /** As in the table of ports: `tcp/135`. */
  readonly port: string;
  readonly name: string;
  readonly sources: number;
  readonly severity: string;
  readonly first_seen: string;
  readonly last_seen: string;
}

/** A source that tried one port after the other. */
export interface ReportScanner {
  readonly source: string;
  /** How often it began anew. */
  readonly episodes: number;
  readonly probes: number;
  /** Of the ports those that were told; there may have been more. */
  readonly ports: number;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
}

/** A report: its figures, and what people are told beside them. */
export interface Report {
  readonly figures: ReportFigures;
  readonly routers: readonly string[];
  /** IANA zone of the times in it. */
  readonly timezone: string;
  readonly largestBurstMs: number | undefined;
  /** Probes by third of the day: from 0, 8 and 16 o'clock; shares in %. */
  readonly thirds: readonly [number, number, number];
  /** What was lost, over all gaps that no import filled. */
  readonly lost: { readonly gaps: number; readonly probes: number; readonly seconds: number; readonly perDay: number };
  readonly scanners: readonly ReportScanner[];
  /** Host names of the sources that it names, where they are known. */
  readonly hostNames: ReadonlyMap<string, string>;
  /** What stands behind the ports that it names, by key. */
  readonly portWords: ReadonlyMap<string, string>;
  /** Rows of each list that people are shown; programs get all that there are. */
  readonly shownRows: number;
}

/** How a report can be written. */
export const reportFormats = ["text", "json", "html", "csv"] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** People are shown so many rows of a table, where nobody says how many; programs get all. */
export const reportRows = { shown: 20, most: 1_000_000 } as const;
