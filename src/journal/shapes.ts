import type { DatabaseSync } from "node:sqlite";
import type { Action, JournalEvent, TcpFlag, TimeSource } from "../model/event.ts";
import { decodeAddress, encodeAddress } from "./address.ts";
import type { Words } from "./words.ts";

/** What a household's events have in common with many others: everything but class, time, source, ports and count. */
type EventShape = Pick<
  JournalEvent,
  | "action"
  | "timeFrom"
  | "protocol"
  | "destination"
  | "icmpType"
  | "icmpCode"
  | "tcpFlags"
  | "interface"
  | "rule"
  | "format"
>;

/** The shapes of a journal, kept once and known by number: a row is half as long that way. */
export interface Shapes {
  /** The number of a shape, given on first use; writes, so a reader must only look up. */
  numberOf(shape: EventShape): number;
  /** @throws RangeError where the journal has no such shape */
  of(number: number): EventShape;
  /** Forgets what a rolled back transaction gave. */
  forget(): void;
}

/** Numbers of the closed lists: part of the stored form, so they are only ever appended to. */
const actionNumbers: readonly Action[] = ["drop", "reject", "accept", "unknown"];
const timeNumbers: readonly TimeSource[] = ["router", "age", "scrape"];
const flagBits: readonly TcpFlag[] = ["syn", "ack", "fin", "rst", "psh", "urg", "ece", "cwr"];

const columns = [
  ...["action", "time_from", "protocol", "destination", "icmp_type", "icmp_code", "tcp_flags"],
  ...["interface", "rule", "format"],
];
/** A household has some dozens; a log of a whole network must not fill the memory. */
const rememberedShapes = 20_000;

export function openShapes(database: DatabaseSync, words: Words): Shapes {
  const numbers = new Map<string, number>();
  const shapes = new Map<number, EventShape>();
  const find = database.prepare(
    `SELECT number FROM shape WHERE ${columns.map((column) => `${column} IS ?`).join(" AND ")}`,
  );
  const insert = database.prepare(
    `INSERT INTO shape (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")}) RETURNING number`,
  );
  const select = database.prepare("SELECT * FROM shape WHERE number = ?");
  return {
    numberOf(shape) {
      const key = keyOf(shape);
      const known = numbers.get(key);
      if (known !== undefined) return known;
      const values = valuesOf(shape, words);
      const number = Number((find.get(...values) ?? insert.get(...values))?.["number"]);
      if (numbers.size >= rememberedShapes) numbers.clear();
      numbers.set(key, number);
      return number;
    },
    of(number) {
      const known = shapes.get(number);
      if (known !== undefined) return known;
      const row = select.get(number);
      if (row === undefined) throw new RangeError(`the journal holds the unknown shape ${number}`);
      const shape = shapeOf(row, words);
      if (shapes.size >= rememberedShapes) shapes.clear();
      shapes.set(number, shape);
      return shape;
    },
    forget() {
      numbers.clear();
      shapes.clear();
    },
  };
}

function keyOf({ tcpFlags, ...shape }: EventShape): string {
  const { action, timeFrom, protocol, destination, icmpType, icmpCode } = shape;
  return JSON.stringify([
    ...[action, timeFrom, protocol, destination, icmpType, icmpCode, tcpFlags && bitsOf(tcpFlags)],
    ...[shape.interface, shape.rule, shape.format],
  ]);
}

function valuesOf(shape: EventShape, words: Words): (number | string | Uint8Array | null)[] {
  return [
    actionNumbers.indexOf(shape.action),
    timeNumbers.indexOf(shape.timeFrom),
    words.numberOf(shape.protocol),
    encodeAddress(shape.destination),
    shape.icmpType ?? null,
    shape.icmpCode ?? null,
    shape.tcpFlags === undefined ? null : bitsOf(shape.tcpFlags),
    words.numberOf(shape.interface),
    words.numberOf(shape.rule),
    words.numberOf(shape.format),
  ];
}

function shapeOf(row: Readonly<Record<string, unknown>>, words: Words): EventShape {
  const bits = numberOr(row["tcp_flags"]);
  return {
    timeFrom: listed(timeNumbers, row["time_from"]),
    action: listed(actionNumbers, row["action"]),
    protocol: words.textOf(row["protocol"]),
    destination: decodeAddress(row["destination"]),
    icmpType: numberOr(row["icmp_type"]),
    icmpCode: numberOr(row["icmp_code"]),
    tcpFlags: bits === undefined ? undefined : flagBits.filter((_, bit) => (bits & (1 << bit)) !== 0),
    interface: words.textOf(row["interface"]),
    rule: words.textOf(row["rule"]),
    format: words.textOf(row["format"]) ?? "unknown",
  };
}

function bitsOf(flags: readonly TcpFlag[]): number {
  return flags.reduce((bits, flag) => bits | (1 << flagBits.indexOf(flag)), 0);
}

function numberOr(column: unknown): number | undefined {
  return typeof column === "number" ? column : undefined;
}

/** The word of a closed list that a column's number stands for. */
export function listed<T>(list: readonly T[], column: unknown): T {
  const value = list[Number(column)];
  if (value === undefined) throw new RangeError(`the journal holds the unknown number ${String(column)}`);
  return value;
}
