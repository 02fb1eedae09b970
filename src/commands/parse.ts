import { open } from "node:fs/promises";
import { addAbortSignal } from "node:stream";
import { hostList } from "../classify.ts";
import { describeError, FatalError, UsageError } from "../errors.ts";
import { createLogParser, type ParsedPiece, type ParseRequest } from "../tasks/parse.ts";
import { type LogFile, openLogFile, openStandardInput, type StandardInput } from "../worker/log-file.ts";
import { logText } from "../worker/log-text.ts";
import type { Command, CommandContext } from "./command.ts";
import { formatFlag, formatList, nowFlag, timezoneFlag } from "./log-flags.ts";
import { outputTaken } from "./output.ts";
import { describeParse } from "./parse-words.ts";

export const parse: Command = {
  name: "parse",
  usage: "parse FILE|- [OPTIONS]",
  about: [
    "Reads a log that some router or firewall wrote, from a file or from standard input (-), also packed with gzip, and writes",
    "each packet in it to standard output, one JSON object a line. It keeps nothing, touches nothing, and needs no",
    "configuration. What it made of the lines is told in one line at the end, on standard error.",
    "",
    "Formats:",
    ...formatList,
  ].join("\n"),
  options: {
    format: { type: "string", value: "ID|auto", doc: "how its lines are written", default: "auto, line by line" },
    timezone: { type: "string", value: "ZONE", doc: "zone of the clock that wrote it", default: "this machine's" },
    now: {
      type: "string",
      value: "TIME",
      doc: "no line is younger: tells the year where lines have none; ISO 8601",
      default: "the file's date",
    },
    rejects: { type: "string", value: "FILE", doc: "writes the lines that were not understood there, with the reason" },
  },
  maxPositionals: 1,
  examples: [
    ["whos-knocking parse /var/log/kern.log", "the packets that netfilter logged"],
    ["whos-knocking parse old.log.gz --timezone America/New_York --now 2005-03-01", "an old log, without years"],
  ],
  run: async (context) => {
    const { flags, positionals, now } = context;
    const format = formatFlag(flags["format"]);
    const timezone = timezoneFlag(flags["timezone"], new Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC");
    const nowMs = nowFlag(flags["now"], now());
    const source = openSource(positionals[0]);
    try {
      const fileDateMs = nowMs === undefined ? source.dateMs : undefined;
      return await parseSource(context, source, { format, timezone, nowMs: nowMs ?? now(), fileDateMs, classify });
    } finally {
      source.bytes.destroy();
    }
  },
};

/** What is known of the household without a configuration. */
const classify = { knownHosts: hostList([]), countUnknown: true };

async function parseSource(context: CommandContext, source: Source, request: ParseRequest): Promise<number> {
  const rejects = await openRejects(context.flags["rejects"], source);
  const parser = createLogParser(request);
  // Somebody who asks us to stop does not want to wait for the next line of a pipe.
  const bytes = addAbortSignal(context.signal, source.bytes);
  try {
    for await (const piece of parser.parse(logText(bytes))) await write(context, piece, rejects);
    return 0;
  } catch (thrown) {
    if (context.signal.aborted) return 1;
    throw thrown;
  } finally {
    await rejects?.close();
    context.stderr(describeParse(parser.summary(), request.timezone));
  }
}

type Source = LogFile | StandardInput;

function openSource(path: string | undefined): Source {
  if (path === undefined) throw new UsageError(["FILE: missing – the log to read, or - for standard input"]);
  return path === "-" ? openStandardInput() : openLogFile(path);
}

/** A file for the lines that were not understood. */
interface RejectsFile {
  write(text: string): Promise<void>;
  close(): Promise<void>;
}

async function openRejects(path: unknown, source: Source): Promise<RejectsFile | undefined> {
  if (typeof path !== "string") return undefined;
  if (source.isAt?.(path) === true)
    throw new UsageError([`--rejects: ${JSON.stringify(path)} – another file than the log`]);
  const refuse = (thrown: unknown): never => {
    throw new FatalError(`${path}: cannot be written (${describeError(thrown)})`, { cause: thrown });
  };
  const file = await open(path, "w").catch(refuse);
  return { write: (text) => file.appendFile(text).catch(refuse), close: () => file.close() };
}

async function write(context: CommandContext, { events, rejects }: ParsedPiece, file?: RejectsFile): Promise<void> {
  if (events.length > 0) context.stdout(jsonLines(events));
  if (rejects.length > 0) await file?.write(`${jsonLines(rejects)}\n`);
  await outputTaken(context.signal);
}

function jsonLines(values: readonly unknown[]): string {
  return values.map((value) => JSON.stringify(value)).join("\n");
}
