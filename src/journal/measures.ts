import { attemptWindowMs, createAttempts, pruneAttempts, stepAttempts } from "../attempts.ts";
import type { JournalEvent } from "../model/event.ts";
import {
  createMultiple,
  type MultipleRun,
  multipleWindowMs,
  type NewlyMultiple,
  pruneMultiple,
  stepMultiple,
  stepRun,
} from "../multiple.ts";

/** How far back a fold must begin to know what goes on: the article's longest multiple attack took two minutes. */
export const runLookBackMs = 10 * Math.max(attemptWindowMs, multipleWindowMs);

/** What one probe adds to the measures of the design: attempts, and multiple attacks on probes and on attempts. */
export interface Measured {
  /** 1 where it begins an attempt. */
  readonly attempts: 0 | 1;
  /** Probes, and attempts, that it makes part of a multiple attack: itself, and those before it. */
  readonly multiple: NewlyMultiple;
  readonly multipleAttempts: NewlyMultiple;
  /** The multiple attack that it belongs to, as it stands. */
  readonly run: MultipleRun | undefined;
}

/** Folds the probes of one router, in the order of their times. */
export interface Measures {
  step(probe: JournalEvent): Measured;
}

export function createMeasures(): Measures {
  const attempts = createAttempts();
  const multiple = createMultiple();
  const multipleAttempts = createMultiple();
  return {
    step(probe) {
      prune(probe.timeMs);
      const isAttempt = stepAttempts(attempts, probe) === 1;
      const fresh = stepMultiple(multiple, probe);
      return {
        attempts: isAttempt ? 1 : 0,
        multiple: fresh,
        multipleAttempts: isAttempt ? stepMultiple(multipleAttempts, { ...probe, count: 1 }) : [],
        run: stepRun(multiple, probe, fresh),
      };
    },
  };

  function prune(nowMs: number): void {
    if (attempts.lastSeenMs.size > prunedAbove) pruneAttempts(attempts, nowMs);
    for (const state of [multiple, multipleAttempts]) if (state.knocks.size > prunedAbove) pruneMultiple(state, nowMs);
  }
}

/** Windows are swept when they hold more doors than this: seldom in a household, in time in a flood. */
const prunedAbove = 2000;
