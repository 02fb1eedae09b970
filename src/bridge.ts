import { createDetection } from "./bridge/detection.ts";
import type { Batch, PassResult } from "./bridge/pass.ts";
import { requireSoundClock } from "./bridge/sound-clock.ts";
import { classify, hostList } from "./classify.ts";
import type { DetectSettings } from "./detect/index.ts";
import { alignPage, pageless } from "./journal/align.ts";
import { type Intake, takeIn } from "./journal/intake.ts";
import { createRouterClock } from "./journal/router-clock.ts";
import { withShortKeys } from "./journal/row-key.ts";
import { takeInStream } from "./journal/stream-intake.ts";
import type { EventClass, LogEvent } from "./model/event.ts";
import type { GapCause } from "./model/gap.ts";
import type { JournalWriter, PageMemory } from "./model/journal.ts";
import type { ParsedPage } from "./model/page.ts";
import type { PollDriver, PushDriver, RouterFamily, RouterSettings } from "./model/router.ts";
import { intervalMs } from "./schedule.ts";
import { rateBefore } from "./summary/rate.ts";

export interface PipelineParts<Driver extends PollDriver | PushDriver = PollDriver> {
  readonly router: RouterSettings;
  readonly family: Pick<RouterFamily, "firstPossibleMs">;
  readonly driver: Driver;
  readonly journal: JournalWriter;
  readonly detect: DetectSettings;
  readonly now: () => number;
  /** Before this moment our own clock must be wrong. */
  readonly releasedAtMs: number;
}

interface Watching {
  /** The detectors go on from the journal with other thresholds. */
  watchWith(detect: DetectSettings): void;
}

/** The way of one router's data, from its page to the journal. One pass at a time. */
export interface Pipeline extends Watching {
  /**
   * @throws RetryableError when the router cannot be read now, our clock is behind, or the journal cannot be written
   * @throws FatalError when the router refuses us or its page is not the log
   */
  pass(signal: AbortSignal): Promise<PassResult>;
  /** The router was left alone for a while: what is lost until the next pass is so because of that. */
  wasAway(): void;
  close(): Promise<void>;
}

/** The way of the lines that a router sends by itself. */
export interface PushPipeline extends Watching {
  /**
   * Takes the next batch through, or the one that could not be kept before.
   * @throws RetryableError when our clock is behind, or the journal cannot be written
   */
  pass(next: () => Batch): PassResult;
}

/** What is older than this, plus the schedule, is recorded and not alarmed. */
const alarmWithinMs = 15 * 60_000;
/** Clocks of routers differ from ours by some seconds: what happened just before the pass before is still news. */
const clockToleranceMs = 60_000;
/** As a rule a router sends a line at once. */
const deliveryMs = 60_000;

/**
 * schedule -> fetch -> parse -> classify -> keep what is new -> detect -> journal; delivery follows the journal's cursor.
 * The only place that knows this order.
 */
export function createPipeline(parts: PipelineParts): Pipeline {
  const { router, family, driver, journal, now } = parts;
  const source = driver.open(router, now);
  const scheduleMs = intervalMs(router.schedule, now());
  const { keep, watchWith } = createKeeper(parts);
  const classOf = classifier(router);
  let memory = journal.pageMemory(router.name);
  let missed: GapCause | undefined = memory === undefined ? undefined : "downtime";

  return {
    watchWith,
    wasAway: () => {
      missed = "downtime";
    },
    close: () => source.close(),
    async pass(signal) {
      requireSoundClock(earliestMs(parts), now());
      try {
        const page = await source.fetch(signal);
        const result = keepPage(page.answeredAtMs, withShortKeys(driver.parse(page, router)));
        missed = undefined;
        source.kept?.();
        return result;
      } catch (thrown) {
        missed ??= "unreadable";
        throw thrown;
      }
    },
  };

  function keepPage(scrapedAtMs: number, page: ParsedPage): PassResult {
    const previousScrapeMs = memory?.scrapedAtMs;
    const alignment = alignPage(memory, page, scrapedAtMs);
    const intake = takeIn({
      alignment,
      page,
      answeredAtMs: scrapedAtMs,
      previousScrapeMs,
      classify: classOf,
      gapCauseHint: missed === "downtime" || missed === "unreadable" ? missed : undefined,
      probesPerHourBefore:
        alignment.loss === undefined ? 0 : rateBefore(journal, router.name, previousScrapeMs ?? scrapedAtMs),
      firstPossibleMs: family.firstPossibleMs,
      timeFrom: page.timeFrom ?? "router",
    });
    const result = keep({
      scrapedAtMs,
      intake,
      entries: page.entries.length,
      fresh: alignment.fresh.length,
      page: alignment.memory,
      isAmbiguous: alignment.isAmbiguous,
      newSinceMs: previousScrapeMs,
      alarmAfterMs: Math.max(scrapedAtMs - alarmWithinMs - scheduleMs, (previousScrapeMs ?? 0) - clockToleranceMs),
    });
    memory = alignment.memory;
    return result;
  }
}

/** The same way from "parse" on: what a router sends is new, and there is no page to align. */
export function createPushPipeline(parts: PipelineParts<PushDriver>): PushPipeline {
  const { router, family, driver, journal, now } = parts;
  const lines = driver.open(router, now);
  const clock = createRouterClock(family.firstPossibleMs, now());
  const { keep, watchWith } = createKeeper(parts);
  const classOf = classifier(router);
  let heardFromMs: number | undefined;
  let probeShareBefore: number | undefined;
  /** Read and not kept yet: no line is read twice. */
  let waiting: Brought | undefined;

  return {
    watchWith,
    pass(next) {
      requireSoundClock(earliestMs(parts), now());
      waiting ??= read(next());
      const result = keep(waiting);
      waiting = undefined;
      return result;
    },
  };

  function read({ lines: pushed, lost, untilMs }: Batch): Brought {
    const received = pushed.flatMap(({ text, receivedAtMs }) => {
      const entry = lines.read(text);
      return entry === undefined ? [] : [{ entry, receivedAtMs }];
    });
    const lostFromMs = lost[0]?.fromMs;
    const probesPerHourBefore = lostFromMs === undefined ? 0 : rateBefore(journal, router.name, lostFromMs);
    heardFromMs = lost.reduce((heard, { toMs }) => Math.max(heard, toMs), heardFromMs ?? untilMs);
    const facts = { probesPerHourBefore, probeShareBefore };
    const intake = takeInStream({ received, lost, clock, classify: classOf, ...facts });
    probeShareBefore = intake.probeShare;
    return {
      scrapedAtMs: untilMs,
      intake,
      entries: received.length,
      fresh: received.length,
      page: pageless(untilMs),
      heardFromMs,
      isAmbiguous: false,
      newSinceMs: untilMs - deliveryMs,
      alarmAfterMs: untilMs - alarmWithinMs,
    };
  }
}

/** What is new in a pass, whichever way it came. */
interface Brought extends Pick<PassResult, "scrapedAtMs" | "entries" | "fresh" | "isAmbiguous"> {
  readonly intake: Intake;
  readonly page: PageMemory;
  readonly heardFromMs?: number | undefined;
  /** What is new happened after this. */
  readonly newSinceMs?: number | undefined;
  readonly alarmAfterMs: number;
}

interface Keeper extends Watching {
  keep(brought: Brought): PassResult;
}

/** detect -> journal. */
function createKeeper({ router, journal, detect }: PipelineParts<PollDriver | PushDriver>): Keeper {
  const detection = createDetection({ router, journal, settings: detect });
  return { keep, watchWith: detection.restart };

  function keep({ intake, alarmAfterMs, newSinceMs, page, heardFromMs, ...pass }: Brought): PassResult {
    const { scrapedAtMs, isAmbiguous } = pass;
    try {
      const records = journal.commit({
        router: router.name,
        timezone: router.timezone,
        scrapedAtMs,
        ...detection.find(intake.items, { scrapedAtMs, newSinceMs, alarmAfterMs }),
        notes: intake.notes,
        rejects: intake.rejects,
        page,
        heardFromMs,
        isAmbiguous,
      });
      const rejects = Object.values(intake.rejects).reduce((sum, count) => sum + count, 0);
      return { ...pass, records, rejects, rejectSamples: intake.rejectSamples, skewMs: intake.skewMs };
    } catch (thrown) {
      detection.rewind();
      throw thrown;
    }
  }
}

function classifier(router: RouterSettings): (event: LogEvent) => EventClass | undefined {
  const context = { knownHosts: hostList(router.known_hosts), countUnknown: router.count_unknown };
  return (event) => classify(event, context);
}

function earliestMs({ releasedAtMs, journal }: PipelineParts<PollDriver | PushDriver>): number {
  return Math.max(releasedAtMs, journal.highestClockMs());
}
