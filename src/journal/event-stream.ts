import type { DatabaseSync } from "node:sqlite";
import type { JournalEvent } from "../model/event.ts";
import { decodeAddress } from "./address.ts";
import { classNumbers } from "./event-row.ts";
import { rowId } from "./schema.ts";
import { listed, type Shapes } from "./shapes.ts";

/**
 * Streams the single events of a router in the order of time. Rows come as lists of what is needed, not as objects: there may be
 * millions of them.
 */
export function openEventStream(
  database: DatabaseSync,
  shapes: Shapes,
): (router: number, fromMs: number, toMs: number) => Iterable<JournalEvent> {
  const select = database.prepare(
    "SELECT time, class, shape, source, source_port, port, count, time_uncertainty FROM event INDEXED BY event_time " +
      "WHERE time >= ? AND time < ? AND id BETWEEN ? AND ? ORDER BY time, id",
  );
  select.setReturnArrays(true);
  return function* (router, fromMs, toMs) {
    // The types of node:sqlite do not follow `setReturnArrays`.
    const rows = select.iterate(fromMs, toMs, rowId(router, 0), rowId(router + 1, 0) - 1) as unknown as Iterable<
      readonly unknown[]
    >;
    for (const [time, eventClass, shape, source, sourcePort, port, count, uncertainty] of rows) {
      yield {
        ...shapes.of(Number(shape)),
        class: listed(classNumbers, eventClass),
        direction: "in",
        timeMs: Number(time),
        timeUncertaintyMs: number(uncertainty),
        source: decodeAddress(source),
        sourcePort: number(sourcePort),
        port: number(port),
        count: Number(count),
      };
    }
  };
}

function number(column: unknown): number | undefined {
  return typeof column === "number" ? column : undefined;
}
