import type { Format } from "../model/format.ts";
import { createLineSplitter } from "./line-splitter.ts";
import { createLineReader, longestLine, type ReadLine } from "./reader.ts";
import { type AssumedYears, createStampResolver, type StampResolverOptions } from "./stamps.ts";

export interface LogReaderOptions extends StampResolverOptions {
  readonly format: Format | "auto";
}

/** What a log held so far. */
export interface LogSummary {
  /** All lines, blank ones too. */
  readonly lines: number;
  /** Lines that were packets, and lines that were understood and are none. */
  readonly events: number;
  readonly notes: number;
  /** Lines by the id of the format that read them. */
  readonly formats: ReadonlyMap<string, number>;
  /** Undefined where every line had its year. */
  readonly assumed: AssumedYears | undefined;
}

/** Reads the text of one log, which comes in pieces; holds a line of it at most. */
export interface LogReader {
  /** The lines that this piece ends; blank ones are left out. */
  push(piece: string): readonly ReadLine[];
  /** What was left without a line end. */
  end(): readonly ReadLine[];
  summary(): LogSummary;
}

/**
 * A reader for one log.
 * @throws RangeError when the zone is not known
 */
export function createLogReader(options: LogReaderOptions): LogReader {
  const resolver = createStampResolver(options);
  const reader = createLineReader({ format: options.format, resolver });
  const splitter = createLineSplitter(longestLine);
  const counts = { events: 0, notes: 0 };
  return {
    push: (piece) => readLines(splitter.push(piece)),
    end: () => readLines(splitter.end()),
    summary: () => ({
      ...counts,
      lines: reader.lines(),
      formats: reader.formatsUsed(),
      assumed: resolver.assumed(),
    }),
  };

  function readLines(lines: readonly string[]): readonly ReadLine[] {
    const read: ReadLine[] = [];
    for (const text of lines) {
      const line = reader.read(text);
      if (line === undefined) continue;
      if (line.reading.kind === "event") counts.events += 1;
      if (line.reading.kind === "note") counts.notes += 1;
      read.push(line);
    }
    return read;
  }
}
