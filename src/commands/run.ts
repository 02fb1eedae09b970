import { normalize } from "node:path";
import { firstPage, type KeptPage, keepPage } from "../bridge/kept-page.ts";
import { version } from "../bridge/release.ts";
import { type Bell, createBell } from "../bridge/reload.ts";
import { runService } from "../bridge/service.ts";
import type { ConfigPlace } from "../bridge/set-up.ts";
import type { Config } from "../config.ts";
import { UsageError } from "../errors.ts";
import { journalFile } from "../journal/open.ts";
import { findFamily } from "../routers/index.ts";
import { autoSchedule } from "../schedule.ts";
import type { Command, CommandContext } from "./command.ts";
import { startDemo } from "./demo.ts";
import { invocation } from "./invocation.ts";

export const run: Command = {
  name: "run",
  usage: "[run] [OPTIONS]",
  about: [
    "Bridges every configured router until it is stopped: reads each log at once and then on its",
    "schedule, keeps every probe in the journal, and tells the broker. Without a configuration it shows",
    "what it does with a make-believe router and a broker of its own. On SIGHUP it reads its configuration",
    "again, and goes on with that where it is sound.",
  ].join("\n"),
  options: {},
  maxPositionals: 0,
  examples: [
    ["whos-knocking", "the demo, or what ./whos-knocking.yaml says"],
    ["whos-knocking run --config /etc/whos-knocking.yaml", "what that file says"],
  ],
  run: async (context) => {
    const bell = createBell();
    context.onReload(bell.ring);
    let round: Round | undefined = { config: requireWork(await context.loadConfig()), page: firstPage() };
    while (round !== undefined) round = await bridge(round, context, bell);
    return 0;
  },
};

/** One run of the bridge in this process. */
interface Round {
  readonly config: Config;
  readonly page: KeptPage;
  /** The one before, whose configuration could be used. */
  readonly before?: Omit<Round, "before">;
  /** Why the configuration that was to take the place of this one could not be used. */
  readonly refused?: unknown;
}

/** Bridges until it is stopped, or something else is to be run. */
async function bridge(round: Round, context: CommandContext, bell: Bell): Promise<Round | undefined> {
  const { before, refused } = round;
  let { port } = round.page;
  let isStarted = false;
  try {
    await using demo = await startDemo(round.config, context.now);
    const { config } = demo;
    const parts = {
      ...{ config, bell, refused },
      place: await placeOf(round.config, context),
      log: await context.openLog(config),
      pid: process.pid,
      memoryBytes: () => process.memoryUsage.rss(),
      now: context.now,
      random: Math.random,
      keptPage: round.page,
      onStarted: (brokerUrl: string, pageUrl: string | undefined) => {
        isStarted = true;
        if (pageUrl !== undefined) port = Number(new URL(pageUrl).port || 80);
        context.stderr(greeting(config, brokerUrl, pageUrl));
      },
    };
    const next = await runService(parts, context.signal);
    if (next === undefined || context.signal.aborted) return undefined;
    const ended = { config: round.config, page: { ...round.page, port } };
    return { config: next, page: keepPage(ended.page, ended.config, next), before: ended };
  } catch (thrown) {
    // What could be read cannot be used, such as a folder that another bridge holds: the configuration before could.
    if (isStarted || before === undefined) throw thrown;
    return { ...before, refused: thrown };
  }
}

async function placeOf(current: Config, context: CommandContext): Promise<ConfigPlace> {
  const place = await context.configPlace();
  const readAgain = async (): Promise<Config> => {
    const config = requireWork(await place.readAgain());
    if (config.is_demo && !current.is_demo)
      throw new UsageError([`${place.file}: there is no such file any more, and nothing else is configured`]);
    return config;
  };
  return { ...place, readAgain };
}

/** The page tells what to do; without one nobody would see it. */
function requireWork(config: Config): Config {
  if (config.routers.length === 0 && !config.web.enabled) throw new UsageError([`routers: ${noRouter}`]);
  return config;
}

const noRouter =
  "none is configured – add at least one entry (config/examples shows how), in the app of Home Assistant on its Configuration page";

/** Says once what runs and where. */
function greeting(config: Config, brokerUrl: string, pageUrl: string | undefined): string {
  const isEmbedded = config.mqtt.url === "embedded";
  const head = config.is_demo
    ? `Who's Knocking ${version} · demo, because no configuration was found (how to make one: README)`
    : `Who's Knocking ${version}`;
  const width = Math.max(...config.routers.map(({ name }) => name.length));
  const described = config.routers.map((router) => {
    const family = findFamily(router.family);
    const name = `  router  ${router.name.padEnd(width)}     ${family?.title ?? router.family}${config.is_demo ? " (simulated)" : ""}`;
    return family?.side === "push"
      ? `${name}, sent to ${config.syslog.listen.join(" and ") || "nowhere: syslog.listen is empty"}`
      : `${name} at ${router.url}, ${describeSchedule(router.schedule)}`;
  });
  const routers = described.length === 0 ? [`  router  ${noRouter}`] : described;
  const broker = `  broker  ${brokerUrl}${isEmbedded ? ` (embedded)        watch it: ${invocation} watch` : ""}`;
  const page = pageUrl === undefined ? [] : [`  page    ${pageUrl}`];
  return [head, ...routers, broker, ...page, `  journal ${normalize(journalFile(config.data_dir))}`].join("\n");
}

/** The commonest schedules in words, the others as they are written. */
function describeSchedule(schedule: string): string {
  if (schedule === autoSchedule) return "as often as its log needs it";
  const everySeconds = /^\*\/(\d+) \* \* \* \* \*$/.exec(schedule)?.[1];
  if (everySeconds !== undefined) return `every ${everySeconds} s`;
  const everyMinutes = /^(?:0 )?\*\/(\d+) \* \* \* \*$/.exec(schedule)?.[1];
  return everyMinutes === undefined ? `schedule ${schedule}` : `every ${everyMinutes} min`;
}
