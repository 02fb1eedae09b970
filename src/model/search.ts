import type { SourceKey } from "./counts.ts";
import type { FindingKind, Severity } from "./finding.ts";
import type { EventRecord, FindingRecord } from "./record.ts";

/** A row's place in an order by time: rows of the same time by their number. */
export interface Place {
  readonly timeMs: number;
  readonly row: number;
}

/** Rows from newest to oldest, beginning behind a place. */
interface Backwards {
  readonly routers: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
  /** Only what comes after this one on the way back. */
  readonly before?: Place | undefined;
}

/** What a row must be or show, beside what a query can say. */
export interface RowTest {
  /** What its source must be. */
  readonly isNeeded: ((source: SourceKey) => boolean) | undefined;
  /** What must be seen in one of these. */
  readonly shows:
    | {
        source(source: SourceKey): boolean;
        door(protocol: string | undefined, port: number | undefined): boolean;
        /** Rules and interfaces. */
        text(text: string): boolean;
      }
    | undefined;
}

export interface EventSearch extends Backwards {
  readonly classes: readonly ("probe" | "admitted")[];
  /** An address, or a network in CIDR form. */
  readonly source?: string | undefined;
  readonly port?: number | undefined;
  readonly protocol?: string | undefined;
  readonly test?: RowTest | undefined;
}

export interface EpisodeSearch extends Backwards {
  /** All where absent. */
  readonly kinds?: readonly FindingKind[] | undefined;
  readonly severities?: readonly Severity[] | undefined;
  readonly isOpen?: boolean | undefined;
  /** One that is named in them. */
  readonly source?: string | undefined;
  readonly limit: number;
}

interface Found<Row> {
  readonly record: Row;
  readonly place: Place;
}

/** Looking into a journal from its newest rows back. */
export interface JournalSearch {
  /**
   * Single rows, live and imported; streams. A source that is no address matches nothing. Now and then it tells how far it has come, with
   * no record: where many rows do not pass the test.
   */
  events(search: EventSearch): Iterable<Found<EventRecord | undefined>>;
  /** What was told last of each episode, by when it was seen last. */
  episodes(search: EpisodeSearch): readonly Found<FindingRecord>[];
  /** Everything that was told of an episode, in order; nothing where there is no such id. */
  episode(id: string): readonly FindingRecord[];
  /** On which dates of the router's zone (yyyymmdd) a source came, and how often; for good. */
  sourceDays(router: string, source: string): readonly (readonly [day: number, probes: number])[];
}
