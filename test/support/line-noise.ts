import type { JournalEvent } from "../../src/model/event.ts";
import { publicAddress } from "../../src/routers/simulator/address.ts";
import { createRandom, exponential, integerBetween, pick, type Random } from "../../src/routers/simulator/random.ts";
import { probe } from "./events.ts";

/**
 * What knocks at a home line of today on days on which nothing is the matter: some 2,500 probes a day that are anything but Poisson.
 * Ports differ by three orders of magnitude; each has good and bad days, some a busy weekday, all an hour of the day that they
 * prefer and now and then a stormy hour; scanners come back every day to many ports; packets are sent again; and small
 * campaigns of some sources come to ports that nobody knocks on otherwise.
 */
export interface LineNoise {
  /** The probes of one day of UTC, by time. */
  day(number: number): readonly JournalEvent[];
}

interface NoisyDoor {
  readonly protocol: "tcp" | "udp";
  readonly port: number;
  /** Distinct sources on an average day. */
  readonly perDay: number;
  readonly busyWeekday: number | undefined;
  readonly peakHour: number;
}

const dayMs = 86_400_000;
const hourMs = 3_600_000;
/** 300 sources a day at the first door, falling as 1/rank: so it is seen on real lines. */
const doorCount = 150;
const busiestPerDay = 300;
/** Spread of a door's days: three of a hundred are beyond 1.6 times the average. */
const dayDeviation = 0.25;
const busyFactor = 1.7;
const regularCount = 60;
const singlesPerDay = 600;
const campaignsPerDay = 3;

export function createLineNoise(seed: number): LineNoise {
  const random = createRandom(seed);
  const doors = Array.from({ length: doorCount }, (_, rank) => drawDoor(random, busiestPerDay / (rank + 1)));
  const regulars = Array.from({ length: regularCount }, () => ({
    source: publicAddress(random),
    doors: Array.from({ length: integerBetween(random, 1, 12) }, () =>
      pick(random, [...doors, drawDoor(random, 0)] as [NoisyDoor]),
    ),
  }));
  return {
    day(number) {
      const events: JournalEvent[] = [];
      for (const door of doors) {
        const count = poisson(random, door.perDay * dayFactor(random, door, number));
        const stormHour = random.next() < 0.2 ? integerBetween(random, 0, 23) : undefined;
        for (let source = 0; source < count; source += 1) {
          const hour = stormHour !== undefined && random.next() < 0.1 ? stormHour : drawHour(random, door.peakHour);
          events.push(...visit(random, number, hour, publicAddress(random), door));
        }
      }
      for (const regular of regulars) {
        if (random.next() < 0.3) continue;
        for (const door of regular.doors)
          events.push(...visit(random, number, drawHour(random, 3), regular.source, door));
      }
      for (let single = 0; single < singlesPerDay; single += 1) {
        events.push(
          ...visit(random, number, integerBetween(random, 0, 23), publicAddress(random), drawDoor(random, 0)),
        );
      }
      for (let campaign = 0; campaign < campaignsPerDay; campaign += 1) {
        const door = drawDoor(random, 0);
        const hour = integerBetween(random, 0, 20);
        for (let source = integerBetween(random, 2, 6); source > 0; source -= 1) {
          events.push(...visit(random, number, hour + integerBetween(random, 0, 3), publicAddress(random), door));
        }
      }
      return events.sort((one, other) => one.timeMs - other.timeMs);
    },
  };
}

function drawDoor(random: Random, perDay: number): NoisyDoor {
  return {
    protocol: random.next() < 0.85 ? "tcp" : "udp",
    port: integerBetween(random, 1, 65_535),
    perDay,
    busyWeekday: random.next() < 0.3 ? integerBetween(random, 0, 6) : undefined,
    peakHour: integerBetween(random, 0, 23),
  };
}

function dayFactor(random: Random, { busyWeekday }: NoisyDoor, day: number): number {
  // 1970-01-01 was a Thursday.
  const weekday = (day + 4) % 7;
  return Math.exp(dayDeviation * normal(random) - dayDeviation ** 2 / 2) * (weekday === busyWeekday ? busyFactor : 1);
}

/** Twice as much at the peak as twelve hours away from it. */
function drawHour(random: Random, peakHour: number): number {
  for (;;) {
    const hour = integerBetween(random, 0, 23);
    if (random.next() * 1.35 < 1 + 0.35 * Math.cos(((hour - peakHour) / 12) * Math.PI)) return hour;
  }
}

/** One knock, and in two of five cases the same packet again. */
function visit(random: Random, day: number, hour: number, source: string, door: NoisyDoor): readonly JournalEvent[] {
  const timeMs = day * dayMs + hour * hourMs + integerBetween(random, 0, hourMs - 1);
  const { protocol, port } = door;
  const facts = { source, protocol, port, sourcePort: integerBetween(random, 1025, 65_535), destination: "192.0.2.1" };
  const again = random.next() < 0.4 ? [1000, 3000].slice(0, integerBetween(random, 1, 2)) : [];
  return [0, ...again].map((waitMs) => probe(timeMs + waitMs, facts));
}

/** A number of events of a Poisson process. */
function poisson(random: Random, mean: number): number {
  let count = 0;
  for (let at = exponential(random, 1); at < mean; at += exponential(random, 1)) count += 1;
  return count;
}

/** Box and Muller, 1958. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}
