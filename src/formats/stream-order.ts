/** Whether the lines of a log go forward in time (files) or backward (pages and mails of many routers), as far as is known. */
export interface StreamOrder {
  /** Steps forward less steps backward: above 0 the log goes forward, below 0 backward; 0 tells nothing. */
  steps(): number;
  /** The time of the line before, UTC ms. */
  previousMs(): number | undefined;
  /** Tells of the next line. */
  follow(timeMs: number): void;
}

/** @param writtenFromMs since when the log is being written before our eyes, UTC ms: such a log goes forward, whatever its lines say */
export function createStreamOrder(writtenFromMs?: number): StreamOrder {
  let steps = writtenFromMs === undefined ? 0 : Number.POSITIVE_INFINITY;
  let previousMs = writtenFromMs;
  return {
    steps: () => steps,
    previousMs: () => previousMs,
    follow: (timeMs) => {
      if (previousMs !== undefined && timeMs !== previousMs) steps += timeMs > previousMs ? 1 : -1;
      previousMs = timeMs;
    },
  };
}
