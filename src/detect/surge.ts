import type { Severity } from "../model/finding.ts";
import type { OptionTable, OptionValues } from "../model/options.ts";
import { doorOf } from "./door.ts";
import type { Rule } from "./rule.ts";
import { type ClosedDay, closeDay, type Usual, usualOf } from "./surge-baseline.ts";
import { clearDay, countSource, createSurgeDay, type DoorDay, inTwoHours, type SurgeDay } from "./surge-day.ts";
import { tailProbability } from "./tail.ts";

/** Those of days were calibrated on real logs of single addresses; the spread of days, and the hours, on simulated lines. */
export const surgeOptions = {
  baseline_days: { doc: "days before today that tell what is usual on a port", default: 14, min: 2, max: 90 },
  learn_days: { doc: "days that must have been counted before anything is told", default: 7, min: 2, max: 90 },
  usual_at_least: { doc: "sources a day that count as usual on any port", default: 0.3, min: 0.01, max: 1000 },
  sources: {
    doc: "distinct sources on one port that a surge has at least, in a day or in an hour and the one before",
    default: 8,
    min: 2,
    max: 100_000,
  },
  probability: { doc: "how unlikely so many in a day must be", default: 1e-9, min: 1e-30, max: 0.1 },
  hour_probability: {
    doc: "how unlikely so many in an hour and the one before must be: the early warning",
    default: 1e-7,
    min: 1e-30,
    max: 0.1,
  },
  dispersion: {
    doc: "how much more than by chance alone days vary at least: variance is mean + dispersion * mean²; 0 is Poisson's law",
    default: 0.05,
    min: 0,
    max: 0.25,
  },
  hour_dispersion: { doc: "the same of hours", default: 0.3, min: 0, max: 10 },
  quiet_h: { doc: "hours without a sign of it that end a surge", default: 24, min: 1, max: 240 },
} as const satisfies OptionTable;

type SurgeSettings = OptionValues<typeof surgeOptions>;

interface SurgeMemory {
  /** The date that is being counted. */
  day: number;
  /** Whether the log was read on that date: a day on which it was not is no measure of anything. */
  isObserved: boolean;
  readonly counted: SurgeDay;
  /** The days before, and which of them the checkpoint does not have yet, or has no more. */
  readonly closed: Map<number, ClosedDay>;
  readonly changed: Set<number>;
}

const hourMs = 3_600_000;
const dayPart = "day ";

/**
 * More distinct sources on a port than its own past explains: a worm, or a campaign. Counts sources, each once a day, never probes, so
 * neither retransmissions nor one busy host make a surge. A day is the router's. It is one where a day (or, for an early warning,
 * an hour with the one before) is improbable and above all before it; so a new level becomes usual after a day. Improbable is what
 * Poisson's law says of the mean, widened by how much the port's own days differ: a busy Monday comes again, and is none.
 * Medium; high from 50 sources that are ten times what is usual.
 */
export const surge: Rule<SurgeSettings, SurgeMemory> = {
  kind: "surge",
  version: 3,
  tellEveryMs: hourMs,
  quietMs: ({ quiet_h }) => quiet_h * hourMs,
  severityOf: () => "medium",
  begin: () => ({
    day: Number.NEGATIVE_INFINITY,
    isObserved: false,
    counted: createSurgeDay(),
    closed: new Map(),
    changed: new Set(),
  }),
  observe(memory, { kind, event, day }, settings) {
    const { source, port, protocol, timeMs } = event;
    const name = doorOf(event);
    if (event.class !== "probe" || source === undefined || name === undefined) return undefined;
    if ((event.timeUncertaintyMs ?? 0) > hourMs || day < memory.day) return undefined;
    goTo(memory, day, settings);
    // What is recalled was read, and as a rule on its own day.
    memory.isObserved ||= kind === "recalled";
    const door = countSource(memory.counted, name, source, timeMs);
    if (door === undefined || memory.closed.size < learnDays(settings)) return undefined;
    if (Math.max(door.sources, inTwoHours(door)) < settings.sources) return undefined;
    const severity = signOf(door, usualOf(name, memory.closed), settings);
    if (severity === undefined) return undefined;
    const weight = door.sources - door.told;
    door.told = door.sources;
    const ports = port === undefined ? [] : [port];
    const onset = { count: door.sources, firstSeenMs: door.firstSeenMs, sources: [source], ports };
    return { key: name, source, port, protocol, weight, severity, onset };
  },
  tick(memory, { day }, settings) {
    if (day < memory.day) return;
    goTo(memory, day, settings);
    memory.isObserved = true;
  },
  parts: {
    restore(memory, part, value) {
      const day = Number(part.slice(dayPart.length));
      memory.closed.set(day, new Map(value as Iterable<[string, [number, number, number]]>));
      memory.day = Math.max(memory.day, day + 1);
    },
    takeChanges(memory) {
      const changes = new Map<string, unknown>();
      for (const day of memory.changed) {
        const closed = memory.closed.get(day);
        changes.set(`${dayPart}${day}`, closed === undefined ? undefined : [...closed]);
      }
      memory.changed.clear();
      return changes;
    },
  },
};

/** Begins another day where it is time, and forgets those that are no measure any more. */
function goTo(memory: SurgeMemory, day: number, settings: SurgeSettings): void {
  if (day === memory.day) return;
  if (memory.isObserved) {
    memory.closed.set(memory.day, closeDay(memory.counted));
    memory.changed.add(memory.day);
  }
  for (const closed of memory.closed.keys()) {
    if (closed >= day - settings.baseline_days) continue;
    memory.closed.delete(closed);
    memory.changed.add(closed);
  }
  clearDay(memory.counted);
  memory.day = day;
  memory.isObserved = false;
}

/** More days than are remembered would never have been counted. */
function learnDays({ learn_days, baseline_days }: SurgeSettings): number {
  return Math.min(learn_days, baseline_days);
}

/** How bad it is where a door's day, or its last hour or two, is one of a surge; undefined where neither is. */
function signOf(door: DoorDay, usual: Usual, settings: SurgeSettings): Severity | undefined {
  const { usual_at_least: least, dispersion, hour_dispersion } = settings;
  const day: Measure = {
    count: door.sources,
    mean: Math.max(usual.sources, least),
    busiest: usual.busiestDay,
    dispersion: Math.max(usual.dispersion, dispersion),
  };
  const hours: Measure = {
    count: inTwoHours(door),
    mean: Math.max(usual.inTwoHours, least / 12),
    busiest: usual.busiestTwoHours,
    dispersion: hour_dispersion,
  };
  const signs = [
    ...(isHigh(day, settings.sources, settings.probability) ? [day] : []),
    ...(isHigh(hours, settings.sources, settings.hour_probability) ? [hours] : []),
  ];
  if (signs.length === 0) return undefined;
  return signs.some(({ count, mean }) => count >= severeSources && count >= severeTimes * mean) ? "high" : "medium";
}

const severeSources = 50;
const severeTimes = 10;

interface Measure {
  readonly count: number;
  readonly mean: number;
  readonly busiest: number;
  readonly dispersion: number;
}

function isHigh({ count, mean, busiest, dispersion }: Measure, least: number, limit: number): boolean {
  return count >= least && count > busiest && tailProbability(count, mean, dispersion) < limit;
}
