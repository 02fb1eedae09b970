import { classify, hostList } from "./classify.ts";
import { createWatch, type DetectSettings } from "./detect/index.ts";
import { RetryableError } from "./errors.ts";
import { alignPage } from "./journal/align.ts";
import { takeIn } from "./journal/intake.ts";
import { withShortKeys } from "./journal/row-key.ts";
import type { GapCause } from "./model/gap.ts";
import type { JournalRecord, JournalWriter, PassItem } from "./model/journal.ts";
import type { ParsedPage } from "./model/page.ts";
import type { LogSource, RouterFamily, RouterSettings } from "./model/router.ts";
import { intervalMs } from "./schedule.ts";
import { rateBefore } from "./summary/rate.ts";

export interface PipelineParts {
  readonly router: RouterSettings;
  readonly family: RouterFamily;
  readonly journal: JournalWriter;
  readonly detect: DetectSettings;
  readonly now: () => number;
  /** Before this moment our own clock must be wrong. */
  readonly releasedAtMs: number;
}

/** What one pass brought. */
export interface PassResult {
  readonly scrapedAtMs: number;
  /** Rows with a number, in order: probes, admitted events, findings, gaps. */
  readonly records: readonly JournalRecord[];
  /** Entries on the page, and how many of them were new. */
  readonly entries: number;
  readonly fresh: number;
  /** How many of the new entries were rejects, with the first few texts. */
  readonly rejects: number;
  readonly rejectSamples: readonly string[];
  readonly isAmbiguous: boolean;
  /** How far the router's clock is ahead of ours, where it is. */
  readonly skewMs?: number | undefined;
}

/** The way of one router's data, from its page to the journal. One pass at a time. */
export interface Pipeline {
  /**
   * @throws RetryableError when the router cannot be read now, our clock is behind, or the journal cannot be written
   * @throws FatalError when the router refuses us or its page is not the log
   */
  pass(signal: AbortSignal): Promise<PassResult>;
  close(): Promise<void>;
}

/** What is older than this, plus the schedule, is recorded and not alarmed. */
const alarmWithinMs = 15 * 60_000;
/** Clocks of routers differ from ours by some seconds: what happened just before the pass before is still news. */
const clockToleranceMs = 60_000;

/**
 * schedule -> fetch -> parse -> classify -> keep what is new -> detect -> journal; delivery follows the journal's cursor.
 * The only place that knows this order.
 */
export function createPipeline(parts: PipelineParts): Pipeline {
  const { router, family, journal, now } = parts;
  const source: LogSource = family.open(router, now);
  const scheduleMs = intervalMs(router.schedule, now());
  const context = { knownHosts: hostList(router.known_hosts), countUnknown: router.count_unknown };
  let memory = journal.pageMemory(router.name);
  let watch = createWatch(parts.detect, journal.checkpoints(router.name));
  let missed: GapCause | undefined = memory === undefined ? undefined : "downtime";

  return {
    close: () => source.close(),
    async pass(signal) {
      requireSoundClock(Math.max(parts.releasedAtMs, journal.highestClockMs()), now());
      try {
        const page = await source.fetch(signal);
        const result = keep(page.answeredAtMs, withShortKeys(family.parse(page, router)));
        missed = undefined;
        return result;
      } catch (thrown) {
        missed ??= "unreadable";
        throw thrown;
      }
    },
  };

  function keep(scrapedAtMs: number, page: ParsedPage): PassResult {
    const previousScrapeMs = memory?.scrapedAtMs;
    const alignment = alignPage(memory, page, scrapedAtMs);
    const intake = takeIn({
      alignment,
      page,
      answeredAtMs: scrapedAtMs,
      previousScrapeMs,
      classify: (event) => classify(event, context),
      gapCauseHint: missed === "downtime" || missed === "unreadable" ? missed : undefined,
      probesPerHourBefore:
        alignment.loss === undefined ? 0 : rateBefore(journal, router.name, previousScrapeMs ?? scrapedAtMs),
      firstPossibleMs: family.firstPossibleMs,
      timeFrom: page.timeFrom ?? "router",
    });
    const alarmAfterMs = Math.max(scrapedAtMs - alarmWithinMs - scheduleMs, (previousScrapeMs ?? 0) - clockToleranceMs);
    try {
      const records = journal.commit({
        router: router.name,
        timezone: router.timezone,
        scrapedAtMs,
        items: detect(intake.items, scrapedAtMs, alarmAfterMs),
        notes: intake.notes,
        rejects: intake.rejects,
        page: alignment.memory,
        isAmbiguous: alignment.isAmbiguous,
        checkpoints: watch.checkpoints(),
      });
      memory = alignment.memory;
      return {
        scrapedAtMs,
        records,
        entries: page.entries.length,
        fresh: alignment.fresh.length,
        rejects: Object.values(intake.rejects).reduce((sum, count) => sum + count, 0),
        rejectSamples: intake.rejectSamples,
        isAmbiguous: alignment.isAmbiguous,
        skewMs: intake.skewMs,
      };
    } catch (thrown) {
      // Nothing of this pass is kept, so the detectors go back to where the journal is.
      watch = createWatch(parts.detect, journal.checkpoints(router.name));
      throw thrown;
    }
  }

  /** Puts each finding right behind the event that brought it. */
  function detect(items: readonly PassItem[], nowMs: number, alarmAfterMs: number): readonly PassItem[] {
    const found = items.flatMap((item): readonly PassItem[] => {
      if (item.kind !== "event") return [item];
      const findings = watch.step({ kind: "event", event: item.event }, alarmAfterMs);
      return [item, ...findings.map((finding): PassItem => ({ kind: "finding", finding }))];
    });
    const ended = watch.step({ kind: "tick", nowMs }, alarmAfterMs);
    return [...found, ...ended.map((finding): PassItem => ({ kind: "finding", finding }))];
  }
}

function requireSoundClock(earliestMs: number, nowMs: number): void {
  if (nowMs >= earliestMs) return;
  throw new RetryableError(
    `this machine's clock says ${new Date(nowMs).toISOString()}, but it was already ${new Date(earliestMs).toISOString()}: passes wait until it is set`,
    { facts: { now: nowMs, earliest: earliestMs } },
  );
}
