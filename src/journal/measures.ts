import { type AttemptState, attemptWindowMs, createAttempts, pruneAttempts, stepTuple, tupleOf } from "../attempts.ts";
import type { JournalEvent } from "../model/event.ts";
import {
  createMultiple,
  doorOf,
  type MultipleRun,
  type MultipleState,
  multipleWindowMs,
  type NewlyMultiple,
  pruneMultiple,
  stepDoor,
} from "../multiple.ts";

const none: NewlyMultiple = [];

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

/** What the rules remember. */
export interface MeasureStates {
  readonly attempts: AttemptState;
  readonly multiple: MultipleState;
  readonly multipleAttempts: MultipleState;
}

/** A probe as the rules see it: its keys are absent where they are not known, or the time is too uncertain. */
export interface Knock {
  readonly timeMs: number;
  readonly count: number;
  readonly tuple: string | number | undefined;
  readonly door: string | number | undefined;
}

export function createMeasures(): Measures {
  const states = {
    attempts: createAttempts(),
    multiple: createMultiple(),
    multipleAttempts: createMultiple(),
  };
  return {
    step: (probe) => {
      const { timeMs, count } = probe;
      return stepMeasures(states, { timeMs, count, tuple: tupleOf(probe), door: doorOf(probe) });
    },
  };
}

/** Folds one knock in. */
export function stepMeasures(states: MeasureStates, knock: Knock): Measured {
  const { timeMs, count, tuple, door } = knock;
  const { attempts, multiple, multipleAttempts } = states;
  pruneAttempts(attempts, timeMs);
  pruneMultiple(multiple, timeMs);
  pruneMultiple(multipleAttempts, timeMs);
  const begun = tuple === undefined ? 0 : stepTuple(attempts, tuple, timeMs);
  if (door === undefined) return { attempts: begun, multiple: none, multipleAttempts: none, run: undefined };
  const { fresh, run } = stepDoor(multiple, door, timeMs, count);
  const freshAttempts = begun === 1 ? stepDoor(multipleAttempts, door, timeMs, 1).fresh : none;
  return { attempts: begun, multiple: fresh, multipleAttempts: freshAttempts, run };
}
