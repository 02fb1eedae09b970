import { type ClassifyContext, classify, hostList } from "../classify.ts";
import { describeError } from "../errors.ts";
import { formats } from "../formats/index.ts";
import { createLogReader, type LogSummary } from "../formats/log-reader.ts";
import type { ReadLine } from "../formats/reader.ts";
import type { EventColumns } from "../model/import.ts";
import { createColumnsBuilder } from "./event-columns.ts";
import { openLogFile, openStandardInput } from "./log-file.ts";
import { logText } from "./log-text.ts";
import { createPageFinder } from "./page-finder.ts";

/** Logs to be read for an import: plain data, for it goes to a thread. */
export interface ReadLogJob {
  /** Paths; `-` is standard input. */
  readonly files: readonly string[];
  /** Id of a format, or `auto`. */
  readonly format: string;
  readonly timezone: string;
  readonly nowMs: number;
  /** Year of lines that tell none. */
  readonly year?: number | undefined;
  /** Whether each file holds several pages of one log that overlap. */
  readonly isSnapshots: boolean;
  readonly knownHosts: readonly string[];
  readonly countUnknown: boolean;
}

/** Lines that were not understood for one reason. */
interface RejectedLines {
  readonly reason: string;
  count: number;
  /** The first few. */
  readonly samples: { readonly file: string; readonly line: number; readonly text: string }[];
}

export interface ReadLogSummary extends Pick<LogSummary, "lines" | "events" | "notes"> {
  /** Events that are counted by nobody: outbound, local, observed. */
  readonly uncounted: number;
  readonly rejects: readonly RejectedLines[];
  /** Lines by the id of the format that read them. */
  readonly formats: ReadonlyMap<string, number>;
  readonly assumed: readonly (NonNullable<LogSummary["assumed"]> & { readonly file: string })[];
  /** Why the last file could not be read to its end, where it could not; what came before counts. */
  readonly failure?: string | undefined;
}

/** Who gets what is read; each call is waited for. */
export interface LogReceiver {
  events(events: EventColumns, progress: ReadProgress): Promise<void>;
  /** The stream is over; `isPage` where it was a page among several. */
  streamEnd(isPage: boolean): Promise<void>;
}

export interface ReadProgress {
  readonly file: string;
  readonly lines: number;
  /** Bytes of the files as they are, packed or not. */
  readonly bytes: number;
}

const rejectSamples = 3;
const longestSample = 200;

/** Reads logs one after the other, each as a stream of its own, and each page of it where it is made of pages. */
export async function readLogs(job: ReadLogJob, receiver: LogReceiver): Promise<ReadLogSummary> {
  const context: ClassifyContext = { knownHosts: hostList(job.knownHosts), countUnknown: job.countUnknown };
  const totals = { lines: 0, events: 0, notes: 0, uncounted: 0 };
  const rejects = new Map<string, RejectedLines>();
  const used = new Map<string, number>();
  const assumed: ReadLogSummary["assumed"][number][] = [];
  let bytes = 0;
  let failure: string | undefined;
  for (const file of job.files) {
    if (failure === undefined) failure = await readFile(file);
  }
  return { ...totals, rejects: [...rejects.values()], formats: used, assumed, failure };

  /** Gives what went wrong, where something did. */
  async function readFile(file: string): Promise<string | undefined> {
    const log = file === "-" ? openStandardInput() : openLogFile(file);
    const format = formats.find(({ id }) => id === job.format) ?? "auto";
    const { timezone, nowMs, year } = job;
    const reader = createLogReader({ format, timezone, nowMs, year, fileDateMs: log.dateMs });
    const columns = createColumnsBuilder();
    const pages = createPageFinder();
    const linesBefore = totals.lines;
    try {
      for await (const text of logText(counted(log.bytes))) await take(reader.push(text));
      await take(reader.end());
      return undefined;
    } catch (thrown) {
      return `${file}: ${describeError(thrown)}`;
    } finally {
      log.bytes.destroy();
      await send();
      await receiver.streamEnd(job.isSnapshots);
      account(file, reader.summary(), linesBefore);
    }

    async function take(lines: readonly ReadLine[]): Promise<void> {
      for (const line of lines) {
        const { reading } = line;
        if (reading.kind === "reject") reject(file, line, reading.reason);
        if (reading.kind !== "event") continue;
        const { timeMs } = reading.event;
        const eventClass = classify(reading.event, context);
        if (eventClass === undefined) totals.uncounted += 1;
        else if (timeMs === undefined) reject(file, line, "no time");
        else {
          if (job.isSnapshots && pages.begins(timeMs)) {
            await send();
            await receiver.streamEnd(true);
          }
          if (columns.add(reading.event, eventClass, timeMs)) await send();
        }
      }
    }

    async function send(): Promise<void> {
      const { lines, assumed: years } = reader.summary();
      const events = columns.take(years !== undefined);
      if (events.length > 0) await receiver.events(events, { file, bytes, lines: linesBefore + lines });
    }
  }

  async function* counted(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of source) {
      bytes += piece.length;
      yield piece;
    }
  }

  function reject(file: string, { line, text }: ReadLine, reason: string): void {
    const entry = rejects.get(reason) ?? { reason, count: 0, samples: [] };
    rejects.set(reason, entry);
    entry.count += 1;
    if (entry.samples.length < rejectSamples) entry.samples.push({ file, line, text: text.slice(0, longestSample) });
  }

  function account(file: string, summary: LogSummary, linesBefore: number): void {
    totals.lines = linesBefore + summary.lines;
    totals.events += summary.events;
    totals.notes += summary.notes;
    for (const [id, count] of summary.formats) used.set(id, (used.get(id) ?? 0) + count);
    if (summary.assumed !== undefined) assumed.push({ file, ...summary.assumed });
  }
}
