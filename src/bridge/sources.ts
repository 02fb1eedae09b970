import { createPipeline, createPushPipeline } from "../bridge.ts";
import type { Config } from "../config.ts";
import type { DetectSettings } from "../detect/index.ts";
import type { Log } from "../log.ts";
import type { JournalWriter } from "../model/journal.ts";
import type { PollDriver, PollFamily, PushDriver, PushFamily, RouterFamily, RouterSettings } from "../model/router.ts";
import { digestMessage } from "../publish/messages.ts";
import { families } from "../routers/index.ts";
import type { Controls } from "./controls.ts";
import type { Enriching } from "./enriching.ts";
import { isImportOnly } from "./import-only.ts";
import { type Live, passEvents } from "./live.ts";
import type { PassResult } from "./pass.ts";
import type { Publishing } from "./publishing.ts";
import { type PassOutcome, type Reading, startReading } from "./reading.ts";
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
  readonly controls: Controls;
  readonly enriching: Enriching;
  readonly live: Live;
}

/** The log of one router, while it comes in. */
export interface Source {
  /** A pass now; absent for a router that sends its log by itself. */
  readonly scrapeNow?: () => Promise<PassOutcome>;
  /** Nothing of it is kept while it is paused. */
  pause(isPaused: boolean): void;
  /** Other thresholds for the detectors, from the next pass on. */
  watchWith(detect: DetectSettings): void;
}

/** The logs of all routers, asked for or sent. */
export interface Sources {
  /** Asks every router that is to be asked; resolves when each has answered or not. */
  askAll(): Promise<void>;
  /** How the listener is doing, where there is one that listens. */
  receiving(): ReceivingStatus | undefined;
  /** By the router's name; one that is there for imports alone has none. */
  source(router: string): Source | undefined;
  stop(): Promise<void>;
}

/** What changes with every line of a busy router need not be told with every line. */
const tellEveryMs = 10_000;
/** And figures, each change of which is a row in Home Assistant: in the long run as often as after passes by the usual schedule. */
const figuresAllowance = { times: 12, backAfterMs: 5 * 60_000 };

/** Begins to listen at once, and to ask by each router's schedule. */
export async function openSources(parts: SourcesParts): Promise<Sources> {
  const readings = new Map<string, Reading>();
  const receivings: Receiving[] = [];
  // All of them before the first begins: what cannot be loaded leaves nothing behind that runs.
  const used = await Promise.all(families.map((family) => load(family, parts.config)));
  for (const { routers, ...loaded } of used.flat()) {
    if (loaded.side === "push") receivings.push(...openReceiving(loaded, routers, parts));
    else for (const router of routers) readings.set(router.name, openReading(loaded, router, parts));
  }
  return {
    askAll: async () => void (await Promise.all(readings.values().map((reading) => reading.scrapeNow()))),
    receiving: () => receivings[0]?.status(),
    source: (router) => readings.get(router) ?? receivings[0]?.streams.get(router),
    stop: async () => void (await Promise.all([...readings.values(), ...receivings].map((source) => source.stop()))),
  };
}

/** A family together with what reads its routers. */
type Loaded = LoadedPoll | LoadedPush;

interface LoadedPoll {
  readonly side: "poll";
  readonly family: PollFamily;
  readonly driver: PollDriver;
}

interface LoadedPush {
  readonly side: "push";
  readonly family: PushFamily;
  readonly driver: PushDriver;
}

/** Nothing of a family that no router is of. */
async function load(
  family: RouterFamily,
  config: Config,
): Promise<readonly (Loaded & { readonly routers: readonly RouterSettings[] })[]> {
  const routers = config.routers.filter((router) => router.family === family.id);
  if (routers.length === 0) return [];
  if (family.side === "push") return [{ side: family.side, family, driver: await family.driver(), routers }];
  return [{ side: family.side, family, driver: await family.driver(), routers }];
}

function openReading({ family, driver }: LoadedPoll, router: RouterSettings, parts: SourcesParts): Reading {
  const { log, now, random, journal, reporter, controls } = parts;
  const follow = follower(router, family.side, parts);
  return startReading({
    router,
    family,
    pipeline: createPipeline({ router, family, driver, journal, detect: controls.detect(router), now, releasedAtMs }),
    ...{ log, now, random, isPaused: controls.of(router).paused },
    onReadability: (readability) => reporter.tellReadability(router.name, readability),
    onPass: (result) => {
      follow(result);
      controls.seePass(router, result);
      reporter.tellState(router);
      reporter.tellFigures(router);
    },
  });
}

/** Nothing where nothing is listened to: such routers are for imports alone. */
function openReceiving(
  loaded: LoadedPush,
  routers: readonly RouterSettings[],
  parts: SourcesParts,
): readonly Receiving[] {
  const { config, log, now, random, journal, reporter } = parts;
  const addresses = config.syslog.listen;
  if (isImportOnly(config, loaded.family.id)) {
    for (const { name } of routers) {
      log.warn(name, "syslog.listen is empty, so none of its lines can come: it is there for imports alone");
      reporter.tellUnread(name);
    }
    return [];
  }
  const receiving: Receiving = startReceiving({
    ...{ ...loaded, addresses, routers, journal, log, now, random },
    openStream: (router, onRoom) => startRouterStream(loaded, router, parts, onRoom),
    requireSoundClock: () => requireSoundClock(Math.max(releasedAtMs, journal.highestClockMs()), now()),
    onNews: () => reporter.tellHealth(),
  });
  return [receiving];
}

function startRouterStream(loaded: LoadedPush, router: RouterSettings, parts: SourcesParts, onRoom: () => void) {
  const { family, driver } = loaded;
  const { log, now, journal, reporter, controls } = parts;
  const follow = follower(router, family.side, parts);
  const state = createThrottle(tellEveryMs, () => reporter.tellState(router));
  const figures = createThrottle(tellEveryMs, () => reporter.tellFigures(router), figuresAllowance);
  const pipeline = createPushPipeline({
    router,
    family,
    driver,
    journal,
    detect: controls.detect(router),
    now,
    releasedAtMs,
  });
  const stream = startStream({
    router: router.name,
    pipeline,
    ...{ log, now, onRoom, isPaused: controls.of(router).paused },
    onReadability: (readability) => reporter.tellReadability(router.name, readability),
    onPass: (result) => {
      follow(result);
      if (result.records.some(({ kind }) => kind !== "event")) state.force();
      else state.ask();
      if (result.records.length > 0) figures.ask();
    },
  });
  return {
    ...stream,
    stop: async (ms: number) => {
      await stream.stop(ms);
      state.stop();
      figures.stop();
    },
  };
}

/** What follows each pass: delivery, a digest, what lookers-on see, lines in the log. */
function follower(
  router: RouterSettings,
  side: "poll" | "push",
  { log, publishing, enriching, live }: SourcesParts,
): (result: PassResult) => void {
  const tell = createTeller(router, side, log, enriching.labels.service);
  return (result) => {
    publishing.delivery.wake(router.name);
    const digest = digestMessage(router.name, result.records, publishing.topics, publishing.messages);
    if (digest !== undefined) publishing.link.tell(digest);
    if (live.isWatched())
      for (const event of passEvents(router.name, result.records, publishing.messages)) live.tell(event);
    tell(result);
    enriching.see(result.records);
  };
}
