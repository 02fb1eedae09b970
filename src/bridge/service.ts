import { createPipeline, type PassResult } from "../bridge.ts";
import type { Config } from "../config.ts";
import { loadServiceNames } from "../enrich/services.ts";
import { FatalError } from "../errors.ts";
import { Announcer } from "../home-assistant/announcer.ts";
import { bridgeDiscovery, type DiscoveryMessage, routerDiscovery } from "../home-assistant/discovery.ts";
import { openJournal } from "../journal/open.ts";
import type { Log } from "../log.ts";
import type { JournalWriter } from "../model/journal.ts";
import type { RouterFamily, RouterSettings } from "../model/router.ts";
import { createDelivery } from "../publish/delivery.ts";
import { currentTopics } from "../publish/inventory.ts";
import { digestMessage, type MessageOptions } from "../publish/messages.ts";
import { connectMqtt } from "../publish/mqtt.ts";
import { within } from "../publish/within.ts";
import { findFamily } from "../routers/index.ts";
import { createTopics, type Topics } from "../topics.ts";
import { describeGap, describeProbes, describeRejects } from "./describe.ts";
import { openBroker } from "./embedded.ts";
import { type Reading, startReading } from "./reading.ts";
import { releasedAtMs, version } from "./release.ts";
import { createReporter } from "./reporter.ts";
import { removeRuntime, writeRuntime } from "./runtime-file.ts";

export interface ServiceParts {
  readonly config: Config;
  readonly log: Log;
  readonly pid: number;
  /** Resident memory of the process. */
  readonly memoryBytes: () => number;
  readonly now: () => number;
  readonly random: () => number;
  /** Told where the broker is, once everything is set up and before the first passes. */
  readonly onStarted: (brokerUrl: string) => void;
}

/** What a broker may drop when nobody fetched it so long. */
const messages: MessageOptions = { expirySeconds: 24 * 3600, isOwnAddressMasked: false };
const healthEveryMs = 60_000;
const retentionEveryMs = 6 * 3600_000;
const dayMs = 24 * 3600_000;
/** A stop takes two seconds at the most: this for what is journalled, the rest for the goodbye. */
const drainMs = 900;
const goodbyeMs = 400;
/** A pass that does not hear that it should stop is left behind: nothing of it is kept. */
const interruptMs = 400;
/** A router's clock that is further ahead of ours is worth a word, once. */
const tellSkewMs = 5 * 60_000;

/**
 * Bridges every configured router until `signal` says stop; what is journalled by then has up to two seconds to arrive.
 * @throws FatalError when the journal or the broker's address cannot be used at all
 */
export async function runService(parts: ServiceParts, signal: AbortSignal): Promise<void> {
  const { config, log, now, random } = parts;
  await using stack = new AsyncDisposableStack();
  const journal = stack.adopt(openJournal(config.data_dir), (opened) => opened.close());
  const broker = stack.adopt(await openBroker(config), (opened) => opened.close());
  const topics = createTopics(config.mqtt.base_topic);
  const discovery = discoveryMessages(config, topics);
  const names = config.routers.map(({ name }) => name);
  const isCurrent = currentTopics(
    topics,
    names,
    discovery.map(({ topic }) => topic),
  );
  const link = connectMqtt(
    { ...config.mqtt, url: broker.url },
    { clientId: config.mqtt.client_id || topics.deviceId(), stateTopic: topics.bridgeState },
    { log, random, inventory: { topics: journal.retainedTopics(), isCurrent, remember: journal.rememberRetained } },
  );
  const delivery = stack.adopt(createDelivery({ journal, link, topics, routers: names, messages, log }), (pumps) =>
    pumps.close(),
  );
  stack.defer(() => link.close({ drainMs: goodbyeMs }));
  stack.defer(async () => void (await delivery.drain(drainMs)));
  const announcer = new Announcer({ link, statusTopic: config.home_assistant.status_topic, now, random });
  stack.defer(() => announcer.close());
  announcer.announce(discovery);
  const service = loadServiceNames();
  const reporter = createReporter({
    config,
    journal,
    link,
    topics,
    delivery,
    service,
    version,
    now,
    memoryBytes: parts.memoryBytes,
  });
  writeRuntime(config.data_dir, { pid: parts.pid, broker_url: broker.url });
  stack.defer(() => removeRuntime(config.data_dir));
  reporter.tellBridge();
  const health = every(healthEveryMs, () => {
    reporter.tellHealth();
    for (const router of config.routers) reporter.tellRouter(router);
  });
  stack.defer(health);
  stack.defer(every(retentionEveryMs, () => expire(journal, config.retention.days, now())));
  parts.onStarted(broker.url);

  const readings = config.routers.map((router): Reading => {
    const family = familyOf(router);
    const pipeline = createPipeline({ router, family, journal, detect: config.detect, now, releasedAtMs });
    const tell = createTeller(router, log);
    const reading = startReading({
      router,
      pipeline,
      log,
      now,
      random,
      onAvailability: (isReadable) => reporter.tellAvailability(router.name, isReadable),
      onPass: (result) => {
        delivery.wake(router.name);
        const digest = digestMessage(router.name, result.records, topics, messages);
        if (digest !== undefined) link.tell(digest);
        reporter.tellRouter(router);
        tell(result, describeProbes(result.records, service));
      },
    });
    link.subscribe(topics.router(router.name).scrape, () => void reading.scrapeNow());
    return reading;
  });
  stack.defer(async () => void (await within(interruptMs, stopAll(readings))));
  await Promise.all([...readings.map((reading) => reading.scrapeNow()), aborted(signal)]);
}

function discoveryMessages(config: Config, topics: Topics): readonly DiscoveryMessage[] {
  if (!config.home_assistant.enabled) return [];
  const context = { topics, prefix: config.home_assistant.discovery_prefix, version };
  const routers = config.routers.map((router) => {
    const { manufacturer, title } = familyOf(router);
    return routerDiscovery({ name: router.name, url: router.url, manufacturer, model: title }, context);
  });
  return [bridgeDiscovery(context), ...routers];
}

function familyOf(router: RouterSettings): RouterFamily {
  const family = findFamily(router.family);
  if (family === undefined) throw new FatalError(`${router.name}: the family ${router.family} is not known`);
  return family;
}

/** One readable line a fact, nothing where nothing happened. */
function createTeller(router: RouterSettings, log: Log): (result: PassResult, probes: string | undefined) => void {
  let isSkewTold = false;
  return (result, probes) => {
    for (const record of result.records) {
      if (record.kind === "gap") log.warn(router.name, describeGap(record.gap, router.timezone));
    }
    if (probes !== undefined) log.info(router.name, probes);
    if (result.rejects > 0) log.warn(router.name, describeRejects(result.rejects, result.rejectSamples));
    if (result.isAmbiguous)
      log.debug(router.name, "equal rows without a time: the fewest that can be new were taken for new");
    const isSkewed = (result.skewMs ?? 0) > tellSkewMs;
    if (isSkewed && !isSkewTold) {
      log.warn(
        router.name,
        `the router's clock is ${Math.round((result.skewMs ?? 0) / 60_000)} minutes ahead of ours: check the time zone and both clocks`,
      );
    }
    isSkewTold = isSkewed;
  };
}

async function stopAll(readings: readonly Reading[]): Promise<void> {
  await Promise.all(readings.map((reading) => reading.stop()));
}

function expire(journal: JournalWriter, days: number, nowMs: number): void {
  if (days > 0) while (journal.expire(nowMs - days * dayMs) > 0);
}

/** Does something now and regularly; gives what ends it. */
function every(intervalMs: number, action: () => void): () => void {
  action();
  const timer = setInterval(action, intervalMs);
  return () => clearInterval(timer);
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
