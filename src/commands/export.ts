import { UsageError } from "../errors.ts";
import { readJournal } from "../journal/open.ts";
import { exportLines } from "../tasks/export.ts";
import { readMoment } from "../tasks/moment.ts";
import type { Command, CommandContext } from "./command.ts";

export const exportCommand: Command = {
  name: "export",
  usage: "export [OPTIONS]",
  about: [
    "Writes what the journal keeps to standard output, one JSON object a line, also beside a running bridge.",
    "Probes by default.",
  ].join("\n"),
  options: {
    since: {
      type: "string",
      value: "TIME",
      doc: "from this time on: ISO 8601, or how long ago (24h, 7d)",
      default: "the beginning",
    },
    until: { type: "string", value: "TIME", doc: "up to before this time", default: "now" },
    router: { type: "string", value: "NAME", doc: "this router alone", default: "all" },
    format: { type: "string", value: "FORMAT", doc: "ndjson", default: "ndjson" },
    admitted: { type: "boolean", doc: "also what was let in" },
    gaps: { type: "boolean", doc: "the gaps, in place of probes" },
  },
  maxPositionals: 0,
  examples: [
    ["whos-knocking export --since 7d >week.ndjson", "the probes of the last seven days"],
    ["whos-knocking export --gaps", "what was missed, and why"],
  ],
  run: async (context) => {
    const { flags } = context;
    if (flags["format"] !== undefined && flags["format"] !== "ndjson") {
      throw new UsageError([`--format: ${JSON.stringify(flags["format"])} – ndjson`]);
    }
    const request = {
      sinceMs: moment(context, "since"),
      untilMs: moment(context, "until"),
      routers: typeof flags["router"] === "string" ? [flags["router"]] : undefined,
      isAdmittedWanted: flags["admitted"] === true,
      isGapsWanted: flags["gaps"] === true,
    };
    const journal = readJournal((await context.loadConfig()).data_dir);
    try {
      const unknown = request.routers?.find((name) => !journal.routers().includes(name));
      if (unknown !== undefined) {
        throw new UsageError([
          `--router: ${JSON.stringify(unknown)} – one that the journal knows: ${journal.routers().join(", ")}`,
        ]);
      }
      for (const line of exportLines(journal, request)) {
        if (context.signal.aborted) return 1;
        context.stdout(line);
      }
    } finally {
      journal.close();
    }
    return 0;
  },
};

function moment({ flags, now }: CommandContext, name: string): number | undefined {
  const text = flags[name];
  if (typeof text !== "string") return undefined;
  const timeMs = readMoment(text, now());
  if (timeMs === undefined)
    throw new UsageError([
      `--${name}: ${JSON.stringify(text)} – a time such as 2026-11-23T12:00:00Z, 2026-11-23, 24h or 7d`,
    ]);
  return timeMs;
}
