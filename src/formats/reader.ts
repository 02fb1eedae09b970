import type { Format, LineReading, LineStamp, LogLine } from "../model/format.ts";
import { readEnvelope } from "./envelope.ts";
import { formats, moreSpecific } from "./index.ts";
import { createRecognition } from "./recognition.ts";
import { type Repeat, readRepeat } from "./repeats.ts";
import type { StampResolver } from "./stamps.ts";

/** Characters of the longest line that is read; a syslog message has at most 8 kB in practice. */
export const longestLine = 65_536;

export interface LineReaderOptions {
  readonly format: Format | "auto";
  /** Of this stream alone; without one no event has a time. */
  readonly resolver?: StampResolver | undefined;
}

/** A line, read; its event has its time, where it has one. */
export interface ReadLine {
  /** 1-based, blank lines counted. */
  readonly line: number;
  /** The line without its end. */
  readonly text: string;
  /** As the envelope names it. */
  readonly host?: string | undefined;
  /** The time as the line spells it, where it does. */
  readonly stamp?: LineStamp | undefined;
  readonly reading: LineReading;
}

/** Reads the lines of one stream, in their order. */
export interface LineReader {
  /** Undefined for a blank line. */
  read(line: string): ReadLine | undefined;
  /** Lines so far, blank ones too. */
  lines(): number;
  /** How many lines each format read, by id. */
  formatsUsed(): ReadonlyMap<string, number>;
}

/**
 * A reader for one stream: envelope, format and time of each line. A line that says how often the last one was repeated becomes an
 * event of its own, at its own time, with the fields of the last line of the same host; its count is that of the repetitions, times the
 * packets that the repeated line stood for.
 */
export function createLineReader({ format, resolver }: LineReaderOptions): LineReader {
  const recognition = format === "auto" ? createRecognition(formats, moreSpecific) : createRecognition([format]);
  const lastOfHost = createLastOfHost();
  let lines = 0;
  return { read, lines: () => lines, formatsUsed: recognition.used };

  function read(text: string): ReadLine | undefined {
    lines += 1;
    if (text.length > longestLine) return { line: lines, text, reading: { kind: "reject", reason: "line too long" } };
    const line = readEnvelope(text);
    if (line.message === "" && line.text === "") return undefined;
    const repeat = readRepeat(line.message);
    const reading = repeat === undefined ? readOne(line) : readRepeated(line, repeat);
    const stamp = reading.stamp ?? line.stamp;
    const timeMs = stamp === undefined ? undefined : resolver?.resolve(stamp);
    return { line: lines, text: line.text, host: line.host, stamp, reading: withTime(reading, timeMs) };
  }

  function readOne(line: LogLine): LineReading {
    const reading = recognition.read(line) ?? unknownLine;
    lastOfHost.set(line.host, reading);
    return reading;
  }

  function readRepeated(line: LogLine, { times, quoted }: Repeat): LineReading {
    if (quoted === undefined) return repeated(lastOfHost.get(line.host) ?? nothingBefore, times);
    const inner = readEnvelope(quoted);
    return repeated(readOne({ ...inner, host: line.host, program: line.program ?? inner.program }), times);
  }
}

/** The same reading, at its time. */
export function withTime(reading: LineReading, timeMs: number | undefined): LineReading {
  return timeMs === undefined || reading.kind !== "event"
    ? reading
    : { kind: "event", event: { ...reading.event, timeMs } };
}

const unknownLine: LineReading = { kind: "reject", reason: "unknown line" };
const nothingBefore: LineReading = { kind: "reject", reason: "repeats a line that is not there" };
const mostHosts = 1000;

/** The time is that of the line that tells of the repetition, so the stamp of the repeated one goes. */
function repeated(reading: LineReading, times: number): LineReading {
  if (reading.kind === "note") return { kind: "note", note: reading.note };
  if (reading.kind === "reject") return { kind: "reject", reason: reading.reason };
  return { kind: "event", event: { ...reading.event, count: reading.event.count * times } };
}

/** The last reading of each host; of more hosts than any household has, the one that was first heard of is forgotten. */
function createLastOfHost() {
  const readings = new Map<string | undefined, { reading: LineReading }>();
  // Most lines are of the host of the line before.
  let recent: { readonly host: string | undefined; readonly last: { reading: LineReading } } | undefined;
  return {
    get: (host: string | undefined) => readings.get(host)?.reading,
    set: (host: string | undefined, reading: LineReading) => {
      if (recent === undefined || recent.host !== host) recent = { host, last: lastOf(host, reading) };
      recent.last.reading = reading;
    },
  };

  function lastOf(host: string | undefined, reading: LineReading): { reading: LineReading } {
    const last = readings.get(host) ?? { reading };
    if (readings.size >= mostHosts && !readings.has(host)) readings.delete(readings.keys().next().value);
    readings.set(host, last);
    return last;
  }
}
