/** A log that time brings rows to. */
interface AdvancingLog {
  /** Lets everything up to that moment enter. */
  advance(nowMs: number): void;
  /** When the next row is due; infinity when none will come. */
  nextMs(): number;
}

/** The longest wait that a timer of Node can take. */
const longestTimerMs = 2 ** 31 - 1;

/** Lets every row enter at its own moment, so that the truth is written when it happens. It never keeps a process alive. */
export function advanceByItself(log: AdvancingLog, now: () => number): () => void {
  let timer: NodeJS.Timeout | undefined;
  const wait = () => {
    const waitMs = Math.ceil(log.nextMs() - now());
    timer = setTimeout(tick, Math.min(Math.max(waitMs, 1), longestTimerMs));
    timer.unref();
  };
  const tick = () => {
    log.advance(now());
    wait();
  };
  wait();
  return () => clearTimeout(timer);
}
