import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Action, EventClass, JournalEvent, TcpFlag, TimeSource } from "../model/event.ts";
import { decodeAddress, encodeAddress } from "./address.ts";
import type { Words } from "./words.ts";

type Row = Readonly<Record<string, unknown>>;

/** Numbers of the closed lists: part of the stored form, so they are only ever appended to. */
export const classNumbers: readonly EventClass[] = ["probe", "admitted", "own", "chatter", "backscatter", "reply"];
const actionNumbers: readonly Action[] = ["drop", "reject", "accept", "unknown"];
const timeNumbers: readonly TimeSource[] = ["router", "age", "scrape"];
const flagBits: readonly TcpFlag[] = ["syn", "ack", "fin", "rst", "psh", "urg", "ece", "cwr"];

const columns = [
  ...["id", "time", "class", "action", "protocol", "source", "source_port", "destination", "port"],
  ...["icmp_type", "icmp_code", "tcp_flags", "count", "interface", "rule", "format", "time_from", "time_uncertainty"],
];

/** The statement that `eventValues` fills. */
export function prepareEventInsert(database: DatabaseSync): StatementSync {
  return database.prepare(`INSERT INTO event (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`);
}

/** An event as values of its row, in the order of the columns. */
export function eventValues(id: number, event: JournalEvent, words: Words): (number | string | Uint8Array | null)[] {
  return [
    id,
    event.timeMs,
    classNumbers.indexOf(event.class),
    actionNumbers.indexOf(event.action),
    words.numberOf(event.protocol),
    encodeAddress(event.source),
    event.sourcePort ?? null,
    encodeAddress(event.destination),
    event.port ?? null,
    event.icmpType ?? null,
    event.icmpCode ?? null,
    event.tcpFlags === undefined
      ? null
      : event.tcpFlags.reduce((bits, flag) => bits | (1 << flagBits.indexOf(flag)), 0),
    event.count,
    words.numberOf(event.interface),
    words.numberOf(event.rule),
    words.numberOf(event.format),
    timeNumbers.indexOf(event.timeFrom),
    event.timeUncertaintyMs ?? null,
  ];
}

/** The event of a row. Its direction is `in`: nothing else is kept row by row. */
export function readEvent(row: Row, words: Words): JournalEvent {
  const bits = number(row["tcp_flags"]);
  return {
    class: listed(classNumbers, row["class"]),
    timeMs: Number(row["time"]),
    timeFrom: listed(timeNumbers, row["time_from"]),
    timeUncertaintyMs: number(row["time_uncertainty"]),
    action: listed(actionNumbers, row["action"]),
    direction: "in",
    protocol: words.textOf(row["protocol"]),
    source: decodeAddress(row["source"]),
    sourcePort: number(row["source_port"]),
    destination: decodeAddress(row["destination"]),
    port: number(row["port"]),
    icmpType: number(row["icmp_type"]),
    icmpCode: number(row["icmp_code"]),
    tcpFlags: bits === undefined ? undefined : flagBits.filter((_, bit) => (bits & (1 << bit)) !== 0),
    count: Number(row["count"]),
    interface: words.textOf(row["interface"]),
    rule: words.textOf(row["rule"]),
    format: words.textOf(row["format"]) ?? "unknown",
  };
}

function number(column: unknown): number | undefined {
  return typeof column === "number" ? column : undefined;
}

function listed<T>(list: readonly T[], column: unknown): T {
  const value = list[Number(column)];
  if (value === undefined) throw new RangeError(`the journal holds the unknown number ${String(column)}`);
  return value;
}
