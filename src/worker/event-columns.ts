import { isPlainIPv4 } from "../formats/addresses.ts";
import { numberOfIPv4 } from "../journal/address.ts";
import { classNumbers } from "../journal/event-row.ts";
import type { EventClass, LogEvent } from "../model/event.ts";
import type { EventColumns } from "../model/import.ts";

/** Events that go to the journal's thread at once: enough to make the trip worth it, few enough to hold some of them. */
const capacity = 4096;

/** Puts events into columns. */
export interface ColumnsBuilder {
  /** @returns whether the columns are full */
  add(event: LogEvent, eventClass: EventClass, timeMs: number): boolean;
  /** The columns so far, for somebody else to keep; the next ones begin empty. */
  take(isYearless: boolean): EventColumns;
}

export function createColumnsBuilder(): ColumnsBuilder {
  let columns = emptyColumns();
  let length = 0;
  let shapes = createShapeList();
  let addresses = new Map<string, number>();
  return {
    add(event, eventClass, timeMs) {
      columns.timeMs[length] = timeMs;
      columns.eventClass[length] = classNumbers.indexOf(eventClass);
      columns.shape[length] = shapes.placeOf(event);
      columns.source[length] = sourceOf(event.source);
      columns.sourcePort[length] = event.sourcePort ?? -1;
      columns.port[length] = event.port ?? -1;
      columns.count[length] = event.count;
      length += 1;
      return length === capacity;
    },
    take(isYearless) {
      const taken = { ...columns, length, shapes: shapes.all, addresses: [...addresses.keys()], isYearless };
      columns = emptyColumns();
      length = 0;
      shapes = createShapeList();
      addresses = new Map();
      return taken;
    },
  };

  function sourceOf(source: string | undefined): number {
    if (source === undefined) return Number.NaN;
    if (isPlainIPv4(source)) return numberOfIPv4(source);
    const place = addresses.get(source) ?? addresses.size;
    addresses.set(source, place);
    return -1 - place;
  }
}

/** The parts of columns that may go to another thread without being copied. */
export function buffersOf(columns: EventColumns): ArrayBuffer[] {
  const { timeMs, eventClass, shape, source, sourcePort, port, count } = columns;
  return [timeMs, eventClass, shape, source, sourcePort, port, count].map((column) => column.buffer as ArrayBuffer);
}

function emptyColumns() {
  return {
    timeMs: new Float64Array(capacity),
    eventClass: new Uint8Array(capacity),
    shape: new Uint32Array(capacity),
    source: new Float64Array(capacity),
    sourcePort: new Int32Array(capacity),
    port: new Int32Array(capacity),
    count: new Float64Array(capacity),
  };
}

/** How many of the last shapes of a rule a new event is compared with before it is looked up by name. */
const recentShapes = 4;

interface ShapeList {
  readonly all: LogEvent[];
  placeOf(event: LogEvent): number;
}

/** Devices that log to one place take turns from line to line, and each has rules of its own. */
function createShapeList(): ShapeList {
  const all: LogEvent[] = [];
  const places = new Map<string, number>();
  const recentOf = new Map<string | undefined, readonly number[]>();
  return { all, placeOf };

  function placeOf(event: LogEvent): number {
    const recent = recentOf.get(event.rule) ?? [];
    const near = recent.find((place) => isSameShape(all[place], event));
    if (near !== undefined) return near;
    const name = nameOf(event);
    const place = places.get(name) ?? all.push(event) - 1;
    places.set(name, place);
    recentOf.set(event.rule, [place, ...recent.slice(0, recentShapes - 1)]);
    return place;
  }
}

function isSameShape(one: LogEvent | undefined, other: LogEvent): boolean {
  return (
    one !== undefined &&
    one.protocol === other.protocol &&
    one.action === other.action &&
    one.destination === other.destination &&
    one.icmpType === other.icmpType &&
    one.icmpCode === other.icmpCode &&
    one.interface === other.interface &&
    one.rule === other.rule &&
    one.format === other.format &&
    areSameFlags(one.tcpFlags, other.tcpFlags)
  );
}

function areSameFlags(one: LogEvent["tcpFlags"], other: LogEvent["tcpFlags"]): boolean {
  if (one === other) return true;
  if (one === undefined || other === undefined || one.length !== other.length) return false;
  return one.every((flag, at) => flag === other[at]);
}

function nameOf({ action, protocol, destination, icmpType, icmpCode, tcpFlags, ...event }: LogEvent): string {
  return JSON.stringify([
    ...[action, protocol, destination, icmpType, icmpCode, tcpFlags],
    ...[event.interface, event.rule, event.format],
  ]);
}
