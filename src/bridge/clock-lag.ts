/** A pass that brought rows: since when they came, when they were read, and what the newest of them says. UTC ms. */
export interface FreshPass {
  readonly newSinceMs: number;
  readonly scrapedAtMs: number;
  readonly newestMs: number;
}

const passesKept = 8;
const passesToKnow = 3;

/**
 * How far a router's clock is behind ours, ms; negative where it is ahead. A new row happened since the pass before, so the clock is
 * behind by something between the two: the age of the newest row at that pass and at this one. It is known when three passes
 * agree, and then only as far as it must be: 0 where the clock may be right, or goes neither right nor evenly wrong.
 */
export function createClockLag(): (pass: FreshPass) => number {
  let bounds: readonly { readonly leastMs: number; readonly mostMs: number }[] = [];
  return ({ newSinceMs, scrapedAtMs, newestMs }) => {
    bounds = [...bounds, { leastMs: newSinceMs - newestMs, mostMs: scrapedAtMs - newestMs }].slice(-passesKept);
    const leastMs = Math.max(...bounds.map((bound) => bound.leastMs));
    const mostMs = Math.min(...bounds.map((bound) => bound.mostMs));
    if (bounds.length < passesToKnow || leastMs > mostMs) return 0;
    return leastMs > 0 ? leastMs : Math.min(mostMs, 0);
  };
}
