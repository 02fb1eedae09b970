/** Times the reading of lines. */
export interface Stopwatch {
  time(line: string, read: () => void): void;
  /** The slowest lines so far, slowest first. */
  slowest(): readonly TimedLine[];
  /** Whether one took longer than the limit. */
  hasSlow(): boolean;
}

interface TimedLine {
  readonly line: string;
  readonly ms: number;
}

const kept = 5;
/** A reading may have waited for the processor, the compiler or the collector of garbage: the fastest of some counts. */
const tries = 12;

export function createStopwatch(limitMs: number): Stopwatch {
  let slowest: readonly TimedLine[] = [];
  return {
    time: (line, read) => {
      const threshold = slowest.length < kept ? 0.1 : (slowest.at(-1)?.ms ?? 0);
      let ms = durationMs(read);
      for (let left = tries; ms > threshold && left > 0; left -= 1) ms = Math.min(ms, durationMs(read));
      if (ms <= threshold) return;
      slowest = [...slowest, { line, ms }].toSorted((one, other) => other.ms - one.ms).slice(0, kept);
    },
    slowest: () => slowest,
    hasSlow: () => (slowest[0]?.ms ?? 0) > limitMs,
  };
}

function durationMs(work: () => void): number {
  const beganMs = performance.now();
  work();
  return performance.now() - beganMs;
}
