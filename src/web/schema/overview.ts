import { severities } from "../../model/finding.ts";
import type { BridgeHealth } from "../../model/health.ts";
import type { RouterReading } from "../../model/live.ts";
import type { ActiveEpisode, RouterState, RouterSummary } from "../../model/summary.ts";
import type { Info, Overview, RouterOverview } from "../../model/web.ts";
import {
  anything,
  flag,
  integer,
  list,
  map,
  number,
  object,
  optional,
  type Schema,
  text,
  time,
  word,
} from "../schema.ts";
import { counts, kind, routerName, severity } from "./facts.ts";

export const info: Schema<Info> = object("What the program is.", {
  version: text("version of the program"),
  is_demo: flag("whether a make-believe router shows what the program does"),
  now: time("our clock"),
  started_at: time("since when it runs"),
  under_attack_severity: word("from which severity on an episode means that a router is under attack", severities),
  kinds: list("kinds of episodes", object("A kind.", { kind, counted_by: text("what its counts are of, one of it") })),
  severities: list("from the mildest to the worst", severity),
  log_levels: list("levels of the log", text("level")),
});

const health: Schema<BridgeHealth> = object("How the program is doing.", {
  uptime_seconds: counts("how long it runs"),
  memory_bytes: counts("resident memory"),
  backlog: counts("rows that the broker has not acknowledged"),
  journal_bytes: counts("size of the journal"),
  publish_rate: number("messages that the broker acknowledged in the last minute"),
  log_level: text("level of the log"),
  suggested_schedules: optional(
    map("routers whose log fills faster than it is read", text("cron: what would lose less")),
  ),
  syslog: optional(map("how the listener is doing", anything("see the README"))),
});

const summary: Schema<RouterSummary> = object("Figures of a router.", {
  probes: counts("all probes read live, ever"),
  rate: counts("probes of the last 60 minutes"),
  today: counts("probes since midnight by the router's clock"),
  attempts_today: optional(counts("attempts since then, where the log can tell")),
  sources_24h: counts("distinct sources of the last 24 hours"),
  multiple_share_24h: number("share of their probes in multiple attacks, in %"),
  admitted: counts("what was let in, ever"),
  last_probe: optional(text("the last probe in words")),
  classes: map("totals of the other classes", counts("events")),
});

const activeEpisode: Schema<ActiveEpisode> = object("An open episode.", {
  id: text("its id"),
  kind: text("what was found"),
  severity: text("how bad"),
  sources: list("the first of its sources", text("address")),
  ports: list("the first of its ports", integer("port")),
  count: counts("what it counts"),
  first_seen: time("its begin"),
  last_seen: time("when it was seen last"),
});

const state: Schema<RouterState> = object("What a router is doing.", {
  under_attack: flag("whether it is under attack"),
  active_episodes: list("open episodes, the worst first", activeEpisode),
  last_id: optional(text("id of the last row")),
  last_scrape: optional(time("the last successful pass")),
  gaps: counts("gaps, ever"),
  lost_probes: counts("probes lost in them, estimated"),
  rejects: counts("lines that were not understood"),
  ambiguous_passes: counts("passes in which several shifts fitted"),
  paused: flag("whether it is paused"),
  burst_threshold: counts("probes that make a burst"),
  suggested_schedule: optional(text("cron: how often its log would have to be read")),
});

const reading: Schema<RouterReading> = object("Whether its log can be read.", {
  is_readable: optional(flag("absent before the first reading is over, and where there is none")),
  since: optional(time("since when that is so")),
  problem: optional(text("what is in the way, and what to do")),
  is_refusal: optional(flag("whether it refused us: it is seldom asked again by itself")),
});

const routerOverview: Schema<RouterOverview> = object("A router at a glance.", {
  name: routerName,
  family: text("id of its family"),
  family_title: text("name of its family"),
  manufacturer: optional(text("who makes it; absent where that may be anybody")),
  side: word("whether it is asked for its log, or sends it", ["poll", "push"]),
  is_import_only: flag("whether nobody listens for what it sends: it is there for the logs that are imported"),
  timezone: text("IANA zone of its clock"),
  url: optional(text("where its web interface is")),
  schedule: optional(text("cron: when its log is read")),
  reading,
  summary: optional(summary),
  state: optional(state),
});

export const overview: Schema<Overview> = object("All routers at a glance.", {
  now: time("our clock"),
  health,
  routers: list("in the order of the configuration", routerOverview),
});
