import type { Format, LineReading, LogLine } from "../model/format.ts";

/** Reads the lines of one stream with one format, or with whichever fits. */
export interface Recognition {
  /** Undefined where no format knows the line. */
  read(line: LogLine): LineReading | undefined;
  /** How many lines each format read, by id, in the order of their first. */
  used(): ReadonlyMap<string, number>;
}

/**
 * The first format, in their order, that understands a line; where all that know it only can say what is wrong with it, the first of
 * these. The one that read the last line of the same host is asked first, for most devices write but one; that changes nothing as
 * long as `moreSpecific` names, for each format, those before it that would read some of its lines.
 */
export function createRecognition(
  formats: readonly Format[],
  moreSpecific: ReadonlyMap<string, readonly string[]> = new Map(),
): Recognition {
  const started = formats.map((format): Counted => ({ format: format.start?.() ?? format, lines: 0 }));
  const inUse: Counted[] = [];
  const recentOfHost = new Map<string | undefined, Recent>();
  return { read, used };

  function read(line: LogLine): LineReading | undefined {
    const recent = recentOfHost.get(line.host);
    const found = (recent && readByRecent(recent, line)) ?? firstThatReads(started, line, true);
    if (found === undefined) return undefined;
    if (found.by.lines === 0) inUse.push(found.by);
    found.by.lines += 1;
    if (recent?.by !== found.by) remember(line, found);
    return found.reading;
  }

  function remember(line: LogLine, { by, isUndisputed }: Found): void {
    if (recentOfHost.size >= mostHosts) recentOfHost.clear();
    const before = moreSpecific.get(by.format.id) ?? [];
    const asked = [...started.filter(({ format }) => before.includes(format.id)), by];
    recentOfHost.set(line.host, { by, asked, mark: isUndisputed ? by.format.markOf?.(line) : undefined });
  }

  function used(): ReadonlyMap<string, number> {
    return new Map(inUse.map(({ format, lines }) => [format.id, lines]));
  }
}

/** More hosts than any household has. */
const mostHosts = 1000;

/** The format that read the last line of a host. */
interface Recent {
  readonly by: Counted;
  /** Those that are more specific, and it. */
  readonly asked: readonly Counted[];
  /** Of the last line that they left to it. */
  mark: string | undefined;
}

interface Found {
  readonly by: Counted;
  readonly reading: LineReading;
  /** Whether no format before had anything to say of the line. */
  readonly isUndisputed: boolean;
}

function readByRecent(recent: Recent, line: LogLine): Found | undefined {
  const mark = recent.by.format.markOf?.(line);
  if (mark !== undefined && mark === recent.mark) {
    const reading = recent.by.format.read(line);
    return reading === undefined || reading.kind === "reject"
      ? undefined
      : { by: recent.by, reading, isUndisputed: true };
  }
  const found = firstThatReads(recent.asked, line, false);
  if (found?.by === recent.by) recent.mark = found.isUndisputed ? mark : undefined;
  return found;
}

function firstThatReads(asked: readonly Counted[], line: LogLine, isRejectTaken: boolean): Found | undefined {
  let refused: Found | undefined;
  for (const by of asked) {
    const reading = by.format.read(line);
    if (reading === undefined) continue;
    if (reading.kind !== "reject") return { by, reading, isUndisputed: refused === undefined };
    refused ??= { by, reading, isUndisputed: true };
  }
  return isRejectTaken ? refused : undefined;
}

/** A format, and how many lines it has read. */
interface Counted {
  readonly format: Format;
  lines: number;
}
