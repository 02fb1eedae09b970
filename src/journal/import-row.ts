import type { EventColumns } from "../model/import.ts";
import { type AddressColumn, encodeAddress } from "./address.ts";

/** An event on its way into the journal, in the form of its columns. */
export interface ImportRow {
  readonly timeMs: number;
  readonly eventClass: number;
  readonly shape: number;
  readonly source: AddressColumn;
  readonly sourcePort: number | null;
  readonly port: number | null;
  readonly count: number;
}

/** A row that the journal holds already. */
export interface KnownRow extends ImportRow {
  readonly id: number;
  readonly uncertaintyMs: number;
}

/**
 * What makes two events one: the time at the log's own resolution, and all fields. The class is left out, for it depends on
 * what is configured.
 */
export function identityOf({ timeMs, shape, source, sourcePort, port, count }: ImportRow): string {
  const address = source instanceof Uint8Array ? Buffer.from(source).toString("hex") : source;
  return `${timeMs} ${shape} ${address} ${sourcePort} ${port} ${count}`;
}

/** Rows of columns; `shapes` are the journal's numbers of those that the columns name. */
export function rowsOf(events: EventColumns, shapes: readonly number[]): ImportRow[] {
  const addresses = events.addresses.map(encodeAddress);
  const rows: ImportRow[] = [];
  for (let at = 0; at < events.length; at += 1) {
    const source = events.source[at] ?? Number.NaN;
    const sourcePort = events.sourcePort[at] ?? -1;
    const port = events.port[at] ?? -1;
    rows.push({
      timeMs: events.timeMs[at] ?? 0,
      eventClass: events.eventClass[at] ?? 0,
      shape: shapes[events.shape[at] ?? 0] ?? 0,
      source: source >= 0 ? source : Number.isNaN(source) ? null : (addresses[-1 - source] ?? null),
      sourcePort: sourcePort < 0 ? null : sourcePort,
      port: port < 0 ? null : port,
      count: events.count[at] ?? 1,
    });
  }
  return rows;
}
