import type { Episode, GapRow, LogRow } from "../../model/web-rows.ts";
import { flag, integer, list, object, optional, type Schema, text, time, word } from "../schema.ts";
import { address, counts, episodeState, kind, port, routerName, severity } from "./facts.ts";

export const gapRow: Schema<GapRow> = object("What a router lost before it was read.", {
  router: routerName,
  from: time("its begin"),
  to: time("its end"),
  entries: optional(counts("entries that were lost, where the log tells")),
  probes_estimate: counts("probes among them, estimated"),
  exact: flag("whether entries is a fact"),
  cause: word("why", ["overrun", "reboot", "cleared", "downtime", "unreadable"]),
  filled: flag("whether an import brought what was lost"),
});

/** Keys of an episode that marks in charts have too. */
export const markKeys = {
  id: text("its id"),
  router: routerName,
  kind,
  severity,
  first_seen: time("its begin"),
  last_seen: time("when it was seen last"),
  is_open: flag("whether it goes on"),
} as const;

export const episode: Schema<Episode> = object("An episode as it stands.", {
  ...markKeys,
  state: episodeState,
  sources: list("its sources; the first of many", address),
  ports: list("its ports; the first of many", port),
  protocol: optional(text("its protocol")),
  count: counts("how many"),
  counted_by: text("of what that is the number, one of it"),
  is_late: flag("whether it was too old to raise an alarm when it was found"),
});

/** What is known of a source; its address has another name in each place. */
export const labelKeys = {
  hostname: optional(text("its name by reverse DNS")),
  domain: optional(text("the registered domain of that name")),
  country: optional(text("ISO 3166-1 alpha-2")),
  asn: optional(integer("number of the autonomous system that announces it")),
  network: optional(text("name of that system")),
} as const;

export const logRow: Schema<LogRow> = object("A row of the log.", {
  id: text("its id, which never changes"),
  router: routerName,
  class: word("a probe, or something that was let in", ["probe", "admitted"]),
  time: time("when"),
  time_from: word("where that time comes from", ["router", "age", "scrape"]),
  time_uncertainty_ms: optional(counts("how far it may be off")),
  action: word("what the router did", ["drop", "reject", "accept", "unknown"]),
  protocol: optional(text("IANA keyword, or the number")),
  source: optional(address),
  destination: optional(address),
  source_port: optional(port),
  port: optional(port),
  icmp_type: optional(integer("type of ICMP")),
  icmp_code: optional(integer("code of ICMP")),
  tcp_flags: optional(list("flags that are set", text("flag"))),
  count: optional(integer("packets that it stands for, where they are more than one", { minimum: 2 })),
  interface: optional(text("interface of the router")),
  rule: optional(text("rule of the router")),
  format: text("format that read the line"),
  service: optional(text("service of the port")),
  ...labelKeys,
});
