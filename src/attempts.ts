import type { JournalEvent } from "./model/event.ts";

/** Probes of one identical 5-tuple, each within this time of the one before, are one attempt: TCP sends a SYN again (RFC 6298). */
export const attemptWindowMs = 60_000;

/** When each 5-tuple was last seen. */
export interface AttemptState {
  readonly lastSeenMs: Map<string, number>;
}

export function createAttempts(): AttemptState {
  return { lastSeenMs: new Map() };
}

/**
 * Folds one probe in: 1 where it begins an attempt, 0 where it belongs to one, undefined where that is not known because
 * the log lacks one of the five or the time is too uncertain.
 */
export function stepAttempts(state: AttemptState, probe: JournalEvent): 0 | 1 | undefined {
  const { protocol, source, sourcePort, destination, port, timeMs } = probe;
  if (protocol === undefined || source === undefined || destination === undefined) return undefined;
  if (sourcePort === undefined || port === undefined) return undefined;
  if ((probe.timeUncertaintyMs ?? 0) > attemptWindowMs) return undefined;
  const tuple = `${protocol} ${source} ${sourcePort} ${destination} ${port}`;
  const before = state.lastSeenMs.get(tuple);
  state.lastSeenMs.set(tuple, Math.max(timeMs, before ?? timeMs));
  return before !== undefined && Math.abs(timeMs - before) <= attemptWindowMs ? 0 : 1;
}

/** Forgets what can no longer be continued at `nowMs`, so that memory follows the rate and not the history. */
export function pruneAttempts(state: AttemptState, nowMs: number): void {
  for (const [tuple, seenMs] of state.lastSeenMs) if (nowMs - seenMs > attemptWindowMs) state.lastSeenMs.delete(tuple);
}
