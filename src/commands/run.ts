import { normalize } from "node:path";
import { version } from "../bridge/release.ts";
import { runService } from "../bridge/service.ts";
import type { Config } from "../config.ts";
import { UsageError } from "../errors.ts";
import { journalFile } from "../journal/open.ts";
import { findFamily } from "../routers/index.ts";
import { autoSchedule } from "../schedule.ts";
import type { Command } from "./command.ts";
import { startDemo } from "./demo.ts";
import { invocation } from "./invocation.ts";

export const run: Command = {
  name: "run",
  usage: "[run] [OPTIONS]",
  about: [
    "Bridges every configured router until it is stopped: reads each log at once and then on its",
    "schedule, keeps every probe in the journal, and tells the broker. Without a configuration it shows",
    "what it does with a make-believe router and a broker of its own.",
  ].join("\n"),
  options: {},
  maxPositionals: 0,
  examples: [
    ["whos-knocking", "the demo, or what ./whos-knocking.yaml says"],
    ["whos-knocking run --config /etc/whos-knocking.yaml", "what that file says"],
  ],
  run: async (context) => {
    const configured = await context.loadConfig();
    // The page tells what to do; without one nobody would see it.
    if (configured.routers.length === 0 && !configured.web.enabled) throw new UsageError([`routers: ${noRouter}`]);
    await using demo = await startDemo(configured, context.now);
    const { config } = demo;
    const log = await context.openLog(config);
    const parts = {
      config,
      place: await context.configPlace(),
      log,
      pid: process.pid,
      memoryBytes: () => process.memoryUsage.rss(),
      now: context.now,
      random: Math.random,
      onStarted: (brokerUrl: string, pageUrl: string | undefined) =>
        context.stderr(greeting(config, brokerUrl, pageUrl)),
    };
    await runService(parts, context.signal);
    return 0;
  },
};

const noRouter =
  "none is configured – add at least one entry (config/examples shows how), in the app of Home Assistant on its Configuration page";

/** Says once what runs and where. */
function greeting(config: Config, brokerUrl: string, pageUrl: string | undefined): string {
  const isEmbedded = config.mqtt.url === "embedded";
  const head = config.is_demo
    ? `Who's Knocking ${version} · demo, because no configuration was found (how to make one: README)`
    : `Who's Knocking ${version}`;
  const described = config.routers.map((router) => {
    const family = findFamily(router.family);
    const name = `  router  ${router.name}     ${family?.title ?? router.family}${config.is_demo ? " (simulated)" : ""}`;
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
