import { quarterMs } from "./local-day.ts";

/** A period cut at quarter hours: the whole ones `[first, end)`, by number, and what is left before and after them, in ms. */
export interface SplitPeriod {
  readonly first: number;
  readonly end: number;
  readonly before?: readonly [number, number];
  readonly after?: readonly [number, number];
}

/**
 * Cuts a period. Where single probes are deleted there is nothing to count in a part of a quarter hour: then those count whole
 * that begin in the period.
 */
export function splitPeriod(fromMs: number, toMs: number, keptSinceMs: number): SplitPeriod {
  const first = Math.ceil(fromMs / quarterMs);
  const end = Math.floor(toMs / quarterMs);
  if (first > end) return fromMs < keptSinceMs ? { first, end: first } : { first, end: first, before: [fromMs, toMs] };
  const isAfterKept = end * quarterMs >= keptSinceMs;
  return {
    first,
    end: isAfterKept || end * quarterMs === toMs ? end : end + 1,
    ...(fromMs < first * quarterMs && fromMs >= keptSinceMs ? { before: [fromMs, first * quarterMs] as const } : {}),
    ...(end * quarterMs < toMs && isAfterKept ? { after: [end * quarterMs, toMs] as const } : {}),
  };
}
