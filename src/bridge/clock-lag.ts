/** One page that brought rows: when it was read, when the page before was, and what its newest new row says. UTC ms. */
export interface FreshPage {
  readonly previousScrapeMs: number;
  readonly scrapedAtMs: number;
  readonly newestMs: number;
}

const pagesKept = 8;
const pagesToKnow = 3;

/**
 * How far a router's clock is behind ours, ms; negative where it is ahead. A new row happened after the page before, so the clock is
 * behind by something between the two: the age of the newest row at that page and at this one. It is known when three pages
 * agree, and then only as far as it must be: 0 where the clock may be right, or goes neither right nor evenly wrong.
 */
export function createClockLag(): (page: FreshPage) => number {
  let bounds: readonly { readonly leastMs: number; readonly mostMs: number }[] = [];
  return ({ previousScrapeMs, scrapedAtMs, newestMs }) => {
    bounds = [...bounds, { leastMs: previousScrapeMs - newestMs, mostMs: scrapedAtMs - newestMs }].slice(-pagesKept);
    const leastMs = Math.max(...bounds.map((bound) => bound.leastMs));
    const mostMs = Math.min(...bounds.map((bound) => bound.mostMs));
    if (bounds.length < pagesToKnow || leastMs > mostMs) return 0;
    return leastMs > 0 ? leastMs : Math.min(mostMs, 0);
  };
}
