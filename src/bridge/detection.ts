import type { DetectSettings } from "../detect/index.ts";
import { visitDays } from "../detect/visitors.ts";
import { createWatch, type Moment, recallMs, type Watch } from "../detect/watch.ts";
import { createLocalDays } from "../journal/local-day.ts";
import type { Finding } from "../model/finding.ts";
import type { JournalReader, Pass, PassItem } from "../model/journal.ts";
import type { RouterSettings } from "../model/router.ts";
import { createClockLag } from "./clock-lag.ts";

export interface DetectionParts {
  readonly router: Pick<RouterSettings, "name" | "timezone">;
  readonly journal: JournalReader;
  readonly settings: DetectSettings;
}

/** The moment of a pass, by our own clock. */
export interface PassMoment {
  readonly scrapedAtMs: number;
  /** What is new happened after this; absent where nobody knows. */
  readonly newSinceMs?: number | undefined;
  readonly alarmAfterMs: number;
}

/** One router's detectors over its passes. */
export interface Detection {
  /** The items of a pass with each finding right behind the event that brought it, and what the detectors want kept. */
  find(items: readonly PassItem[], moment: PassMoment): Pick<Pass, "items" | "checkpoints">;
  /** Goes back to where the journal is: nothing of the last pass was kept. */
  rewind(): void;
  /** Begins where the journal is, with other thresholds. */
  restart(settings: DetectSettings): void;
}

const dayMs = 86_400_000;

/** Detectors that begin at the first pass, and begin again after one that was not kept, where the journal is. */
export function createDetection({ router, journal, ...parts }: DetectionParts): Detection {
  const dayOf = createLocalDays(router.timezone);
  const clockLag = createClockLag();
  let { settings } = parts;
  let lagMs = 0;
  let watch: Watch | undefined;

  return {
    find(items, moment) {
      watch ??= startWatch(moment.scrapedAtMs);
      const found = detect(watch, items, byRouterClock(items, moment));
      return { items: found, checkpoints: watch.takeChanges() };
    },
    rewind() {
      watch = undefined;
    },
    restart(changed) {
      settings = changed;
      watch = undefined;
    },
  };

  function startWatch(nowMs: number): Watch {
    const recollection = journal.recollection(router.name, nowMs - recallMs, dayOf(nowMs - visitDays * dayMs));
    return createWatch({ settings, dayOf, recollection, nowMs });
  }

  /** The present by the router's clock, as far as its error is known: that is what its rows are to be measured by. */
  function byRouterClock(items: readonly PassItem[], { scrapedAtMs, newSinceMs, alarmAfterMs }: PassMoment): Moment {
    const newestMs = newestOf(items);
    if (newSinceMs !== undefined && newestMs !== undefined) lagMs = clockLag({ newSinceMs, scrapedAtMs, newestMs });
    return { nowMs: scrapedAtMs - lagMs, alarmAfterMs: alarmAfterMs - lagMs };
  }
}

function detect(watch: Watch, items: readonly PassItem[], moment: Moment): readonly PassItem[] {
  const found = items.flatMap((item): readonly PassItem[] =>
    item.kind === "event" ? [item, ...watch.step(item.event, moment).map(findingItem)] : [item],
  );
  return [...found, ...watch.tick(moment).map(findingItem)];
}

function findingItem(finding: Finding): PassItem {
  return { kind: "finding", finding };
}

/** The latest time that the router's own clock wrote. */
function newestOf(items: readonly PassItem[]): number | undefined {
  const times = items.flatMap((item) =>
    item.kind === "event" && item.event.timeFrom === "router" ? [item.event.timeMs] : [],
  );
  return times.length === 0 ? undefined : times.reduce((newest, timeMs) => Math.max(newest, timeMs));
}
