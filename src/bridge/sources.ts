import { createPipeline, createPushPipeline } from "../bridge.ts";
import type { Config } from "../config.ts";
import type { Log } from "../log.ts";
import type { JournalWriter } from "../model/journal.ts";
import type { PollFamily, PushFamily, RouterSettings } from "../model/router.ts";
import { digestMessage } from "../publish/messages.ts";
import { families } from "../routers/index.ts";
import type { Enriching } from "./enriching.ts";
import type { PassResult } from "./pass.ts";
import type { Publishing } from "./publishing.ts";
import { type Reading, startReading } from "./reading.ts";
import { type Receiving, type ReceivingStatus, startReceiving } from "./receiving.ts";
import { releasedAtMs } from "./release.ts";
import type { Reporter } from "./reporter.ts";
import { requireSoundClock } from "./sound-clock.ts";
import { startStream } from "./stream.ts";
import { createTeller } from "./teller.ts";
import { createThrottle } from "./throttle.ts";

export interface SourcesParts {
  readonly config: Config;
  readonly log: Log;
  readonly now: () => number;
  readonly random: () => number;
  readonly journal: JournalWriter;
  readonly publishing: Publishing;
  readonly reporter: Reporter;
  readonly enriching: Enriching;
}

/** The logs of all routers, asked for or sent. */
export interface Sources {
  /** Asks every router that is to be asked; resolves when each has answered or not. */
  askAll(): Promise<void>;
  /** How the listener is doing, where there is one that listens. */
  receiving(): ReceivingStatus | undefined;
  stop(): Promise<void>;
}

/** What changes with every line of a busy router need not be told with every line. */
const tellEveryMs = 10_000;

/** Begins to listen at once, and to ask by each router's schedule. */
export function openSources(parts: SourcesParts): Sources {
  const readings: Reading[] = [];
  const receivings: Receiving[] = [];
  for (const family of families) {
    const routers = parts.config.routers.filter((router) => router.family === family.id);
    if (family.side === "poll") readings.push(...routers.map((router) => openReading(family, router, parts)));
    else if (routers.length > 0) receivings.push(...openReceiving(family, routers, parts));
  }
  return {
    askAll: async () => void (await Promise.all(readings.map((reading) => reading.scrapeNow()))),
    receiving: () => receivings[0]?.status(),
    stop: async () => void (await Promise.all([...readings, ...receivings].map((source) => source.stop()))),
  };
}

function openReading(family: PollFamily, router: RouterSettings, parts: SourcesParts): Reading {
  const { config, log, now, random, journal, reporter } = parts;
  const { link, topics } = parts.publishing;
  const follow = follower(router, family.side, parts);
  const reading = startReading({
    router,
    pipeline: createPipeline({ router, family, journal, detect: config.detect, now, releasedAtMs }),
    ...{ log, now, random },
    onAvailability: (isReadable) => reporter.tellAvailability(router.name, isReadable),
    onPass: (result) => {
      follow(result);
      reporter.tellRouter(router);
    },
  });
  // A command that somebody retained by mistake would come again at every connect.
  link.subscribe(topics.router(router.name).scrape, (_topic, _payload, isRetained) => {
    if (!isRetained) void reading.scrapeNow();
  });
  return reading;
}

/** Nothing where nothing is listened to: such routers are for imports alone. */
function openReceiving(
  family: PushFamily,
  routers: readonly RouterSettings[],
  parts: SourcesParts,
): readonly Receiving[] {
  const { config, log, now, random, journal, reporter } = parts;
  const addresses = config.syslog.listen;
  if (addresses.length === 0) {
    for (const { name } of routers) {
      log.warn(name, "syslog.listen is empty, so none of its lines can come: it is there for imports alone");
      reporter.tellAvailability(name, false);
    }
    return [];
  }
  const receiving: Receiving = startReceiving({
    ...{ family, addresses, routers, journal, log, now, random },
    openStream: (router, onRoom) => startRouterStream(family, router, parts, onRoom),
    requireSoundClock: () => requireSoundClock(Math.max(releasedAtMs, journal.highestClockMs()), now()),
    onNews: () => reporter.tellHealth(receiving.status()),
  });
  return [receiving];
}

function startRouterStream(family: PushFamily, router: RouterSettings, parts: SourcesParts, onRoom: () => void) {
  const { config, log, now, journal, reporter } = parts;
  const follow = follower(router, family.side, parts);
  const telling = createThrottle(tellEveryMs, () => reporter.tellRouter(router));
  const stream = startStream({
    router: router.name,
    pipeline: createPushPipeline({ router, family, journal, detect: config.detect, now, releasedAtMs }),
    ...{ log, now, onRoom },
    onAvailability: (isReadable) => reporter.tellAvailability(router.name, isReadable),
    onPass: (result) => {
      follow(result);
      if (result.records.some(({ kind }) => kind !== "event")) telling.force();
      else telling.ask();
    },
  });
  return {
    ...stream,
    stop: async (ms: number) => {
      await stream.stop(ms);
      telling.stop();
    },
  };
}

/** What follows each pass: delivery, a digest, lines in the log. */
function follower(
  router: RouterSettings,
  side: "poll" | "push",
  { log, publishing, enriching }: SourcesParts,
): (result: PassResult) => void {
  const tell = createTeller(router, side, log, enriching.labels.service);
  return (result) => {
    publishing.delivery.wake(router.name);
    const digest = digestMessage(router.name, result.records, publishing.topics, publishing.messages);
    if (digest !== undefined) publishing.link.tell(digest);
    tell(result);
    enriching.see(result.records);
  };
}
