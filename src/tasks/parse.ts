import { type ClassifyContext, classify } from "../classify.ts";
import { createLogReader, type LogReaderOptions, type LogSummary } from "../formats/log-reader.ts";
import { longestLine, type ReadLine } from "../formats/reader.ts";
import type { LogEvent } from "../model/event.ts";
import { type WireEvent, wireFacts } from "../model/wire.ts";

export interface ParseRequest extends LogReaderOptions {
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

export interface ParseSummary extends LogSummary {
  readonly probes: number;
  /** Lines by reason. */
  readonly rejects: ReadonlyMap<string, number>;
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
  const reader = createLogReader(request);
  const rejects = new Map<string, number>();
  let probes = 0;

  return {
    parse: async function* (text) {
      for await (const piece of text) yield parsed(reader.push(piece));
      yield parsed(reader.end());
    },
    summary: () => ({ ...reader.summary(), probes, rejects }),
  };

  function parsed(lines: readonly ReadLine[]): ParsedPiece {
    return { events: lines.flatMap(eventOf), rejects: lines.flatMap(rejectOf) };
  }

  function eventOf({ reading, line }: ReadLine): readonly WireEvent[] {
    if (reading.kind !== "event") return [];
    const event = wireParsed(reading.event, request.classify, line);
    if (event["probe"] === true) probes += 1;
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
