import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import { resolve } from "node:path";
import { stringify } from "yaml";
import { untilAborted } from "../bridge/until-aborted.ts";
import { nearestHint } from "../config/nearest.ts";
import { FatalError, UsageError } from "../errors.ts";
import type { RouterFamily } from "../model/router.ts";
import type { SendingSimulator, Simulator } from "../model/simulator.ts";
import { families, findFamily } from "../routers/index.ts";
import { startNameServer } from "../routers/simulator/name-server.ts";
import { numberFlag } from "./arguments.ts";
import type { Command, CommandContext, FlagValues } from "./command.ts";
import { applyStartFaults, faultOptions, obey } from "./simulate-faults.ts";

export const simulate: Command = {
  name: "simulate",
  usage: "simulate FAMILY [OPTIONS]",
  about: [
    "Runs a make-believe router of a family on 127.0.0.1, with traffic after the article that this",
    "program grew from: 323 probes a day. First it prints the `routers:` block that reaches it, for a",
    "configuration file; then it runs until it is stopped. While it runs, it takes orders line by line",
    "on its standard input: help lists them. Of family syslog it sends its lines by UDP to a port of",
    "127.0.0.1, and prints the `syslog:` block too that has a bridge listen there.",
  ].join("\n"),
  options: {
    port: { type: "string", value: "N", doc: "port to listen on, or to send to; 0: any free one", default: "0" },
    rate: { type: "string", value: "N", doc: "times 323 probes a day", default: "1" },
    seed: { type: "string", value: "N", doc: "the same number gives the same traffic", default: "1" },
    ring: { type: "string", value: "N", doc: "how many rows its log holds", default: "as many as the real one" },
    truth: {
      type: "string",
      value: "FILE",
      doc: "append every probe to this file, as JSON lines, when it enters the log",
    },
    replay: { type: "string", value: "FILE", doc: "real log lines to run through the log in place of invented ones" },
    order: {
      type: "string",
      value: "ORDER",
      doc: "order of that file: newest-first or oldest-first",
      default: "newest-first",
    },
    names: { type: "boolean", doc: "also a DNS server that names its sources, and the enrich: block that reaches it" },
    ...faultOptions,
  },
  maxPositionals: 1,
  examples: [
    ["whos-knocking simulate smc-barricade --port 8080 --rate 500", "a busy router on http://127.0.0.1:8080"],
    [
      "whos-knocking simulate netgear --names --truth truth.ndjson >whos-knocking.yaml",
      "makes a whole configuration, and keeps what it made",
    ],
  ],
  run: async (context) => {
    const family = familyOf(context.positionals[0]);
    const { flags, cwd, signal } = context;
    const truth = openTruth(flags, cwd);
    const simulator = await start(family, context, truth.write);
    const nameServer = flags["names"] === true ? await startNameServer() : undefined;
    try {
      applyStartFaults(simulator.faults, flags);
      const enrich = nameServer === undefined ? {} : { enrich: { dns: { servers: [nameServer.address] } } };
      context.stdout(stringify({ ...configurationOf(simulator), ...enrich }).trimEnd());
      context.stderr(`${family.title} (simulated) at ${simulator.url}`);
      void takeOrders(simulator, context);
      await untilAborted(signal);
    } finally {
      await nameServer?.close();
      await simulator.close();
      truth.close();
    }
    return 0;
  },
};

type AnySimulator = Simulator | SendingSimulator;

/** What has a bridge read its log: where to ask, or where to listen and whose the lines are. */
function configurationOf(simulator: AnySimulator): Readonly<Record<string, unknown>> {
  const routers = [simulator.router];
  return "syslog" in simulator ? { routers, syslog: simulator.syslog } : { routers };
}

function familyOf(id: string | undefined): RouterFamily {
  const family = findFamily(id ?? "");
  if (family !== undefined) return family;
  const ids = families.map((candidate) => candidate.id);
  throw new UsageError([
    `FAMILY: ${id === undefined ? "not given" : JSON.stringify(id)} – one of ${ids.join(", ")}${nearestHint(id ?? "", ids)}`,
  ]);
}

async function start(
  family: RouterFamily,
  { flags, cwd }: CommandContext,
  truth: (line: string) => void,
): Promise<AnySimulator> {
  const port = numberFlag(flags, "port", { min: 0, max: 65_535, default: 0 });
  const options = {
    port,
    rate: numberFlag(flags, "rate", { min: 0, max: 1_000_000, default: 1, isWhole: false }),
    seed: numberFlag(flags, "seed", { min: 0, max: Number.MAX_SAFE_INTEGER, default: 1 }),
    ...(flags["ring"] === undefined
      ? {}
      : { ringSize: numberFlag(flags, "ring", { min: 1, max: 1_000_000, default: 1 }) }),
    ...(typeof flags["replay"] === "string"
      ? { replay: replayLines(resolve(cwd, flags["replay"]), flags["order"]) }
      : {}),
    // Without a clock of ours it moves by itself: what happens is sent, and told to the truth, when it happens.
    truth,
  };
  const launch = await family.simulator();
  try {
    return await launch(options);
  } catch (cause) {
    const isTaken = cause instanceof Error && "code" in cause && cause.code === "EADDRINUSE";
    if (isTaken)
      throw new FatalError(`port ${port} is taken by another program; --port 0 takes any free one`, { cause });
    throw cause;
  }
}

/** The lines of a file, oldest first, as the log's ring takes them. */
function replayLines(path: string, order: FlagValues[string] = "newest-first"): readonly string[] {
  if (order !== "newest-first" && order !== "oldest-first") {
    throw new UsageError([`--order: ${JSON.stringify(order)} – newest-first or oldest-first`]);
  }
  const lines = openForUser("--replay", path, () => readFileSync(path, "utf8"))
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "");
  return order === "newest-first" ? lines.reverse() : lines;
}

interface Truth {
  readonly write: (line: string) => void;
  readonly close: () => void;
}

/** Each line is with the system before the probe can be read, so that a killed simulator leaves a true file. */
function openTruth(flags: FlagValues, cwd: string): Truth {
  const { truth } = flags;
  if (typeof truth !== "string") return { write: () => undefined, close: () => undefined };
  const path = resolve(cwd, truth);
  const file = openForUser("--truth", path, () => openSync(path, "a"));
  return { write: (line) => void writeSync(file, `${line}\n`), close: () => closeSync(file) };
}

function openForUser<T>(flag: string, path: string, open: () => T): T {
  try {
    return open();
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : "";
    throw new UsageError([`${flag}: ${JSON.stringify(path)} – a file that can be opened${code}`], { cause });
  }
}

async function takeOrders(simulator: AnySimulator, { stdinLines, stderr, signal }: CommandContext): Promise<void> {
  for await (const line of stdinLines()) {
    if (signal.aborted) return;
    if (line.trim() !== "") stderr(obey(simulator.faults, line));
  }
}
