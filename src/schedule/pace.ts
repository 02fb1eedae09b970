/** Between these the pause from one pass to the next stays, ms. */
export interface PaceBounds {
  readonly leastMs: number;
  readonly mostMs: number;
}

/** How a pass went. */
export type PaceOutcome =
  | {
      readonly kind: "read";
      /** How long the log takes to be full of new rows, ms; undefined where that cannot be told, because nothing was pushed out. */
      readonly fillMs: number | undefined;
      /** How long the router took to answer, ms. */
      readonly tookMs: number;
    }
  /** It was busy, did not answer, or somebody else is logged in. */
  | { readonly kind: "failed" };

/** A log is read at half the time that it takes to become full: a passing flood may then be twice as fast. */
const margin = 0.5;
/** Of its time a router gives us this share at most. */
const shareOfTime = 0.05;
/** No faster than this it is asked less often again: a quiet hour says little of the next one. */
const relaxing = 1.25;
const backingOff = 2;

/** The first pause, before anything is known: short, for two readings tell how fast a log fills. */
export function firstPauseMs(bounds: PaceBounds): number {
  return within(60_000, bounds);
}

/**
 * The next pause after one of `pauseMs`: at once as short as a log that fills needs it, and slowly longer where it does not; longer where the
 * router is slow, and twice as long where it is busy.
 */
export function nextPauseMs(pauseMs: number, outcome: PaceOutcome, bounds: PaceBounds): number {
  const before = within(pauseMs, bounds);
  if (outcome.kind === "failed") return within(before * backingOff, bounds);
  const wantedMs = outcome.fillMs === undefined ? bounds.mostMs : outcome.fillMs * margin;
  const adapted = Math.min(wantedMs, before * relaxing);
  // What a slow router cannot bear goes before what its log would need.
  return within(Math.max(adapted, outcome.tookMs / shareOfTime), bounds);
}

function within(ms: number, { leastMs, mostMs }: PaceBounds): number {
  return Math.min(Math.max(leastMs, mostMs), Math.max(leastMs, Number.isFinite(ms) ? ms : mostMs));
}
