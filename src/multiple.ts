import type { JournalEvent } from "./model/event.ts";

/** The article's multiple attack: the same host probed the same port three (or more) times within 15 seconds. */
export const multipleWindowMs = 15_000;
const multipleProbes = 3;
const mostKnocks = 64;
const none: NewlyMultiple = [];

interface Knock {
  readonly timeMs: number;
  readonly count: number;
  isMultiple: boolean;
}

/** A multiple attack as long as it goes on: no probe of its source on its door comes more than 15 seconds after the one before. */
export interface MultipleRun {
  readonly firstMs: number;
  readonly lastMs: number;
  /** Probes so far. */
  readonly count: number;
}

/**
 * Recent probes by door (source, protocol and port), and the multiple attacks that go on. The key of a door is a text, or a number
 * where many are folded at once.
 */
export interface MultipleState {
  readonly knocks: Map<string | number, Knock[]>;
  readonly runs: Map<string | number, MultipleRun>;
  /** How many doors there must be for a look at what can be forgotten. */
  sweptAbove: number;
}

/** A household seldom has more at a time. */
const leastSwept = 2000;

/** Probes that were just found to belong to a multiple attack: the new one, and those before it that could not be known for one. */
export type NewlyMultiple = readonly { readonly timeMs: number; readonly count: number }[];

export function createMultiple(): MultipleState {
  return { knocks: new Map(), runs: new Map(), sweptAbove: leastSwept };
}

/** Folds one probe in; nothing where it cannot be known. Counts by weight. */
export function stepMultiple(state: MultipleState, probe: JournalEvent): NewlyMultiple {
  const door = doorOf(probe);
  return door === undefined ? [] : stepDoor(state, door, probe.timeMs, probe.count);
}

/** The same for a probe on a door that is known, at a time that is certain; equal keys are equal doors. */
export function stepDoor(state: MultipleState, door: string | number, timeMs: number, count: number): NewlyMultiple {
  const known = state.knocks.get(door);
  const lastMs = known?.at(-1)?.timeMs ?? Number.NEGATIVE_INFINITY;
  // Most doors are knocked on once, or again much later.
  if (timeMs - lastMs > multipleWindowMs && count < multipleProbes) {
    state.knocks.set(door, [{ timeMs, count, isMultiple: false }]);
    return none;
  }
  const knocks = (known ?? []).filter((knock) => Math.abs(timeMs - knock.timeMs) <= multipleWindowMs);
  knocks.push({ timeMs, count, isMultiple: false });
  knocks.sort((a, b) => a.timeMs - b.timeMs);
  // In a flood all that is dropped here is multiple already, and what is left makes the next one so.
  state.knocks.set(door, knocks.slice(-mostKnocks));
  const fresh = knocks.filter((knock) => !knock.isMultiple && isInMultiple(knocks, knock));
  for (const knock of fresh) knock.isMultiple = true;
  return fresh.map((knock) => ({ timeMs: knock.timeMs, count: knock.count }));
}

/**
 * The multiple attack that a probe belongs to, as it stands with it; nothing where it belongs to none.
 * @param fresh what `stepDoor` gave for this probe
 */
export function stepRun(
  state: MultipleState,
  door: string | number,
  probe: Pick<JournalEvent, "timeMs" | "count">,
  fresh: NewlyMultiple,
): MultipleRun | undefined {
  const run = state.runs.get(door);
  const next = run !== undefined && isContinued(run, probe.timeMs) ? longer(run, probe) : beginning(fresh);
  if (next !== undefined) state.runs.set(door, next);
  return next;
}

/** The door of a probe; undefined where the log lacks source or port, or the time is too uncertain for the window. */
export function doorOf({ protocol, source, port, timeUncertaintyMs = 0 }: JournalEvent): string | undefined {
  if (source === undefined || port === undefined || timeUncertaintyMs > multipleWindowMs) return undefined;
  return [protocol, source, port].join(" ");
}

/** Of two multiple attacks the one with more probes; of equals the one that began earlier. */
export function largerRun<Run extends MultipleRun>(one: Run | undefined, other: Run | undefined): Run | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  if (one.count !== other.count) return one.count > other.count ? one : other;
  return other.firstMs < one.firstMs ? other : one;
}

/** Forgets what can no longer be continued at `nowMs`; looks when there is twice of what the last look left. */
export function pruneMultiple(state: MultipleState, nowMs: number): void {
  if (state.knocks.size <= state.sweptAbove) return;
  for (const [door, knocks] of state.knocks) {
    if (knocks.every((knock) => nowMs - knock.timeMs > multipleWindowMs)) state.knocks.delete(door);
  }
  for (const [door, run] of state.runs) if (!isContinued(run, nowMs)) state.runs.delete(door);
  state.sweptAbove = Math.max(leastSwept, 2 * state.knocks.size);
}

function isContinued(run: MultipleRun, timeMs: number): boolean {
  return timeMs - run.lastMs <= multipleWindowMs && run.firstMs - timeMs <= multipleWindowMs;
}

function longer(run: MultipleRun, { timeMs, count }: Pick<JournalEvent, "timeMs" | "count">): MultipleRun {
  return { firstMs: run.firstMs, lastMs: Math.max(run.lastMs, timeMs), count: run.count + count };
}

function beginning(fresh: NewlyMultiple): MultipleRun | undefined {
  const [first] = fresh;
  if (first === undefined) return undefined;
  const count = fresh.reduce((sum, knock) => sum + knock.count, 0);
  return { firstMs: first.timeMs, lastMs: fresh.at(-1)?.timeMs ?? first.timeMs, count };
}

/** Whether some stretch of 15 seconds that holds `knock` holds three probes. */
function isInMultiple(knocks: readonly Knock[], knock: Knock): boolean {
  return knocks.some((first) => {
    const endMs = first.timeMs + multipleWindowMs;
    if (knock.timeMs < first.timeMs || knock.timeMs > endMs) return false;
    const within = knocks.filter(({ timeMs }) => timeMs >= first.timeMs && timeMs <= endMs);
    return within.reduce((sum, { count }) => sum + count, 0) >= multipleProbes;
  });
}
