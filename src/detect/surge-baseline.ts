import { hoursOf, type SurgeDay } from "./surge-day.ts";

/** What a door saw on one day in the past: distinct sources, their sum over the hours, and the most in two hours on end. JSON. */
type DoorPast = readonly [sources: number, inHours: number, busiestTwoHours: number];

/** One day in the past, by door. */
export type ClosedDay = ReadonlyMap<string, DoorPast>;

/** What is usual at a door: means of a day and of two hours on end, and the busiest of them. */
export interface Usual {
  readonly sources: number;
  readonly busiestDay: number;
  /** How much more than by chance alone its days differ: their variance is mean + dispersion * mean². */
  readonly dispersion: number;
  readonly inTwoHours: number;
  readonly busiestTwoHours: number;
}

/** The doors that most sources came to are remembered; the others had one or two of them, which is as usual as none. */
const doorsAtMost = 1000;
const hoursADay = 24;
/** A port that few came to on a single day seems to vary without bounds: more than this is not believed of any. */
const mostDispersion = 0.25;
const nobody: DoorPast = [0, 0, 0];

/** Ends a day. */
export function closeDay({ doors }: SurgeDay): ClosedDay {
  const busiest = [...doors].sort(([, one], [, other]) => other.sources - one.sources).slice(0, doorsAtMost);
  return new Map(
    busiest.map(([name, door]) => {
      const hours = hoursOf(door);
      return [name, [door.sources, hours.sum, hours.busiestTwo]];
    }),
  );
}

/** What is usual at a door after at least two such days. */
export function usualOf(name: string, days: ReadonlyMap<number, ClosedDay>): Usual {
  const past = Array.from(days.values(), (day) => day.get(name) ?? nobody);
  const sum = (value: (day: DoorPast) => number) => past.reduce((total, day) => total + value(day), 0);
  const mean = sum(([sources]) => sources) / past.length;
  const variance = sum(([sources]) => (sources - mean) ** 2) / (past.length - 1);
  const dispersion = mean === 0 ? 0 : (variance - mean) / mean ** 2;
  return {
    sources: mean,
    busiestDay: Math.max(...past.map(([sources]) => sources)),
    dispersion: Math.min(Math.max(dispersion, 0), mostDispersion),
    inTwoHours: (2 * sum(([, inHours]) => inHours)) / past.length / hoursADay,
    busiestTwoHours: Math.max(...past.map(([, , busiestTwoHours]) => busiestTwoHours)),
  };
}
