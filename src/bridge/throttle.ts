/** Does one thing whenever it is asked for, but not too often. */
export interface Throttle {
  /** At once where the last time is long ago, else as soon as it is. */
  ask(): void;
  /** At once. */
  force(): void;
  stop(): void;
}

export function createThrottle(everyMs: number, action: () => void): Throttle {
  let lastMs = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  const force = (): void => {
    clearTimeout(timer);
    timer = undefined;
    lastMs = performance.now();
    action();
  };
  return {
    force,
    ask: () => {
      const waitMs = lastMs + everyMs - performance.now();
      if (waitMs <= 0) force();
      else timer ??= setTimeout(force, waitMs);
    },
    stop: () => clearTimeout(timer),
  };
}
