import { describeGap, describeProbes, describeRejects } from "../bridge/describe.ts";
import { releasedAtMs } from "../bridge/release.ts";
import { readRuntime } from "../bridge/runtime-file.ts";
import { createPipeline } from "../bridge.ts";
import { nearestHint } from "../config/nearest.ts";
import type { Config } from "../config.ts";
import { loadServices } from "../enrich/services.ts";
import { describeError, FatalError, UsageError } from "../errors.ts";
import { openJournal } from "../journal/open.ts";
import { redactor } from "../log.ts";
import type { JournalWriter } from "../model/journal.ts";
import type { RouterSettings } from "../model/router.ts";
import { wireRecord } from "../model/wire.ts";
import { requireFamily } from "../routers/index.ts";
import type { Command, CommandContext } from "./command.ts";
import { startDemo } from "./demo.ts";

export const scrape: Command = {
  name: "scrape",
  usage: "scrape [ROUTER] [OPTIONS]",
  about: [
    "Reads the log of one router, or of all, once and now; keeps what is new in the journal and prints it,",
    "one probe a line as JSON. A bridge that starts later brings it to the broker.",
  ].join("\n"),
  options: {},
  maxPositionals: 1,
  examples: [
    ["whos-knocking scrape", "every router of the configuration"],
    ["whos-knocking scrape home | head", "what is new on the router `home`"],
  ],
  run: async (context) => {
    const configured = await context.loadConfig();
    const wanted = chosen(configured, context.positionals[0]);
    const running = readRuntime(configured.data_dir);
    if (running !== undefined) {
      throw new FatalError(
        `the bridge with process id ${running.pid} writes the journal in ${configured.data_dir}: press its "Scrape now" in Home Assistant, or stop it first`,
      );
    }
    await using demo = await startDemo(configured, context.now);
    using journal = disposable(openJournal(demo.config.data_dir));
    const routers = demo.config.routers.filter(({ name }) => wanted.has(name));
    const outcomes = [];
    for (const router of routers) outcomes.push(await scrapeOne(context, demo.config, journal.value, router));
    return outcomes.every(Boolean) ? 0 : 1;
  },
};

function chosen(config: Config, name: string | undefined): ReadonlySet<string> {
  const names = config.routers.map((router) => router.name);
  if (name === undefined) return new Set(names);
  if (names.includes(name)) return new Set([name]);
  throw new UsageError([`ROUTER: ${JSON.stringify(name)} – one of ${names.join(", ")}${nearestHint(name, names)}`]);
}

async function scrapeOne(
  context: CommandContext,
  config: Config,
  journal: JournalWriter,
  router: RouterSettings,
): Promise<boolean> {
  const family = requireFamily(router.family);
  if (family.side === "push") {
    context.stderr(
      `${router.name}: sends its log by itself, and a running bridge gets it: there is nothing to ask for`,
    );
    return true;
  }
  const driver = await family.driver();
  const parts = { router, family, driver, journal, detect: config.detect, now: context.now, releasedAtMs };
  const pipeline = createPipeline(parts);
  const redact = redactor([router.password]);
  const tell = (words: string): void => context.stderr(`${router.name}: ${redact(words)}`);
  try {
    const result = await pipeline.pass(context.signal);
    for (const record of result.records) {
      if (record.kind === "event") context.stdout(JSON.stringify(wireRecord(record.event, record.router, record.id)));
      if (record.kind === "gap") tell(describeGap(record.gap));
    }
    if (result.rejects > 0) tell(describeRejects(result.rejects, result.rejectSamples));
    const news = describeProbes(result.records, loadServices().name) ?? "nothing new";
    tell(`${result.entries} entries on the page; ${news}`);
    return true;
  } catch (thrown) {
    tell(describeError(thrown));
    return false;
  } finally {
    await pipeline.close();
  }
}

function disposable(value: JournalWriter): Disposable & { readonly value: JournalWriter } {
  return { value, [Symbol.dispose]: () => value.close() };
}
