import { createWatch, type DetectSettings } from "../detect/index.ts";
import type { Checkpoint, PassItem } from "../model/journal.ts";

/** One router's detectors over its passes. */
export interface Detection {
  /** Puts each finding right behind the event that brought it. */
  find(items: readonly PassItem[], nowMs: number, alarmAfterMs: number): readonly PassItem[];
  checkpoints(): Readonly<Record<string, Checkpoint>>;
  /** Goes back to where the journal is: nothing of the last pass was kept. */
  rewind(): void;
}

/** Detectors that begin, and begin again, where the journal's checkpoints are. */
export function createDetection(
  settings: DetectSettings,
  checkpoints: () => Readonly<Record<string, Checkpoint>>,
): Detection {
  let watch = createWatch(settings, checkpoints());
  return {
    find: (items, nowMs, alarmAfterMs) => {
      const found = items.flatMap((item): readonly PassItem[] => {
        if (item.kind !== "event") return [item];
        const findings = watch.step({ kind: "event", event: item.event }, alarmAfterMs);
        return [item, ...findings.map((finding): PassItem => ({ kind: "finding", finding }))];
      });
      const ended = watch.step({ kind: "tick", nowMs }, alarmAfterMs);
      return [...found, ...ended.map((finding): PassItem => ({ kind: "finding", finding }))];
    },
    checkpoints: () => watch.checkpoints(),
    rewind: () => {
      watch = createWatch(settings, checkpoints());
    },
  };
}
