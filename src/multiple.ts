import type { JournalEvent } from "./model/event.ts";

/** The article's multiple attack: the same host probed the same port three (or more) times within 15 seconds. */
export const multipleWindowMs = 15_000;
const multipleProbes = 3;

interface Knock {
  readonly timeMs: number;
  readonly count: number;
  isMultiple: boolean;
}

/** Recent probes by source, protocol and port. */
export interface MultipleState {
  readonly knocks: Map<string, Knock[]>;
}

/** Probes that were just found to belong to a multiple attack: the new one, and those before it that could not be known for one. */
export type NewlyMultiple = readonly { readonly timeMs: number; readonly count: number }[];

export function createMultiple(): MultipleState {
  return { knocks: new Map() };
}

/** Folds one probe in; nothing where the log lacks source or port, or the time is too uncertain. Counts by weight. */
export function stepMultiple(state: MultipleState, probe: JournalEvent): NewlyMultiple {
  const { protocol, source, port, timeMs, count } = probe;
  if (source === undefined || port === undefined) return [];
  if ((probe.timeUncertaintyMs ?? 0) > multipleWindowMs) return [];
  const door = `${protocol} ${source} ${port}`;
  const knocks = (state.knocks.get(door) ?? []).filter((knock) => Math.abs(timeMs - knock.timeMs) <= multipleWindowMs);
  knocks.push({ timeMs, count, isMultiple: false });
  knocks.sort((a, b) => a.timeMs - b.timeMs);
  state.knocks.set(door, knocks);
  const fresh = knocks.filter((knock) => !knock.isMultiple && isInMultiple(knocks, knock));
  for (const knock of fresh) knock.isMultiple = true;
  return fresh.map((knock) => ({ timeMs: knock.timeMs, count: knock.count }));
}

/** Forgets what can no longer be continued at `nowMs`. */
export function pruneMultiple(state: MultipleState, nowMs: number): void {
  for (const [door, knocks] of state.knocks) {
    if (knocks.every((knock) => nowMs - knock.timeMs > multipleWindowMs)) state.knocks.delete(door);
  }
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
