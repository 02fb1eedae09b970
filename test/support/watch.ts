import { type DetectSettings, detectors } from "../../src/detect/index.ts";
import { createWatch, type Watch } from "../../src/detect/watch.ts";
import { createLocalDays } from "../../src/journal/local-day.ts";
import type { JournalEvent } from "../../src/model/event.ts";
import type { Finding, FindingKind } from "../../src/model/finding.ts";
import type { Checkpoint } from "../../src/model/journal.ts";

/** The settings that every detector has by default. */
export const defaultSettings: DetectSettings = Object.fromEntries(
  detectors.map(({ detector, options }) => [
    detector.kind,
    Object.fromEntries(Object.entries(options).map(([key, option]) => [key, option.default])),
  ]),
);

/** The settings of one kind alone, so that a test hears nothing of the others. */
export function settingsOf(kind: FindingKind, changes: DetectSettings[string] = {}): DetectSettings {
  return { [kind]: { ...defaultSettings[kind], ...changes } };
}

export const utcDays: (timeMs: number) => number = createLocalDays("UTC");

/** An event, or a number: a tick at that time. */
export type Step = JournalEvent | number;

export interface Story {
  readonly settings: DetectSettings;
  /** What happened before is late. */
  readonly alarmAfterMs?: number;
  readonly watch?: Watch;
}

/** What the detectors tell of a story; the clock of the passes is that of the last tick, or else of the event. */
export function findingsOf(steps: readonly Step[], { settings, alarmAfterMs = 0, watch }: Story): readonly Finding[] {
  const watching = watch ?? createWatch({ settings, dayOf: utcDays });
  return steps.flatMap((step) =>
    typeof step === "number"
      ? watching.tick({ nowMs: step, alarmAfterMs })
      : watching.step(step, { nowMs: step.timeMs, alarmAfterMs }),
  );
}

/** Checkpoints as the journal would hold them after each pass, through JSON. */
export function createKeeper(): {
  readonly kept: Record<string, Checkpoint>;
  keep(changes: ReturnType<Watch["takeChanges"]>): void;
} {
  const kept: Record<string, Checkpoint> = {};
  return {
    kept,
    keep(changes) {
      for (const [part, checkpoint] of Object.entries(changes)) {
        if (checkpoint === undefined) delete kept[part];
        else kept[part] = JSON.parse(JSON.stringify(checkpoint));
      }
    },
  };
}
