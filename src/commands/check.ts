import { randomUUID } from "node:crypto";
import { readRuntime } from "../bridge/runtime-file.ts";
import type { Config } from "../config.ts";
import { describeError } from "../errors.ts";
import { connectHomeAssistant } from "../home-assistant/socket.ts";
import type { Log } from "../log.ts";
import type { Checked } from "../model/actions.ts";
import type { RouterFamily } from "../model/router.ts";
import { connectMqtt } from "../publish/mqtt.ts";
import { families } from "../routers/index.ts";
import { checkRouter } from "../tasks/check.ts";
import { checkListener } from "../tasks/check-listener.ts";
import type { Command, CommandContext } from "./command.ts";
import { startDemo } from "./demo.ts";
import { counted } from "./log-words.ts";

export const check: Command = {
  name: "check",
  usage: "check [OPTIONS]",
  about: [
    "Looks whether everything is ready: is the configuration sound, does each router answer and let us",
    "read its log, does the broker let us in, and Home Assistant where it gets statistics. A line each; exit",
    "code 1 if something is not, and below a router what is to be known of it. Nothing is kept.",
  ].join("\n"),
  options: {},
  maxPositionals: 0,
  examples: [
    ["whos-knocking check", "the routers and the broker of ./whos-knocking.yaml"],
    ["whos-knocking check --config new.yaml && mv new.yaml whos-knocking.yaml", "a change, before it is put to use"],
  ],
  run: async (context) => {
    const configured = await context.loadConfig();
    await using demo = await startDemo(configured, context.now);
    const { config } = demo;
    const log = await context.openLog(config);
    context.stdout(line(true, "config", describeConfig(config)));
    const looking = families.map((family) => lookAtFamily(family, config, context));
    const routers = (await Promise.all(looking)).flat();
    const broker = await lookAtBroker(config, log, context);
    const looks: readonly Look[] = [...routers, ["broker", broker], ...(await lookAtStatistics(config, context))];
    for (const [name, { isSound, words, hints = [] }] of looks) {
      context.stdout([line(isSound, name, words), ...hints.map((hint) => `       - ${hint}`)].join("\n"));
    }
    return looks.every(([, { isSound }]) => isSound) ? 0 : 1;
  },
};

function describeConfig({ is_demo, routers: { length } }: Config): string {
  return is_demo ? "none was found: this is the demo" : counted(length, "router");
}

type Look = readonly [string, Checked];

/** Each router that is to be asked; or the listener, and each router that is to send. */
async function lookAtFamily(
  family: RouterFamily,
  { routers, syslog, data_dir }: Config,
  { now, signal }: CommandContext,
): Promise<readonly Look[]> {
  const own = routers.filter((router) => router.family === family.id);
  if (family.side === "poll") {
    const looks = own.map(async (router) => [router.name, await checkRouter(router, family, now, signal)] as const);
    return Promise.all(looks);
  }
  if (own.length === 0) return [];
  const answer = (words: string): readonly Look[] => [[family.id, { isSound: true, words }]];
  if (syslog.listen.length === 0) return answer("syslog.listen is empty: its routers are there for imports alone");
  const running = readRuntime(data_dir);
  if (running !== undefined)
    return answer(`the bridge with process id ${running.pid} listens: its health tells what comes`);
  return checkListener({ family, addresses: syslog.listen, routers: own, now, signal });
}

/** Connects under a name of its own, so that a running bridge keeps its connection. */
async function lookAtBroker(config: Config, log: Log, context: CommandContext): Promise<Checked> {
  if (config.mqtt.url === "embedded") return { isSound: true, words: "embedded: it comes with the bridge" };
  const quiet = { ...log, warn: () => undefined, info: () => undefined };
  const link = connectMqtt(
    config.mqtt,
    { clientId: `whos_knocking_check_${randomUUID().slice(0, 8)}` },
    { log: quiet, random: Math.random },
  );
  const give = (): void => void link.close({ drainMs: 0 });
  context.signal.addEventListener("abort", give);
  const { isConnected, protocol, trouble } = await link.settled();
  await link.close({ drainMs: 0 });
  if (isConnected) return { isSound: true, words: `${config.mqtt.url} lets us in (MQTT ${protocol})` };
  return { isSound: false, words: trouble ?? `${config.mqtt.url} does not answer` };
}

/** Logs in to Home Assistant as the bridge would, where its statistics are wanted. */
async function lookAtStatistics(config: Config, { signal }: CommandContext): Promise<readonly Look[]> {
  const { statistics } = config.home_assistant;
  if (!statistics.enabled) return [];
  try {
    const socket = await connectHomeAssistant(statistics, signal);
    socket.close();
    const words = `Home Assistant ${socket.version} at ${statistics.url} lets us in as an administrator`;
    return [["statistics", { isSound: true, words }]];
  } catch (thrown) {
    return [["statistics", { isSound: false, words: describeError(thrown) }]];
  }
}

function line(isSound: boolean, name: string, words: string): string {
  return `${isSound ? "ok  " : "FAIL"} ${name.padEnd(8)} ${words}`;
}
