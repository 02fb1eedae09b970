import type { ReportFigures } from "../../model/report.ts";
import type { TableRow } from "../../model/summary.ts";
import type { WireEvent } from "../../model/wire.ts";
import { type AnySchema, list, map, number, object, optional, orNull, type Schema, text, time } from "../schema.ts";
import { address, counts, port } from "./facts.ts";
import { rowKeys } from "./readings.ts";
import { gapRow } from "./rows.ts";

const tableRow: Schema<TableRow> = object("A row.", {
  ...rowKeys,
  let_in: optional({ json: { const: true, description: "of a source that was let in" } } as Schema<true>),
});

const rows = (description: string) => list(description, tableRow);

/** Gaps are told on the wire by the same keys, which their type does not tell. */
const wireGap: Schema<WireEvent> = ofWire(gapRow);

/** The article's figures: what the report has as JSON. */
export const figures: Schema<ReportFigures> = object("The report's figures.", {
  period: object("What was read.", { from: time("begin"), to: time("end"), days: number("days that have passed") }),
  probes: counts("probes"),
  attempts: orNull(counts("attempts; null where the log cannot tell")),
  per_day: object("Probes a day.", {
    average: number("over the time that has passed"),
    min: counts("of the quietest day"),
    max: counts("of the busiest day"),
  }),
  interval_seconds: orNull(number("from one probe to the next")),
  multiple_attacks: object("The article's: three within 15 seconds, of one source on one port.", {
    probes: counts("probes in them"),
    share: number("of all probes, in %"),
    attempts_share: orNull(number("of all attempts, in %")),
  }),
  largest_burst: orNull(
    object("The multiple attack with the most probes.", {
      source: address,
      port: orNull(port),
      protocol: orNull(text("protocol")),
      count: counts("probes"),
      seconds: counts("how long it took"),
    }),
  ),
  repeat_sources: list(
    "sources with more than 12 probes",
    object("A source.", { source: address, count: counts("probes"), days: counts("days on which it came") }),
  ),
  hours: list("24 hours of the router's clock", counts("probes")),
  days: list(
    "dates of the router's clock",
    object("A day.", { date: text("ISO 8601", { format: "date" }), count: counts("probes") }),
  ),
  top_level_domains: rows("of names of sources"),
  domains: rows("of names of sources"),
  countries: rows("of sources"),
  networks: rows("of sources"),
  ports: rows("that were knocked on"),
  sources: rows("that came"),
  unknown_share: number("probes from sources without a name, in %"),
  surges: list(
    "doors that far more sources came to than usual",
    object("A surge.", {
      port: text("tcp/135"),
      name: text("its service"),
      sources: counts("how many"),
      severity: text("how bad"),
      first_seen: time("its begin"),
      last_seen: time("when it was seen last"),
    }),
  ),
  gaps: list("what was lost", wireGap),
  classes: map("events by what they are", counts("events")),
});

function ofWire({ json }: AnySchema): Schema<WireEvent> {
  return { json };
}
