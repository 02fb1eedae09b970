import type { Actions } from "./actions.ts";
import type { FindingKind, Severity } from "./finding.ts";
import type { BridgeHealth } from "./health.ts";
import type { Imports } from "./import-job.ts";
import type { LiveFeed, RouterReading } from "./live.ts";
import type { PageReader } from "./page-reader.ts";
import type { SetUp } from "./set-up.ts";
import type { RouterState, RouterSummary } from "./summary.ts";

/** What the program is. */
export interface Info {
  readonly version: string;
  readonly is_demo: boolean;
  /** ISO 8601. */
  readonly now: string;
  readonly started_at: string;
  /** From which severity on an episode means that a router is under attack. */
  readonly under_attack_severity: Severity;
  /** Kinds of episodes, and what their counts are of. */
  readonly kinds: readonly { readonly kind: FindingKind; readonly counted_by: string }[];
  readonly severities: readonly Severity[];
  readonly log_levels: readonly string[];
}

/** All routers at a glance. */
export interface Overview {
  readonly now: string;
  readonly health: BridgeHealth;
  readonly routers: readonly RouterOverview[];
}

/** One router at a glance. */
export interface RouterOverview {
  readonly name: string;
  readonly family: string;
  readonly family_title: string;
  /** Absent where that may be anybody. */
  readonly manufacturer?: string;
  /** Whether it is asked for its log, or sends it by itself. */
  readonly side: "poll" | "push";
  /** Whether it would send its log and nobody listens: it is there for the logs that are imported. */
  readonly is_import_only: boolean;
  /** IANA zone of its clock. */
  readonly timezone: string;
  readonly url?: string;
  /** Cron. */
  readonly schedule?: string;
  readonly reading: RouterReading;
  readonly summary?: RouterSummary;
  readonly state?: RouterState;
}

/** What the page and its API are made of; the bridge hands it in. */
export interface WebPorts {
  info(): Info;
  overview(): Overview;
  /** The configuration, with `{ is_set }` in place of every secret. */
  config(): Readonly<Record<string, unknown>>;
  readonly live: LiveFeed;
  readonly reader: PageReader;
  /** Whether the bridge does its work, and what is wrong. */
  condition(): Condition;
  readonly actions: Actions;
  readonly imports: Imports;
  readonly setUp: SetUp;
}

/** Whether the bridge works, for whoever watches over the process. */
export interface Condition {
  readonly status: "ok" | "failing";
  /** What is wrong, in words; nothing that is secret. */
  readonly problems: readonly string[];
}
