import { readEnvelope } from "../../formats/envelope.ts";
import { formats, moreSpecific } from "../../formats/index.ts";
import { actionOfWords } from "../../formats/netfilter-prefix.ts";
import { readPacket } from "../../formats/packet.ts";
import { createRecognition, type Recognition } from "../../formats/recognition.ts";
import { portOfService } from "../../formats/service-ports.ts";
import type { Action, Direction } from "../../model/event.ts";
import type { Format, LineReading, LineStamp } from "../../model/format.ts";
import { type GroupName, groupNames } from "./pattern-rules.ts";
import { re2 } from "./re2.ts";
import { timeReader } from "./time-form.ts";

export interface PatternOptions {
  readonly pattern: string;
  readonly timeForm: string;
  /** What became of packets of which no group tells it. */
  readonly action: Action;
  /** Reads the group `message`. */
  readonly format: Format | "auto";
  /** Our clock at the answer, UTC ms. */
  readonly answeredAtMs: number;
}

/** What a pattern found in a row, group by group; a group that found nothing is absent. */
type Found = Readonly<Partial<Record<GroupName, string>>>;

interface Match {
  readonly groups: Found;
  /** The row, but for what the group `time` found. */
  readonly withoutTime: string;
}

/** Finds the groups of a pattern in a row; undefined for a row that it does not fit. Linear in the length of the row, whatever the pattern. */
export function rowMatcher(pattern: string): (row: string) => Match | undefined {
  const compiled = re2().RE2JS.compile(pattern);
  const present = groupNames.filter((name) => name in compiled.namedGroups());
  return (row) => {
    const matcher = compiled.matcher(row);
    if (!matcher.find()) return undefined;
    const groups: Found = Object.fromEntries(present.flatMap((name) => entryOf(name, matcher.group(name))));
    if (groups.time === undefined) return { groups, withoutTime: row };
    return { groups, withoutTime: row.slice(0, matcher.start("time")) + row.slice(matcher.end("time")) };
  };
}

/**
 * A grammar for which rows of a pattern are notes, whatever else they look like: somebody may have written it there. The same grammar
 * where the pattern is "".
 */
export function withNotes(format: Format, options: Omit<PatternOptions, "action" | "format">): Format {
  if (options.pattern === "") return format;
  const find = rowMatcher(options.pattern);
  const stampOf = stampReader(options);
  return {
    ...format,
    read: (line) => {
      const found = find(line.text);
      return found === undefined ? format.read(line) : { kind: "note", note: "other", stamp: stampOf(found.groups) };
    },
  };
}

/** A format, or all of them, as one grammar. */
export function plainFormat(format: Format | "auto"): Format {
  const { read } = recognitionOf(format);
  return { id: "plain", title: "a format of the configuration", read };
}

/** A pattern as the grammar of a line. Its own packets are of format `pattern`, those of `message` of the format that read them. */
export function patternFormat(options: PatternOptions): Format {
  const find = rowMatcher(options.pattern);
  const stampOf = stampReader(options);
  const inner = recognitionOf(options.format);
  return { id: "pattern", title: "a pattern of the configuration", read: ({ text }) => read(text) };

  function read(row: string): LineReading | undefined {
    const found = find(row)?.groups;
    if (found === undefined) return undefined;
    return found.message === undefined ? packetOf(found, stampOf(found)) : readMessage(found.message, stampOf(found));
  }

  function readMessage(message: string, stamp: LineStamp | undefined): LineReading | undefined {
    const line = readEnvelope(message);
    const reading = inner.read(line);
    return reading && { ...reading, stamp: stamp ?? reading.stamp ?? line.stamp };
  }

  function packetOf(found: Found, stamp: LineStamp | undefined): LineReading {
    const { source_port, icmp_type, icmp_code, direction, port, action, ...rest } = found;
    return readPacket({
      ...rest,
      format: "pattern",
      action: action === undefined ? options.action : actionOfWords(action),
      direction: direction === undefined ? undefined : directionOf(direction),
      sourcePort: source_port === undefined ? undefined : numberOfPort(source_port),
      port: port === undefined ? undefined : numberOfPort(port),
      icmpType: icmp_type,
      icmpCode: icmp_code,
      stamp,
    });
  }
}

function stampReader({ timeForm, answeredAtMs }: Pick<PatternOptions, "timeForm" | "answeredAtMs">) {
  const read = timeReader(timeForm);
  return ({ time }: Found): LineStamp | undefined => (time === undefined ? undefined : read?.(time, answeredAtMs));
}

function recognitionOf(format: Format | "auto"): Recognition {
  return format === "auto" ? createRecognition(formats, moreSpecific) : createRecognition([format]);
}

function entryOf(name: GroupName, text: string | null): readonly (readonly [GroupName, string])[] {
  return text === null || text === "" ? [] : [[name, text]];
}

/** Some routers print the service that a port stands for. */
function numberOfPort(text: string): string {
  return portOfService(text) ?? text;
}

function directionOf(text: string): Direction | undefined {
  if (/^in/i.test(text)) return "in";
  return /^out/i.test(text) ? "out" : undefined;
}
