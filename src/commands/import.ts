import { readRuntime } from "../bridge/runtime-file.ts";
import { nearestHint } from "../config/nearest.ts";
import type { Config } from "../config.ts";
import { FatalError, UsageError } from "../errors.ts";
import { openJournal } from "../journal/open.ts";
import type { RouterSettings } from "../model/router.ts";
import { type ImportRequest, type ImportThreads, importLogs, sizeOf, startImportThreads } from "../tasks/import.ts";
import { numberFlag } from "./arguments.ts";
import type { Command, CommandContext } from "./command.ts";
import { describeImport } from "./import-words.ts";
import { formatFlag, formatList, nowFlag, timezoneFlag } from "./log-flags.ts";
import { startProgress } from "./progress.ts";

const dayMs = 24 * 3600_000;

export const importCommand: Command = {
  name: "import",
  usage: "import FILE...|- --router NAME [OPTIONS]",
  about: [
    "Brings logs of the past into the journal, as if the router had been read all along: from files, also packed with gzip, or from",
    "standard input (-). They are counted and charted, and never sent to the broker. Nothing counts twice: the same file, one",
    "that overlaps, and times that were read live add nothing. Interrupted, the same command goes on where it was.",
    "",
    "Formats:",
    ...formatList,
  ].join("\n"),
  options: {
    router: {
      type: "string",
      value: "NAME",
      doc: "the router of the configuration that wrote them",
      default: "the only one",
    },
    format: { type: "string", value: "ID|auto", doc: "how the lines are written", default: "auto, line by line" },
    timezone: { type: "string", value: "ZONE", doc: "zone of the clock that wrote them", default: "the router's" },
    year: {
      type: "string",
      value: "YEAR",
      doc: "year of the first line, where lines tell none",
      default: "by the file's date",
    },
    now: { type: "string", value: "TIME", doc: "no line is younger; ISO 8601", default: "the file's date, else now" },
    snapshots: { type: "boolean", doc: "each file holds several pages or mails of one log, which overlap" },
  },
  maxPositionals: Number.POSITIVE_INFINITY,
  examples: [
    ["whos-knocking import /var/log/kern.log* --router home", "all that logrotate kept"],
    ["whos-knocking import - --router home --year 2019 <old.log", "an old log, without years"],
  ],
  run: async (context) => {
    if (context.positionals.length === 0) {
      throw new UsageError(["FILE: missing – one log or several, or - for standard input"]);
    }
    if (context.positionals.indexOf("-") !== context.positionals.lastIndexOf("-")) {
      throw new UsageError(["FILE: - twice – standard input can be read once"]);
    }
    await using threads = startImportThreads();
    const config = await context.loadConfig();
    const router = chosenRouter(config, context.flags["router"]);
    const request = requestOf(context, config, router);
    const total = sizeOf(context.positionals);
    requireNoBridge(config.data_dir);
    const journal = openJournal(config.data_dir);
    try {
      return await run(context, request, total, threads);
    } finally {
      journal.close();
    }
  },
};

async function run(
  context: CommandContext,
  request: ImportRequest,
  total: number | undefined,
  threads: ImportThreads,
): Promise<number> {
  const bar = startProgress(total);
  const startedMs = context.now();
  try {
    const result = await importLogs(
      request,
      ({ lines, bytes }) => {
        const perSecond = Math.round(lines / Math.max(1, (context.now() - startedMs) / 1000));
        bar.show(bytes, `${lines} lines, ${perSecond}/s`);
      },
      context.signal,
      threads,
    );
    bar.end();
    for (const line of describeImport(result, request.journal.router, request.logs.timezone)) context.stderr(line);
    if (result.summary.failure !== undefined) throw new FatalError(result.summary.failure);
    return 0;
  } catch (thrown) {
    bar.end();
    if (!context.signal.aborted) throw thrown;
    context.stderr("interrupted: what was imported stays, and the same command goes on from there");
    return 1;
  }
}

function requestOf({ flags, positionals, now }: CommandContext, config: Config, router: RouterSettings): ImportRequest {
  const format = formatFlag(flags["format"]);
  const nowMs = nowFlag(flags["now"], now()) ?? now();
  const years = { min: 1990, max: 2199, default: 0 };
  const { days } = config.retention;
  return {
    logs: {
      files: positionals,
      format: format === "auto" ? format : format.id,
      timezone: timezoneFlag(flags["timezone"], router.timezone),
      nowMs,
      year: flags["year"] === undefined ? undefined : numberFlag(flags, "year", years),
      isSnapshots: flags["snapshots"] === true,
      knownHosts: router.known_hosts,
      countUnknown: router.count_unknown,
    },
    journal: {
      dataDir: config.data_dir,
      router: router.name,
      timezone: router.timezone,
      keptSinceMs: days > 0 ? now() - days * dayMs : Number.NEGATIVE_INFINITY,
    },
  };
}

function chosenRouter({ routers }: Config, name: unknown): RouterSettings {
  const [only] = routers;
  if (name === undefined && only !== undefined && routers.length === 1) return only;
  const router = routers.find((candidate) => candidate.name === name);
  if (router !== undefined) return router;
  const names = routers.map((candidate) => candidate.name);
  if (name === undefined) throw new UsageError([`--router: missing – one of ${names.join(", ")}`]);
  throw new UsageError([
    `--router: ${JSON.stringify(name)} – one of the configuration: ${names.join(", ")}${nearestHint(String(name), names)}`,
  ]);
}

function requireNoBridge(dataDir: string): void {
  const running = readRuntime(dataDir);
  if (running === undefined) return;
  throw new FatalError(
    `the bridge with process id ${running.pid} writes the journal in ${dataDir}: stop it, import, and start it again; what its router kept meanwhile is read then`,
  );
}
