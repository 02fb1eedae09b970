import { type CsvCell, csvRow } from "../../model/csv.ts";
import { type WireEvent, wireGap } from "../../model/wire.ts";
import { exportedEvent } from "./exported-event.ts";
import type { RowFormat } from "./row-format.ts";

/** The columns of events, in the order of DESIGN 4.2; a new one goes to the end. */
const eventColumns = [
  ...["time", "time_from", "time_uncertainty_ms", "action", "protocol", "source", "destination", "source_port", "port"],
  ...["icmp_type", "icmp_code", "tcp_flags", "count", "interface", "rule", "format", "id", "router"],
  ...["service", "hostname", "domain", "country", "asn", "network"],
];

/** The columns of gaps, in the order of DESIGN 4.6. */
const gapColumns = ["router", "from", "to", "entries", "probes_estimate", "exact", "cause", "filled", "id"];

/** RFC 4180 with a line of names; every column is always there, and `count` too where it is 1, so that it can be summed. */
export const csv: RowFormat = {
  events: {
    head: row(eventColumns),
    line: (record, labels) => row(cellsOf({ count: 1, ...exportedEvent(record, labels) }, eventColumns)),
  },
  gaps: {
    head: row(gapColumns),
    line: ({ gap, router, id }) => row(cellsOf(wireGap(gap, router, id), gapColumns)),
  },
};

/** The row up to its line feed. */
function row(cells: readonly CsvCell[]): string {
  return `${csvRow(cells)}\r`;
}

function cellsOf(wire: WireEvent, columns: readonly string[]): readonly CsvCell[] {
  return columns.map((column) => {
    const value = wire[column];
    return typeof value === "object" ? value.join(" ") : value;
  });
}
