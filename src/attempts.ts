import type { JournalEvent } from "./model/event.ts";

/** Probes of one identical 5-tuple, each within this time of the one before, are one attempt: TCP sends a SYN again (RFC 6298). */
export const attemptWindowMs = 60_000;

/** When each 5-tuple was last seen. Its key is a text, or a number where many are folded at once; never both in one state. */
export interface AttemptState {
  lastSeenMs: Map<string | number, number>;
  /** How many there must be for a look at what can be forgotten. */
  sweptAbove: number;
}

/** A household seldom has more at a time. */
const leastSwept = 2000;

export function createAttempts(): AttemptState {
  return { lastSeenMs: new Map(), sweptAbove: leastSwept };
}

/**
 * Folds one probe in: 1 where it begins an attempt, 0 where it belongs to one, undefined where that is not known because
 * the log lacks one of the five or the time is too uncertain.
 */
export function stepAttempts(state: AttemptState, probe: JournalEvent): 0 | 1 | undefined {
  const tuple = tupleOf(probe);
  return tuple === undefined ? undefined : stepTuple(state, tuple, probe.timeMs);
}

/** The 5-tuple of a probe; undefined where the log lacks one of the five, or the time is too uncertain for the window. */
export function tupleOf(probe: JournalEvent): string | undefined {
  const { protocol, source, sourcePort, destination, port, timeUncertaintyMs = 0 } = probe;
  if (protocol === undefined || source === undefined || destination === undefined) return undefined;
  if (sourcePort === undefined || port === undefined || timeUncertaintyMs > attemptWindowMs) return undefined;
  // Joined, it is one text; as a template it would stay a tree of parts, of several times the size.
  return [protocol, source, sourcePort, destination, port].join(" ");
}

/** The same for a probe of which all five are known and the time is certain; equal keys are equal tuples. */
export function stepTuple({ lastSeenMs }: AttemptState, tuple: string | number, timeMs: number): 0 | 1 {
  const before = lastSeenMs.get(tuple);
  lastSeenMs.set(tuple, Math.max(timeMs, before ?? timeMs));
  return before !== undefined && Math.abs(timeMs - before) <= attemptWindowMs ? 0 : 1;
}

/**
 * Forgets what can no longer be continued at `nowMs`, so that memory follows the rate and not the history. It looks when there is
 * twice of what the last look left: in a flood, where all is recent, looking each time would take all the time.
 */
export function pruneAttempts(state: AttemptState, nowMs: number): void {
  if (state.lastSeenMs.size <= state.sweptAbove) return;
  // Nearly all can be forgotten by then: to keep the few costs less than to delete the many.
  const kept = new Map<string | number, number>();
  for (const [tuple, seenMs] of state.lastSeenMs) if (nowMs - seenMs <= attemptWindowMs) kept.set(tuple, seenMs);
  state.lastSeenMs = kept;
  state.sweptAbove = Math.max(leastSwept, 2 * kept.size);
}
