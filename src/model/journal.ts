import type { CountReader } from "./counts.ts";
import type { EventClass, JournalEvent } from "./event.ts";
import type { Finding, FindingKind } from "./finding.ts";
import type { Gap } from "./gap.ts";
import type { StreamSpan } from "./import.ts";
import type { LabelReader, LabelStore } from "./labels.ts";
import type { JournalRecord } from "./record.ts";
import type { JournalSearch } from "./search.ts";
import type { SettingStore } from "./settings.ts";

/** What the journal remembers of the pages of one router, so that the next one can be aligned with them. */
export interface PageMemory {
  /** Keys of the newest entries ever seen, oldest first: longer than a page, so that replayed rows are known again. */
  readonly keys: readonly string[];
  /** Weight of the last of them when we saw it. */
  readonly lastWeight: number;
  /** Entries on the page before. */
  readonly pageLength: number;
  /** Entries on the longest page of this router: a guess at its ring. */
  readonly longestPage: number;
  /** When the page before was read, and how long the router had been up then. */
  readonly scrapedAtMs: number;
  readonly uptimeMs?: number | undefined;
  /** Number of the newest row ever seen, where the router counts them. */
  readonly lastNumber?: number | undefined;
}

/** One thing of a pass that gets a number of the router's sequence, in its order. */
export type PassItem =
  | { readonly kind: "event"; readonly event: JournalEvent }
  | { readonly kind: "finding"; readonly finding: Finding }
  | { readonly kind: "gap"; readonly gap: Gap };

/** All that one pass over one router brought: committed whole or not at all. */
export interface Pass {
  readonly router: string;
  /** IANA zone of the router, for counts by its local day. */
  readonly timezone: string;
  readonly scrapedAtMs: number;
  readonly items: readonly PassItem[];
  /** How many notes of each kind, and how many rejects of each reason, were new. */
  readonly notes: Readonly<Record<string, number>>;
  readonly rejects: Readonly<Record<string, number>>;
  readonly page: PageMemory;
  /**
   * Since when everything that the router sent was heard, up to this pass; for routers that send their log by themselves. Absent where
   * pages tell what is covered.
   */
  readonly heardFromMs?: number | undefined;
  /** True where several shifts fitted and the smallest was taken. */
  readonly isAmbiguous: boolean;
  /** The parts of the detectors' checkpoints that it changed, by name; undefined for one that is gone. */
  readonly checkpoints: Readonly<Record<string, Checkpoint | undefined>>;
}

/** One part of what a detector cannot build again from the journal's rows. */
export interface Checkpoint {
  readonly version: number;
  readonly state: unknown;
}

/** What the detectors of a router go on with after a restart. */
export interface Recollection {
  readonly checkpoints: Readonly<Record<string, Checkpoint>>;
  /** The last finding of every episode that has not ended. */
  readonly openEpisodes: readonly Finding[];
  /** On which dates of the router's zone (as numbers yyyymmdd) which sources sent probes, imported ones too; by date. */
  readonly visits: Iterable<{ readonly source: string; readonly day: number }>;
  /** Probes and admitted events that were read live, in the order of the log. */
  readonly events: Iterable<JournalEvent>;
}

/** Running totals of one router; cheap to read however long the history is. */
export interface RouterTotals {
  /** Weighted by `count`; what was read live. */
  readonly probes: number;
  readonly admitted: number;
  readonly byClass: Readonly<Partial<Record<EventClass, number>>>;
  readonly notes: Readonly<Record<string, number>>;
  readonly rejects: number;
  readonly gaps: number;
  readonly lostProbesEstimate: number;
  readonly ambiguousPasses: number;
  readonly lastScrapeMs?: number | undefined;
}

/** An episode that has begun and not ended. */
export interface OpenEpisode {
  readonly id: string;
  readonly finding: Finding;
}

export interface RecordFilter {
  readonly routers?: readonly string[];
  readonly sinceMs?: number;
  readonly untilMs?: number;
  readonly kinds: ReadonlySet<"probe" | "admitted" | "gap" | "finding">;
}

/** Reading the journal; always allowed, also beside a running bridge. */
export interface JournalReader {
  routers(): readonly string[];
  totals(router: string): RouterTotals;
  /** Probes (weighted) and their distinct sources with `fromMs <= time < toMs`. */
  probesBetween(router: string, fromMs: number, toMs: number): { readonly probes: number; readonly sources: number };
  /** Events of a class (weighted) in the quarter hours that begin in `[fromMs, toMs)`: cheap however many there are. */
  classBetween(router: string, eventClass: EventClass, fromMs: number, toMs: number): number;
  /** Attempts and probes of multiple attacks (section 2 of the design) by quarter hours that begin in `[fromMs, toMs)`. */
  measuresBetween(
    router: string,
    fromMs: number,
    toMs: number,
  ): { readonly attempts: number; readonly multiple: number };
  /** Time of the first row that is kept. */
  firstProbeMs(router: string): number | undefined;
  /** The one that was read last; not an imported one. */
  lastProbe(router: string): JournalEvent | undefined;
  /** Those that are news, the worst first, of equals the one that was seen last. */
  openEpisodes(router: string, atMost: number): readonly OpenEpisode[];
  /** What was told of episodes that were last seen at `sinceMs` or later, in order. */
  findingsSince(router: string, sinceMs: number): readonly Finding[];
  /** Sources that were let in between `fromMs` and `toMs` though they should not have been: a flag for every table of sources. */
  sourcesLetIn(router: string, fromMs: number, toMs: number): ReadonlySet<string>;
  /** Id of the last row that was read live. */
  lastId(router: string): string | undefined;
  /** Gaps that reach into `[fromMs, toMs)`, by their begin. */
  gapsBetween(router: string, fromMs: number, toMs: number): readonly Gap[];
  /** The rows after `sequence` that were read live, in order: what an import brought is never delivered. */
  recordsAfter(router: string, sequence: number, limit: number): readonly JournalRecord[];
  /** How many there are of them; rows that retention deleted are counted too. */
  countAfter(router: string, sequence: number): number;
  /** Findings of some kinds about what was seen in `[fromMs, toMs)`, in order. */
  findingsBetween(router: string, kinds: readonly FindingKind[], fromMs: number, toMs: number): readonly Finding[];
  /** Probes and admitted events with `fromMs <= time < toMs` in the order of time, live and imported ones; streams. */
  eventsBetween(router: string, fromMs: number, toMs: number): Iterable<JournalEvent>;
  /** The times of which imports brought something, in order. */
  importedSpans(router: string): readonly StreamSpan[];
  /** Every row that fits, by router and sequence; streams. */
  records(filter: RecordFilter): Iterable<JournalRecord>;
  pageMemory(router: string): PageMemory | undefined;
  /** All that detectors remember: events since a time, visits since a date (a number yyyymmdd). */
  recollection(router: string, sinceMs: number, sinceDay: number): Recollection;
  /** What the tables and figures of any period are made of. */
  readonly counts: CountReader;
  /** Single rows and episodes, from the newest back. */
  readonly search: JournalSearch;
  /** What is kept of addresses. */
  readonly labels: LabelReader;
  sizeBytes(): number;
  close(): void;
}

/** The one writer. */
export interface JournalWriter extends JournalReader {
  readonly labels: LabelStore;
  /** What was set from outside. */
  readonly settings: SettingStore;
  /**
   * Writes a pass in one transaction, durable when it returns; gives the numbered rows.
   * @throws RetryableError when the disk is full or the folder has become unwritable: nothing of the pass is kept
   */
  commit(pass: Pass): readonly JournalRecord[];
  /** How far the rows of a router are delivered. */
  cursor(router: string): number;
  /** Remembers it; called after the broker's acknowledgement, so that a row is delivered at least once. */
  moveCursor(router: string, sequence: number): void;
  /** Retained topics that we have on the broker, so that those of a removed router can be taken away. */
  retainedTopics(): readonly string[];
  rememberRetained(topics: readonly string[]): void;
  /** Deletes single rows older than `beforeMs`; their rollups stay. */
  expire(beforeMs: number): number;
  /** The highest reading of our own clock at a commit, UTC ms. */
  highestClockMs(): number;
}
