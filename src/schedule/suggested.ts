/** When a log was full before it was read again. */
export interface Overrun {
  /** How long it is from one pass to the next. */
  readonly scheduleMs: number;
  /** How long the log took to become full. */
  readonly fillMs: number;
  /** No schedule is closer than this: the router has other things to do. */
  readonly closestMs?: number;
}

/**
 * The schedule by which the log would have been read at half the time that it took to become full; undefined where none is closer than
 * the present one. Never closer than a quarter of it at once: one flood tells little of the days to come.
 */
export function suggestSchedule({ scheduleMs, fillMs, closestMs = 0 }: Overrun): string | undefined {
  const wantedMs = Math.max(fillMs / 2, scheduleMs / 4);
  const closer = rungs.filter(({ everyMs }) => everyMs < scheduleMs && everyMs >= closestMs);
  return (closer.find(({ everyMs }) => everyMs <= wantedMs) ?? closer.at(-1))?.schedule;
}

const secondMs = 1000;
const minuteMs = 60 * secondMs;

/** From seldom to often; more often than these, many a router does little else. */
const rungs: readonly { readonly everyMs: number; readonly schedule: string }[] = [
  { everyMs: 60 * minuteMs, schedule: "0 * * * *" },
  ...[30, 20, 15, 10, 5, 3, 2].map((minutes) => ({ everyMs: minutes * minuteMs, schedule: `*/${minutes} * * * *` })),
  { everyMs: minuteMs, schedule: "* * * * *" },
  ...[30, 20].map((seconds) => ({ everyMs: seconds * secondMs, schedule: `*/${seconds} * * * * *` })),
];
