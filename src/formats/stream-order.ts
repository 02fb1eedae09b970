/** Whether the lines of a log go forward in time (files) or backward (pages and mails of many routers), as far as is known. */
export interface StreamOrder {
  /** Steps forward less steps backward: above 0 the log goes forward, below 0 backward; 0 tells nothing. */
  steps(): number;
  /** The time of the line before, UTC ms. */
  previousMs(): number | undefined;
  /** Tells of the next line. */
  follow(timeMs: number): void;
}

/** What is known of a log's order before its first line is read. */
export interface KnownOrder {
  /** Above 0 forward, below 0 backward. */
  readonly steps: number;
  /** Where it goes on from, UTC ms. */
  readonly fromMs: number;
}

/** @param known nothing where only the lines themselves will tell */
export function createStreamOrder(known?: KnownOrder): StreamOrder {
  let steps = known?.steps ?? 0;
  let previousMs = known?.fromMs;
  return {
    steps: () => steps,
    previousMs: () => previousMs,
    follow: (timeMs) => {
      if (previousMs !== undefined && timeMs !== previousMs) steps += timeMs > previousMs ? 1 : -1;
      previousMs = timeMs;
    },
  };
}
