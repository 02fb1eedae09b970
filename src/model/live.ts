import type { BridgeHealth } from "./health.ts";
import type { ImportJob } from "./import-job.ts";
import type { RouterState, RouterSummary } from "./summary.ts";
import type { Episode, GapRow, LogRow } from "./web-rows.ts";

/** Whether the log of a router can be read, as far as anybody knows. */
export interface RouterReading {
  /** Absent before the first reading is over, and where there is none. */
  readonly is_readable?: boolean;
  /** ISO 8601: since when that is so. */
  readonly since?: string;
  /** What is in the way, in words for people, with what to do. */
  readonly problem?: string;
  /** True where the router refused us: it is seldom asked again by itself. */
  readonly is_refusal?: boolean;
}

/** What one pass brought, the newest first; of many the first. */
interface ProbeDigest {
  readonly router: string;
  /** Probes, weighted. */
  readonly count: number;
  readonly events: readonly LogRow[];
}

/** What became of a configuration that was read again. */
export interface ConfigNews {
  /** Where it was taken up, everything begins anew with it: whoever looks on comes back in a moment. */
  readonly state: "taken_up" | "refused";
  /** What is wrong with it. */
  readonly problems?: readonly string[];
}

/** What is told while it happens, by its name. */
export interface LiveData {
  readonly summary: RouterSummary & { readonly router: string };
  readonly state: RouterState & { readonly router: string };
  readonly reading: RouterReading & { readonly router: string };
  readonly health: BridgeHealth;
  readonly probes: ProbeDigest;
  readonly episode: Episode;
  readonly gap: GapRow;
  readonly import: ImportJob;
  readonly config: ConfigNews;
}

/** One thing that is told. */
export type LiveEvent = {
  readonly [Name in keyof LiveData]: { readonly event: Name; readonly data: LiveData[Name] };
}[keyof LiveData];

/** What the bridge tells whoever looks on. */
export interface LiveFeed {
  /** The last of what stays true until it is told anew: states, summaries, readings, the health, and a configuration that was refused. */
  snapshot(): readonly LiveEvent[];
  /** Tells of everything from now on; gives what ends it. */
  subscribe(listener: (event: LiveEvent) => void): () => void;
}
