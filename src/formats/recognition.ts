import type { Format, LineReading, LogLine } from "../model/format.ts";

/** Reads the lines of one stream with one format, or with whichever fits. */
export interface Recognition {
  /** Undefined where no format knows the line. */
  read(line: LogLine): LineReading | undefined;
  /** How many lines each format read, by id. */
  used(): ReadonlyMap<string, number>;
}

/**
 * Tries the format that read the line before, for most logs have but one, then the others in their order. A format that only
 * can say what is wrong with a line has the word where no other understands it.
 */
export function createRecognition(formats: readonly Format[]): Recognition {
  const started = formats.map((format) => format.start?.() ?? format);
  const used = new Map<string, number>();
  let recent = started[0];
  return { read, used: () => used };

  function read(line: LogLine): LineReading | undefined {
    const first = recent?.read(line);
    if (recent !== undefined && first !== undefined && first.kind !== "reject") return counted(recent, first);
    let refused = recent === undefined || first === undefined ? undefined : { format: recent, reading: first };
    for (const format of started) {
      const reading = format === recent ? undefined : format.read(line);
      if (reading !== undefined && reading.kind !== "reject") return counted(format, reading);
      if (reading !== undefined) refused ??= { format, reading };
    }
    return refused === undefined ? undefined : counted(refused.format, refused.reading);
  }

  function counted(format: Format, reading: LineReading): LineReading {
    recent = format;
    used.set(format.id, (used.get(format.id) ?? 0) + 1);
    return reading;
  }
}
