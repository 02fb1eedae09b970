import cron from "node-cron";

export interface ScheduleOptions {
  /** A cron expression of five fields, or six with seconds first; or `auto`. */
  readonly expression: string;
  /** How long to wait from one run to the next where the expression is `auto`, ms; asked anew all the time. */
  readonly pauseMs?: () => number;
  /** IANA zone that the fields are read in; the machine's own where absent. */
  readonly timezone?: string | undefined;
  /** One pass. It tells its own errors: a rejection here is a defect, and ends the process as an unhandled one. */
  readonly run: () => Promise<void>;
  /** Told each time a pass is left out because the one before still runs. */
  readonly onSkip: (dueMs: number) => void;
  readonly now?: () => number;
}

/** A running schedule: passes of one router, never two at once. */
export interface Schedule {
  /** Runs once at once, unless a pass is under way; tells whether it ran, when it is over. */
  runNow(): Promise<boolean>;
  /** Starts no more passes; resolves when the one under way, if any, is over. Interrupting it is its owner's business. */
  stop(): Promise<void>;
}

/** In place of an expression: as often as the router's log makes it necessary, and the router bears. */
export const autoSchedule = "auto";
/** The bounds of that, ms. */
export const autoBounds = { leastMs: 30_000, mostMs: 15 * 60_000 } as const;

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** Two days hold two runs of every daily schedule, a changed clock included; a month and a day those of a monthly one. */
const horizonsMs = [2 * dayMs + 120 * minuteMs, 33 * dayMs];
const rarestMs = 366 * dayMs;
/** Three hours hold two runs of every schedule that knows no hours. */
const hourlyHorizonMs = 180 * minuteMs;

/** Runs `run` whenever the expression says so, until stopped. */
export function startSchedule(options: ScheduleOptions): Schedule {
  let underWay: Promise<void> | undefined;
  let isStopped = false;
  const start = (): Promise<void> => {
    underWay = options.run().finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
  const now = options.now ?? Date.now;
  const onDue = (dueMs: number): void => {
    if (underWay === undefined) void start();
    else options.onSkip(dueMs);
  };
  const { pauseMs = () => autoBounds.mostMs } = options;
  const stopTimer =
    options.expression === autoSchedule
      ? startPauseTimer(pauseMs, now, onDue)
      : startTimer(reader(options.expression, options.timezone), now, onDue);
  return {
    runNow: async () => {
      if (underWay !== undefined || isStopped) return false;
      await start();
      return true;
    },
    stop: async () => {
      isStopped = true;
      stopTimer();
      await Promise.allSettled([underWay]);
    },
  };
}

/** Whether the text is a cron expression of five or six fields that ever comes true, or `auto`. */
export function isValidSchedule(expression: string): boolean {
  return expression === autoSchedule || cron.validate(expression);
}

/** The longest pause, in ms, between two runs from `nowMs` on: within two days, for rare schedules within a month, else a year. */
export function intervalMs(expression: string, nowMs: number, timezone?: string): number {
  if (expression === autoSchedule) return autoBounds.mostMs;
  const runs = reader(expression, timezone);
  for (const horizonMs of isHourly(expression) ? [hourlyHorizonMs] : horizonsMs) {
    const pauseMs = longestPause(runs(nowMs, nowMs + horizonMs));
    if (pauseMs !== undefined) return pauseMs;
  }
  return rarestMs;
}

/** Calls back at each run, until the function that it returns is called. */
function startTimer(runs: Reader, now: () => number, onDue: (dueMs: number) => void): () => void {
  let timer: NodeJS.Timeout;
  // Looks no further than a minute ahead: a clock that is set, or a machine that slept, is noticed within it.
  const arm = (): void => {
    const fromMs = now();
    const [dueMs] = runs(fromMs, fromMs + minuteMs);
    timer = setTimeout(() => wake(dueMs), (dueMs ?? fromMs + minuteMs) - fromMs);
  };
  const wake = (dueMs: number | undefined): void => {
    // A timer may fire a millisecond early by the clock; the run is then still ahead, and found again.
    if (dueMs !== undefined && now() >= dueMs) onDue(dueMs);
    arm();
  };
  arm();
  return () => clearTimeout(timer);
}

/** The same, a pause after each run. How long that is may change at any time: it is asked again when it is over, and at least each minute. */
function startPauseTimer(pauseMs: () => number, now: () => number, onDue: (dueMs: number) => void): () => void {
  let lastMs = now();
  let timer: NodeJS.Timeout;
  const arm = (): void => {
    timer = setTimeout(wake, Math.min(minuteMs, Math.max(1, lastMs + pauseMs() - now())));
  };
  const wake = (): void => {
    const nowMs = now();
    // A clock that was set back: what is left to wait is not known any more.
    if (nowMs < lastMs) lastMs = nowMs;
    if (nowMs >= lastMs + pauseMs()) {
      lastMs = nowMs;
      onDue(nowMs);
    }
    arm();
  };
  arm();
  return () => clearTimeout(timer);
}

/** Undefined where there are not even two. */
function longestPause(times: Iterable<number>): number | undefined {
  let longest: number | undefined;
  let before: number | undefined;
  for (const time of times) {
    if (before !== undefined) longest = Math.max(longest ?? 0, time - before);
    before = time;
  }
  return longest;
}

/** Most schedules repeat themselves hour by hour: two days of them, minute by minute, would be the dearest part of a start. */
function isHourly(expression: string): boolean {
  const { hour, dayOfMonth, month, dayOfWeek } = cron.parse(expression);
  return hour.length === 24 && dayOfMonth.length === 31 && month.length === 12 && dayOfWeek.length >= 7;
}

type Reader = (fromMs: number, toMs: number) => Iterable<number>;

/**
 * Gives the runs after `fromMs` up to `toMs`, in order. Only the library's matching is used, minute by minute: its own search for the
 * next run leaves out the whole hour that a clock lives twice in autumn, and walks through every missed slot after a long sleep.
 */
function reader(expression: string, timezone: string | undefined): Reader {
  const task = cron.createTask(expression, () => undefined, timezone === undefined ? {} : { timezone });
  // Every task is kept in a register of the library until it is destroyed; matching needs no entry there.
  void task.destroy();
  const seconds = [...cron.parse(expression).second].sort((one, other) => one - other);
  const [firstSecond = 0] = seconds;
  return function* (fromMs, toMs) {
    for (let minute = fromMs - (fromMs % minuteMs); minute <= toMs; minute += minuteMs) {
      if (!task.match(new Date(minute + firstSecond * 1000))) continue;
      for (const second of seconds) {
        const time = minute + second * 1000;
        if (time > fromMs && time <= toMs) yield time;
      }
    }
  };
}
