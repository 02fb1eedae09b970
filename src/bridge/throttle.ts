/** Does one thing whenever it is asked for, but not too often. */
export interface Throttle {
  /** At once where the last time is long ago, else as soon as it is. */
  ask(): void;
  /** At once. */
  force(): void;
  stop(): void;
}

/** How often it may be done in the long run: at its full pace so many times in a row, each of which comes back after a while. */
interface Allowance {
  readonly times: number;
  readonly backAfterMs: number;
}

const unlimited: Allowance = { times: Number.POSITIVE_INFINITY, backAfterMs: 1 };

export function createThrottle(everyMs: number, action: () => void, allowance = unlimited): Throttle {
  let lastMs = Number.NEGATIVE_INFINITY;
  let left = allowance.times;
  let timer: NodeJS.Timeout | undefined;
  const force = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const nowMs = performance.now();
    left = Math.max(0, leftAt(nowMs) - 1);
    lastMs = nowMs;
    action();
  };
  return {
    force,
    ask: () => {
      const waitMs = nextMs() - performance.now();
      if (waitMs <= 0) force();
      else timer ??= setTimeout(force, waitMs);
    },
    stop: () => clearTimeout(timer),
  };

  function leftAt(nowMs: number): number {
    return Math.min(allowance.times, left + (nowMs - lastMs) / allowance.backAfterMs);
  }

  function nextMs(): number {
    return lastMs + Math.max(everyMs, (1 - left) * allowance.backAfterMs);
  }
}
