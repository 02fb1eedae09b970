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
const tries = 5;

export function createStopwatch(limitMs: number): Stopwatch {
  let slowest: readonly TimedLine[] = [];
  return {
    time: (line, read) => {
      const threshold = Math.max(limitMs / 50, slowest.length < kept ? 0 : (slowest.at(-1)?.ms ?? 0));
      if (wallMs(read) <= threshold) return;
      const ms = Math.min(...Array.from({ length: tries }, () => processorMs(read)));
      if (ms <= threshold) return;
      slowest = [...slowest, { line, ms }].toSorted((one, other) => other.ms - one.ms).slice(0, kept);
    },
    slowest: () => slowest,
    hasSlow: () => (slowest[0]?.ms ?? 0) > limitMs,
  };
}

function wallMs(work: () => void): number {
  const beganMs = performance.now();
  work();
  return performance.now() - beganMs;
}

/** A first reading may have waited for the processor, the compiler or the collector of garbage: what counts is the thread's own time. */
function processorMs(work: () => void): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}
