const minuteMs = 60_000;

/**
 * Messages a minute, over the last minute or a little more.
 * @param count of all messages so far
 */
export function createPublishRate(count: () => number, now: () => number): () => number {
  let before = { count: count(), timeMs: now() };
  let rate = 0;
  return () => {
    const elapsedMs = now() - before.timeMs;
    // Where the clock was set back, the minute begins anew.
    if (elapsedMs >= 0 && elapsedMs < minuteMs) return rate;
    rate = elapsedMs < 0 ? rate : Math.round(((count() - before.count) * minuteMs) / elapsedMs);
    before = { count: count(), timeMs: now() };
    return rate;
  };
}
