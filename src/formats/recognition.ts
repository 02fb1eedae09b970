import type { Format, LineReading, LogLine } from "../model/format.ts";

/** Reads the lines of one stream with one format, or with whichever fits. */
export interface Recognition {
  /** Undefined where no format knows the line. */
  read(line: LogLine): LineReading | undefined;
  /** How many lines each format read, by id. */
  used(): ReadonlyMap<string, number>;
}

/**
 * The first format, in their order, that understands a line; where all that know it only can say what is wrong with it, the first of
 * these. The one that read the line before is asked first, for most logs have but one; that changes nothing as long as
 * `moreSpecific` names, for each format, those before it that would read some of its lines.
 */
export function createRecognition(
  formats: readonly Format[],
  moreSpecific: ReadonlyMap<string, readonly string[]> = new Map(),
): Recognition {
  const started = formats.map((format) => format.start?.() ?? format);
  const used = new Map<string, number>();
  let recent: readonly Format[] = [];
  return { read, used: () => used };

  function read(line: LogLine): LineReading | undefined {
    return readBy(recent, line, false) ?? readBy(started, line, true);
  }

  function readBy(asked: readonly Format[], line: LogLine, isRejectTaken: boolean): LineReading | undefined {
    let refused: { readonly format: Format; readonly reading: LineReading } | undefined;
    for (const format of asked) {
      const reading = format.read(line);
      if (reading !== undefined && reading.kind !== "reject") return counted(format, reading);
      if (reading !== undefined) refused ??= { format, reading };
    }
    return refused === undefined || !isRejectTaken ? undefined : counted(refused.format, refused.reading);
  }

  function counted(format: Format, reading: LineReading): LineReading {
    if (recent.at(-1) !== format) {
      const before = moreSpecific.get(format.id) ?? [];
      recent = [...started.filter(({ id }) => before.includes(id)), format];
    }
    used.set(format.id, (used.get(format.id) ?? 0) + 1);
    return reading;
  }
}
