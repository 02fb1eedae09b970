import { type ClassifyContext, classify } from "../classify.ts";
import { createLineSplitter } from "../formats/line-splitter.ts";
import { createLineReader, longestLine, type ReadLine } from "../formats/reader.ts";
import { type AssumedYears, createStampResolver, type StampResolverOptions } from "../formats/stamps.ts";
import type { LogEvent } from "../model/event.ts";
import type { Format } from "../model/format.ts";
import { type WireEvent, wireFacts } from "../model/wire.ts";

export interface ParseRequest extends StampResolverOptions {
  readonly format: Format | "auto";
  readonly classify: ClassifyContext;
}

/** A line that was not understood. */
interface RejectedLine {
  readonly line: number;
  readonly reason: string;
  /** Of a line that was too long, its beginning. */
  readonly text: string;
}

/** What a piece of the log held, in order. */
export interface ParsedPiece {
  /** As DESIGN 4.2 has it, column "parse". */
  readonly events: readonly WireEvent[];
  readonly rejects: readonly RejectedLine[];
}

export interface ParseSummary {
  /** All of them, blank ones too. */
  readonly lines: number;
  /** Lines that were packets, and how many of them were probes. */
  readonly events: number;
  readonly probes: number;
  readonly notes: number;
  /** Lines by reason. */
  readonly rejects: ReadonlyMap<string, number>;
  /** Lines by the id of the format that read them. */
  readonly formats: ReadonlyMap<string, number>;
  readonly assumed: AssumedYears | undefined;
}

/** Reads one log. */
export interface LogParser {
  /** Streams: holds a piece of text and a line. */
  parse(text: AsyncIterable<string>): AsyncGenerator<ParsedPiece>;
  /** Of what was read so far. */
  summary(): ParseSummary;
}

/**
 * A parser for one log, which keeps nothing.
 * @throws RangeError when the zone is not known
 */
export function createLogParser(request: ParseRequest): LogParser {
  const resolver = createStampResolver(request);
  const reader = createLineReader({ format: request.format, resolver });
  const rejects = new Map<string, number>();
  const counts = { events: 0, probes: 0, notes: 0 };

  return {
    parse: async function* (text) {
      const splitter = createLineSplitter(longestLine);
      for await (const piece of text) yield parseLines(splitter.push(piece));
      yield parseLines(splitter.end());
    },
    summary: () => ({
      ...counts,
      lines: reader.lines(),
      rejects,
      formats: reader.formatsUsed(),
      assumed: resolver.assumed(),
    }),
  };

  function parseLines(lines: readonly string[]): ParsedPiece {
    const read = lines.flatMap((line) => reader.read(line) ?? []);
    return { events: read.flatMap(eventOf), rejects: read.flatMap(rejectOf) };
  }

  function eventOf({ reading, line }: ReadLine): readonly WireEvent[] {
    if (reading.kind === "note") counts.notes += 1;
    if (reading.kind !== "event") return [];
    const event = wireParsed(reading.event, request.classify, line);
    counts.events += 1;
    if (event["probe"] === true) counts.probes += 1;
    return [event];
  }

  function rejectOf({ reading, line, text }: ReadLine): readonly RejectedLine[] {
    if (reading.kind !== "reject") return [];
    rejects.set(reading.reason, (rejects.get(reading.reason) ?? 0) + 1);
    return [{ line, reason: reading.reason, text: text.length > longestLine ? text.slice(0, longestSample) : text }];
  }
}

const longestSample = 1000;

function wireParsed(event: LogEvent, context: ClassifyContext, line: number): WireEvent {
  const eventClass = classify(event, context);
  return {
    ...wireFacts(event),
    direction: event.direction,
    ...(eventClass === undefined ? {} : { class: eventClass }),
    probe: eventClass === "probe",
    ...(event.interface === undefined ? {} : { interface: event.interface }),
    ...(event.rule === undefined ? {} : { rule: event.rule }),
    format: event.format,
    line,
  };
}
