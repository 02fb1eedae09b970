import type { JournalEvent } from "../model/event.ts";
import type { Finding, FindingKind } from "../model/finding.ts";
import type { DetectSettings } from "./index.ts";
import { createWatch, type Watch } from "./watch.ts";

export interface OfflineParts {
  /** As configured; of the kinds that are asked for. */
  readonly settings: DetectSettings;
  readonly kinds: readonly FindingKind[];
  /** The date of a time in the router's zone, as the number yyyymmdd. */
  readonly dayOf: (timeMs: number) => number;
}

const hourMs = 3_600_000;
/** Longer than the silence that ends an episode of any kind. */
const wholeYearMs = 366 * 24 * hourMs;

/** Finds the episodes in events of the past, which are handed over one after the other. */
export interface EpisodeFinder {
  /** @param event of one router, a probe or admitted one, in the order of time: live and imported rows together */
  add(event: JournalEvent): void;
  /** The episodes, in the order in which they ended: the last finding of each, which holds its whole count. */
  end(): readonly Finding[];
}

/** Begin as long before the period as the kinds remember (a surge compares with 14 days), and leave out what ended before it. */
export function createEpisodeFinder({ settings, kinds, dayOf }: OfflineParts): EpisodeFinder {
  const wanted = Object.entries(settings).filter(([kind]) => kinds.some((asked) => asked === kind));
  const watch = createWatch({ settings: Object.fromEntries(wanted), dayOf });
  const ended: Finding[] = [];
  const note = (findings: ReturnType<Watch["tick"]>) => {
    for (const finding of findings) if (finding.state === "ended") ended.push(finding);
  };
  let hour = Number.NEGATIVE_INFINITY;
  let nowMs = 0;
  return {
    add(event) {
      nowMs = Math.max(nowMs, event.timeMs);
      // Time passes by the hour: that a day was observed and that an episode ended must be seen before the next one.
      if (Math.floor(event.timeMs / hourMs) > hour) note(watch.tick(always(event.timeMs)));
      hour = Math.floor(nowMs / hourMs);
      note(watch.step(event, always(nowMs)));
    },
    end() {
      // A first tick finds what is open, a second ends it.
      note(watch.tick(always(nowMs)));
      note(watch.tick(always(nowMs + wholeYearMs)));
      return ended;
    },
  };
}

function always(nowMs: number): { readonly nowMs: number; readonly alarmAfterMs: number } {
  return { nowMs, alarmAfterMs: Number.NEGATIVE_INFINITY };
}
