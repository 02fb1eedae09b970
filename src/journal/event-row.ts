import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { EventClass, JournalEvent } from "../model/event.ts";
import { decodeAddress, encodeAddress } from "./address.ts";
import { listed, type Shapes } from "./shapes.ts";

type Row = Readonly<Record<string, unknown>>;

/** Numbers of the classes: part of the stored form, so they are only ever appended to. */
export const classNumbers: readonly EventClass[] = ["probe", "admitted", "own", "chatter", "backscatter", "reply"];

/** The columns of a row, in the order of `eventValues`. */
export const eventColumns = [
  "id",
  "time",
  "class",
  "shape",
  "source",
  "source_port",
  "port",
  "count",
  "time_uncertainty",
];

/** The statement that `eventValues` fills. */
export function prepareEventInsert(database: DatabaseSync): StatementSync {
  const places = eventColumns.map(() => "?").join(", ");
  return database.prepare(`INSERT INTO event (${eventColumns.join(", ")}) VALUES (${places})`);
}

/** An event as values of its row, in the order of the columns. */
export function eventValues(id: number, event: JournalEvent, shapes: Shapes): (number | string | Uint8Array | null)[] {
  return [
    id,
    event.timeMs,
    classNumbers.indexOf(event.class),
    shapes.numberOf(event),
    encodeAddress(event.source),
    event.sourcePort ?? null,
    event.port ?? null,
    event.count,
    event.timeUncertaintyMs ?? null,
  ];
}

/** The event of a row. Its direction is `in`: nothing else is kept row by row. */
export function readEvent(row: Row, shapes: Shapes): JournalEvent {
  return {
    ...shapes.of(Number(row["shape"])),
    class: listed(classNumbers, row["class"]),
    direction: "in",
    timeMs: Number(row["time"]),
    timeUncertaintyMs: number(row["time_uncertainty"]),
    source: decodeAddress(row["source"]),
    sourcePort: number(row["source_port"]),
    port: number(row["port"]),
    count: Number(row["count"]),
  };
}

function number(column: unknown): number | undefined {
  return typeof column === "number" ? column : undefined;
}
