import { hoursOf, type SurgeDay } from "./surge-day.ts";

/** One day in the past: of each door its distinct sources, their sum over the hours, and those of its busiest hour. JSON. */
export type ClosedDay = readonly (readonly [door: string, sources: number, inHours: number, busiestHour: number])[];

/** What is usual at a door: means of a day and of an hour, and the busiest of them. */
export interface Usual {
  readonly sources: number;
  readonly busiestDay: number;
  /** How much more than by chance alone its days differ: their variance is mean + dispersion * mean². */
  readonly dispersion: number;
  readonly inHour: number;
  readonly busiestHour: number;
}

export type Baseline = ReadonlyMap<string, Usual>;

/** The doors that most sources came to are remembered; the others had one or two of them, which is as usual as none. */
const doorsAtMost = 1000;
const hoursADay = 24;
/** A port that few came to on a single day seems to vary without bounds: more than this is not believed of any. */
const mostDispersion = 0.25;

/** Ends a day. */
export function closeDay({ doors }: SurgeDay): ClosedDay {
  return [...doors]
    .sort(([, one], [, other]) => other.sources - one.sources)
    .slice(0, doorsAtMost)
    .map(([name, door]) => {
      const { sum, busiest } = hoursOf(door);
      return [name, door.sources, sum, busiest];
    });
}

/** What is usual after these days. */
export function baselineOf(days: ReadonlyMap<number, ClosedDay>): Baseline {
  const seen = Map.groupBy([...days.values()].flat(), ([name]) => name);
  return new Map([...seen].map(([name, doorDays]) => [name, usualOf(doorDays, days.size)]));
}

/** On the days that are missing nobody came. */
function usualOf(days: ClosedDay, dayCount: number): Usual {
  const sum = (value: (day: ClosedDay[number]) => number) => days.reduce((total, day) => total + value(day), 0);
  const mean = sum(([, sources]) => sources) / dayCount;
  const variance = (sum(([, sources]) => sources ** 2) - dayCount * mean ** 2) / (dayCount - 1);
  return {
    sources: mean,
    busiestDay: Math.max(...days.map(([, sources]) => sources)),
    dispersion: Math.min(Math.max((variance - mean) / mean ** 2, 0), mostDispersion),
    inHour: sum(([, , inHours]) => inHours) / dayCount / hoursADay,
    busiestHour: Math.max(...days.map(([, , , busiestHour]) => busiestHour)),
  };
}
