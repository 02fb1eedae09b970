/** A time in which something is left alone. */
export interface Cooldown {
  /** Begins, for so long, in place of one that is on; `Infinity`: until it is ended. */
  start(ms: number): void;
  end(): void;
  isOn(): boolean;
  /** How long it still takes, ms; 0 where it is not on. */
  leftMs(): number;
}

/** One that is not on yet; `now` is our clock, UTC ms. Set back, the clock makes it longer by no more than its own length. */
export function createCooldown(now: () => number): Cooldown {
  let fromMs = 0;
  let forMs = 0;
  return {
    start(ms) {
      fromMs = now();
      forMs = ms;
    },
    end() {
      forMs = 0;
    },
    isOn: () => leftMs() > 0,
    leftMs,
  };

  function leftMs(): number {
    const nowMs = now();
    // A clock that was ahead by years and is right again: what is left is not known, and never more than all of it.
    if (nowMs < fromMs) fromMs = nowMs;
    return Math.max(0, fromMs + forMs - nowMs);
  }
}
