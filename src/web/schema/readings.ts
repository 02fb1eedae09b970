import type * as Answers from "../../model/page-reader.ts";
import type { TableKind } from "../../model/summary.ts";
import { flag, integer, list, number, object, optional, type Schema, text, time, word } from "../schema.ts";
import { address, counts, episodeState, severity } from "./facts.ts";
import { episode, gapRow, labelKeys, logRow, markKeys } from "./rows.ts";

export const tableKinds = [
  ...["ports", "sources", "domains", "top_level_domains", "countries", "networks"],
] as readonly TableKind[];

const period: Schema<Answers.AnsweredPeriod> = object("What was read: as far as something is known of it.", {
  from: time("begin"),
  to: time("end"),
});

export const usual: Schema<Answers.Usual> = object("The last 24 hours beside windows of the same length before.", {
  probes: counts("probes of the last 24 hours"),
  windows: counts("windows before that the journal knows, up to 14"),
  median: optional(number("probes of a usual window; from three windows on")),
  min: optional(counts("of the quietest")),
  max: optional(counts("of the busiest")),
  ratio: optional(number("probes by the median")),
});

export const rate: Schema<Answers.Rate> = object("Probes over time.", {
  period,
  step_seconds: integer("length of a bucket; days are longer or shorter when the clock is changed"),
  timezone: text("IANA zone by whose clock days begin"),
  starts: list("begin of each bucket, UTC ms", integer("UTC ms")),
  probes: list("of each bucket", counts("probes")),
  admitted: list("of each bucket", counts("what was let in")),
  gaps: list("that reach into the period", gapRow),
  episodes: list("that reach into it, the worst first", object("A mark.", markKeys)),
});

export const week: Schema<Answers.Week> = object("Probes by day of the week and hour.", {
  period,
  timezone: text("IANA zone"),
  probes: list("Monday first", list("24 hours", counts("probes"))),
});

export const gaps: Schema<Answers.Gaps> = object("What was lost.", {
  period,
  gaps: list("by router and begin", gapRow),
  lost_probes: counts("in gaps that no import filled, estimated"),
});

const sourceKeys = {
  ...labelKeys,
  country_name: optional(text("its name in English")),
} as const;

const sourceLabels: Schema<Answers.SourceLabels> = object("What is known of a source.", {
  source: address,
  is_forward_confirmed: optional(flag("whether its name leads back to the address")),
  ...sourceKeys,
});

/** Keys of a row of any table. */
export const rowKeys = {
  key: text("udp/137, an address, a domain, a country's code, AS64496; UNKNOWN for what is not known"),
  name: text("what people call it"),
  count: counts("probes"),
  share: number("of all, in %"),
} as const;

const tableEntry: Schema<Answers.TableEntry> = object("A row.", {
  ...rowKeys,
  let_in: optional({ json: { const: true, description: "of a source that was let in" } } as Schema<true>),
  description: optional(text("what a service is")),
  ...sourceKeys,
});

export const table: Schema<Answers.Table> = object("What was met most.", {
  period,
  kind: word("of what", tableKinds),
  probes: counts("of all rows, also those that are not shown"),
  rows: list("the highest counts first", tableEntry),
});

export const episodePage: Schema<Answers.EpisodePage> = object("Episodes, those seen last first.", {
  episodes: list("episodes", episode),
  next: optional(text("cursor for what follows; absent at the end")),
});

export const episodeStory: Schema<Answers.EpisodeStory> = object("An episode with all that was told of it.", {
  episode,
  findings: list(
    "in order",
    object("What was told.", {
      id: text("id"),
      state: episodeState,
      severity,
      count: counts("so far"),
      last_seen: time("when"),
    }),
  ),
  sources: list("what is known of its sources", sourceLabels),
  events: list("its rows, the newest first", logRow),
  has_more: flag("whether there are more"),
});

export const sourceHistory: Schema<Answers.SourceHistory> = object("All that one source did.", {
  source: sourceLabels,
  probes: counts("on all days"),
  admitted: counts("what was let in, of rows that are kept"),
  first_seen: optional(time("of rows that are kept")),
  last_seen: optional(time("of rows that are kept")),
  days: list(
    "dates on which it came",
    object("A day.", { date: text("ISO 8601", { format: "date" }), count: counts("probes") }),
  ),
  ports: list("its doors, of rows that are kept", tableEntry),
  episodes: list("those seen last first", episode),
  is_let_in: flag("whether it was let in though it should not have been"),
});

export const eventPage: Schema<Answers.EventPage> = object("A piece of the log.", {
  events: list("the newest first", logRow),
  next: optional(text("cursor for what follows; absent at the end")),
  searched_back_to: time("how far back it was looked; a search that finds little ends in time"),
});
