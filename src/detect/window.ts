/** What came within a sliding window: a time and a weight. */
export interface Knock {
  readonly timeMs: number;
  readonly count: number;
}

/** The knocks with one more, without those that are further behind the newest than the window. */
export function slide<Item extends Knock>(knocks: readonly Item[], knock: Item, windowMs: number): readonly Item[] {
  const newestMs = knocks.reduce((newest, { timeMs }) => Math.max(newest, timeMs), knock.timeMs);
  return [...knocks, knock].filter(({ timeMs }) => newestMs - timeMs <= windowMs);
}

/** Weight of all of them. */
export function totalOf(knocks: readonly Knock[]): number {
  return knocks.reduce((sum, { count }) => sum + count, 0);
}

/** Time of the earliest. */
export function earliestMs(knocks: readonly Knock[]): number {
  return knocks.reduce((earliest, { timeMs }) => Math.min(earliest, timeMs), Number.POSITIVE_INFINITY);
}

/** Time of the latest. */
export function latestMs(knocks: readonly Knock[]): number {
  return knocks.reduce((latest, { timeMs }) => Math.max(latest, timeMs), Number.NEGATIVE_INFINITY);
}
