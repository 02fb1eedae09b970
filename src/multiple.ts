import type { JournalEvent } from "./model/event.ts";

/** The article's multiple attack: the same host probed the same port three (or more) times within 15 seconds. */
export const multipleWindowMs = 15_000;
const multipleProbes = 3;
const mostKnocks = 64;

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

/** What is remembered of a door: its recent probes, and the multiple attack that goes on. */
interface Door {
  /** In the order of time. */
  readonly knocks: readonly Knock[];
  readonly run: MultipleRun | undefined;
}

/**
 * Doors (source, protocol and port) by a key: a text, or a number where many are folded at once. Most are knocked on by one probe, or
 * again much later: of these the time is enough.
 */
export interface MultipleState {
  doors: Map<string | number, Door | number>;
  /** How many doors there must be for a look at what can be forgotten. */
  sweptAbove: number;
}

/** A household seldom has more at a time. */
const leastSwept = 2000;

/** Probes that were just found to belong to a multiple attack: the new one, and those before it that could not be known for one. */
export type NewlyMultiple = readonly { readonly timeMs: number; readonly count: number }[];

/** What a probe adds to what was known of its door. */
interface DoorStep {
  readonly fresh: NewlyMultiple;
  /** The multiple attack that it belongs to, as it stands; nothing where it belongs to none. */
  readonly run: MultipleRun | undefined;
}

const nothing: DoorStep = { fresh: [], run: undefined };

export function createMultiple(): MultipleState {
  return { doors: new Map(), sweptAbove: leastSwept };
}

/** Folds one probe in; nothing where it cannot be known. Counts by weight. */
export function stepMultiple(state: MultipleState, probe: JournalEvent): NewlyMultiple {
  const key = doorOf(probe);
  return key === undefined ? nothing.fresh : stepDoor(state, key, probe.timeMs, probe.count).fresh;
}

/** The same for a probe on a door that is known, at a time that is certain; equal keys are equal doors. */
export function stepDoor(state: MultipleState, key: string | number, timeMs: number, count: number): DoorStep {
  const known = state.doors.get(key);
  const isAlone = known === undefined || timeMs - lastMsOf(known) > multipleWindowMs;
  if (isAlone && count === 1) {
    state.doors.set(key, timeMs);
    return nothing;
  }
  const before = known === undefined || isAlone ? unknownDoor : wholeDoor(known);
  const { door, step } = knockOn(before, { timeMs, count, isMultiple: false });
  state.doors.set(key, door);
  return step;
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
  if (state.doors.size <= state.sweptAbove) return;
  // Nearly all are over by then: to keep the few costs less than to delete the many.
  const kept = new Map<string | number, Door | number>();
  for (const [key, door] of state.doors) if (nowMs - lastMsOf(door) <= multipleWindowMs) kept.set(key, door);
  state.doors = kept;
  state.sweptAbove = Math.max(leastSwept, 2 * kept.size);
}

const unknownDoor: Door = { knocks: [], run: undefined };

function lastMsOf(door: Door | number): number {
  return typeof door === "number" ? door : (door.knocks.at(-1)?.timeMs ?? Number.NEGATIVE_INFINITY);
}

function wholeDoor(door: Door | number): Door {
  if (typeof door !== "number") return door;
  return { knocks: [{ timeMs: door, count: 1, isMultiple: false }], run: undefined };
}

function knockOn({ knocks: before, run }: Door, knock: Knock): { readonly door: Door; readonly step: DoorStep } {
  const knocks = before.filter(({ timeMs }) => Math.abs(knock.timeMs - timeMs) <= multipleWindowMs);
  knocks.splice(knocks.findLastIndex(({ timeMs }) => timeMs <= knock.timeMs) + 1, 0, knock);
  const fresh = countOf(knocks) < multipleProbes ? [] : newlyMultiple(knocks);
  const next = run !== undefined && isContinued(run, knock.timeMs) ? longer(run, knock) : beginning(fresh);
  // In a flood the one that is dropped here is multiple already, and what is left makes the next one so.
  if (knocks.length > mostKnocks) knocks.shift();
  return { door: { knocks, run: next ?? run }, step: { fresh, run: next } };
}

/** Marks the knocks that are found to belong to a multiple attack, and gives them. */
function newlyMultiple(knocks: readonly Knock[]): NewlyMultiple {
  const found = knocks.filter((knock) => !knock.isMultiple && isInMultiple(knocks, knock));
  for (const knock of found) knock.isMultiple = true;
  return found.map(({ timeMs, count }) => ({ timeMs, count }));
}

function countOf(knocks: NewlyMultiple): number {
  return knocks.reduce((sum, { count }) => sum + count, 0);
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
  return { firstMs: first.timeMs, lastMs: fresh.at(-1)?.timeMs ?? first.timeMs, count: countOf(fresh) };
}

/** Whether some stretch of 15 seconds that holds `knock` holds three probes. */
function isInMultiple(knocks: readonly Knock[], knock: Knock): boolean {
  return knocks.some((first) => {
    const endMs = first.timeMs + multipleWindowMs;
    if (knock.timeMs < first.timeMs || knock.timeMs > endMs) return false;
    return countOf(knocks.filter(({ timeMs }) => timeMs >= first.timeMs && timeMs <= endMs)) >= multipleProbes;
  });
}
