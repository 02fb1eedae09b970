/** The numbers of one router for people; published as it is on `<router>/summary`. */
export interface RouterSummary {
  /** All probes read live, ever. */
  readonly probes: number;
  /** Probes of the last 60 minutes: probes an hour. */
  readonly rate: number;
  /** Since midnight in the router's zone. */
  readonly today: number;
  /** Absent where the log lacks one of the five that tell an attempt. */
  readonly attempts_today?: number;
  /** Distinct sources of the last 24 hours. */
  readonly sources_24h: number;
  /** Share of the last 24 hours' probes in multiple attacks, %, two decimals. */
  readonly multiple_share_24h: number;
  readonly admitted: number;
  /** One short line for people, at most 255 characters; absent before the first probe. */
  readonly last_probe?: string;
  /** Totals of the other classes. */
  readonly classes: Readonly<Record<string, number>>;
}

/** An open episode as it is told on `<router>/state`. */
export interface ActiveEpisode {
  readonly id: string;
  readonly kind: string;
  readonly severity: string;
  readonly sources: readonly string[];
  readonly ports: readonly number[];
  readonly count: number;
  readonly first_seen: string;
  readonly last_seen: string;
}

/** What can be set of a router from outside, as it stands; published with its state. */
export interface RouterControls {
  readonly paused: boolean;
  /** Probes that make a burst. */
  readonly burst_threshold: number;
  /** Cron: how often the log would have to be read; absent for a router that is not asked for it. */
  readonly suggested_schedule?: string;
}

/** How the reading of one router stands. */
export interface ReadingState {
  readonly under_attack: boolean;
  readonly active_episodes: readonly ActiveEpisode[];
  readonly last_id?: string;
  /** ISO 8601; absent before the first successful pass. */
  readonly last_scrape?: string;
  readonly gaps: number;
  readonly lost_probes: number;
  readonly rejects: number;
  readonly ambiguous_passes: number;
}

/** Published as it is on `<router>/state`. */
export interface RouterState extends ReadingState, RouterControls {}

/** What tables there are. */
export type TableKind = "ports" | "sources" | "domains" | "top_level_domains" | "countries" | "networks";

/** A row of a table; published and reported as it is. */
export interface TableRow {
  /** `udp/137`, an address, a domain, a country's code, `AS64496`; `UNKNOWN` for what is not known. */
  readonly key: string;
  /** What people call it; the key where it has no name. */
  readonly name: string;
  readonly count: number;
  /** In %, two decimals. */
  readonly share: number;
  /** Of a source that was let in, and is alarming for that. */
  readonly let_in?: true;
}

/** Probes of a day. */
export interface DayCount {
  /** ISO 8601, of the router's zone. */
  readonly date: string;
  readonly count: number;
}
