import type { FindingKind, Severity } from "./finding.ts";
import type { JsonText } from "./json-text.ts";
import type { ReportFigures } from "./report.ts";
import type { DayCount, TableKind, TableRow } from "./summary.ts";
import type { Episode, GapRow, LogRow } from "./web-rows.ts";

/** The period that an answer is about: what was asked for, as far as something is known of it. */
export interface AnsweredPeriod {
  readonly from: string;
  readonly to: string;
}

/** Whether it is more than usual: the last 24 hours beside windows of the same length before. */
export interface Usual {
  readonly probes: number;
  /** How many windows the journal knows, up to 14; with fewer than three there is nothing to say. */
  readonly windows: number;
  readonly median?: number;
  readonly min?: number;
  readonly max?: number;
  readonly ratio?: number;
}

/** An episode to be marked in a chart. */
export type EpisodeMark = Pick<Episode, "id" | "router" | "kind" | "severity" | "first_seen" | "last_seen" | "is_open">;

/** Probes over time. */
export interface Rate {
  readonly period: AnsweredPeriod;
  readonly step_seconds: number;
  /** IANA zone by whose clock days begin. */
  readonly timezone: string;
  /** Begin of each bucket, UTC ms. */
  readonly starts: readonly number[];
  readonly probes: readonly number[];
  readonly admitted: readonly number[];
  readonly gaps: readonly GapRow[];
  /** The worst first. */
  readonly episodes: readonly EpisodeMark[];
}

/** Probes by day of the week and hour. */
export interface Week {
  readonly period: AnsweredPeriod;
  readonly timezone: string;
  /** Monday first; 24 hours each, by the router's clock. */
  readonly probes: readonly (readonly number[])[];
}

export interface Gaps {
  readonly period: AnsweredPeriod;
  readonly gaps: readonly GapRow[];
  /** Estimated, in gaps that no import filled. */
  readonly lost_probes: number;
}

/** What is known of a source. */
export interface SourceLabels {
  readonly source: string;
  readonly hostname?: string;
  /** Whether that name leads back to the address. */
  readonly is_forward_confirmed?: boolean;
  readonly domain?: string;
  readonly country?: string;
  readonly country_name?: string;
  readonly asn?: number;
  readonly network?: string;
}

/** A row of a table, with what is known of its key. */
export interface TableEntry extends TableRow, Omit<SourceLabels, "source" | "is_forward_confirmed"> {
  /** What a service is, in some words. */
  readonly description?: string;
}

export interface Table {
  readonly period: AnsweredPeriod;
  readonly kind: TableKind;
  readonly probes: number;
  readonly rows: readonly TableEntry[];
}

export interface EpisodePage {
  readonly episodes: readonly Episode[];
  /** Gives what follows, as `cursor`; absent at the end. */
  readonly next?: string;
}

/** An episode with all that was told of it. */
export interface EpisodeStory {
  readonly episode: Episode;
  readonly findings: readonly (Pick<Episode, "state" | "severity" | "count" | "last_seen"> & { readonly id: string })[];
  readonly sources: readonly SourceLabels[];
  /** Rows of its sources and ports in its time, the newest first. */
  readonly events: readonly LogRow[];
  /** Whether there are more of them. */
  readonly has_more: boolean;
}

/** All that one source did. */
export interface SourceHistory {
  readonly source: SourceLabels;
  /** Over all days. */
  readonly probes: number;
  /** Of single rows that are kept. */
  readonly admitted: number;
  readonly first_seen?: string;
  readonly last_seen?: string;
  /** Dates on which it came, by the router's clock. */
  readonly days: readonly DayCount[];
  /** Its doors, of single rows that are kept. */
  readonly ports: readonly TableEntry[];
  readonly episodes: readonly Episode[];
  readonly is_let_in: boolean;
}

/** A piece of the log, the newest first. */
export interface EventPage {
  readonly events: readonly LogRow[];
  /** Gives what follows, as `cursor`; absent at the end. */
  readonly next?: string;
  /** How far back it was looked: a search that finds little ends in time. */
  readonly searched_back_to: string;
}

interface OfRouters {
  /** All where absent. */
  readonly routers?: readonly string[] | undefined;
}

interface OfPeriod extends OfRouters {
  /** UTC ms; since the beginning, and up to the end, where absent. */
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
}

/** What can be read for the page: each with its question and its answer. */
export interface PageReadings {
  readonly usual: { readonly query: OfRouters; readonly answer: Usual };
  readonly rate: { readonly query: OfPeriod & { readonly points: number }; readonly answer: Rate };
  readonly week: { readonly query: OfPeriod; readonly answer: Week };
  readonly gaps: { readonly query: OfPeriod; readonly answer: Gaps };
  readonly figures: { readonly query: OfPeriod & { readonly limit: number }; readonly answer: ReportFigures };
  readonly table: {
    readonly query: OfPeriod & { readonly kind: TableKind; readonly limit: number; readonly find?: string | undefined };
    readonly answer: Table;
  };
  readonly episodes: {
    readonly query: OfPeriod & {
      readonly kinds?: readonly FindingKind[] | undefined;
      /** At least so bad. */
      readonly severity?: Severity | undefined;
      readonly isOpen?: boolean | undefined;
      readonly source?: string | undefined;
      readonly limit: number;
      readonly cursor?: string | undefined;
    };
    readonly answer: EpisodePage;
  };
  readonly episode: { readonly query: { readonly id: string }; readonly answer: EpisodeStory };
  readonly source: { readonly query: OfRouters & { readonly source: string }; readonly answer: SourceHistory };
  readonly events: {
    readonly query: OfPeriod & {
      readonly classes: readonly ("probe" | "admitted")[];
      readonly source?: string | undefined;
      readonly port?: number | undefined;
      readonly protocol?: string | undefined;
      readonly country?: string | undefined;
      readonly asn?: number | undefined;
      readonly find?: string | undefined;
      readonly limit: number;
      readonly cursor?: string | undefined;
    };
    readonly answer: EventPage;
  };
}

export type ReadingName = keyof PageReadings;

/** A question of some kind. */
export type PageQuery = {
  readonly [Name in ReadingName]: { readonly name: Name; readonly query: PageReadings[Name]["query"] };
}[ReadingName];

/** Reads the journal for the page, beside everything else. */
export interface PageReader {
  /**
   * @returns the answer; undefined where there is nothing of that id or address
   * @throws FatalError where it cannot be answered, RetryableError where it cannot be answered now
   */
  read<Name extends ReadingName>(
    name: Name,
    query: PageReadings[Name]["query"],
    signal: AbortSignal,
  ): Promise<JsonText<PageReadings[Name]["answer"]> | undefined>;
}
