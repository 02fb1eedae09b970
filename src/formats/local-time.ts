import { Temporal } from "temporal-polyfill";

/** The clock on the wall in one IANA zone. A wall time is written as ms, as if it were UTC. */
export interface LocalClock {
  /** What the clock showed at a moment. */
  wallAt(timeMs: number): number;
  /**
   * The moments at which the clock showed this, UTC ms: two in the hour that comes twice in autumn, earlier first. A time that
   * spring leaves out is read with the offset before the change, as by a clock that was late to follow.
   */
  readings(wallMs: number): readonly [number, ...number[]];
}

/** A stretch of time with one offset from UTC. */
interface Period {
  readonly fromMs: number;
  readonly toMs: number;
  readonly offsetMs: number;
}

const dayMs = 86_400_000;
/** Where the calendar is not asked any more: what lies behind has the last known offset. */
const farthestMs = 8.64e15 - 2 * dayMs;

/**
 * The clock of a zone. It asks the calendar once for each stretch between two changes of the offset, not for every line.
 * @throws RangeError when the zone is not known
 */
export function createLocalClock(timezone: string): LocalClock {
  const at = periodFinder(timezone);
  return {
    wallAt: (timeMs) => timeMs + at(timeMs).offsetMs,
    readings: (wallMs) => {
      // No zone is a whole day away from UTC, so the moment lies between these two.
      const first = at(wallMs - dayMs);
      const last = at(wallMs + dayMs);
      if (first === last) return [wallMs - first.offsetMs];
      const [one, other] = [first, last].filter((period) => holds(period, wallMs - period.offsetMs));
      if (one === undefined) return [wallMs - first.offsetMs];
      return other === undefined ? [wallMs - one.offsetMs] : [wallMs - one.offsetMs, wallMs - other.offsetMs];
    },
  };
}

/**
 * Reads wall times in the order in which they were written, oldest first: in the hour that comes twice, the earlier reading
 * that does not go back behind the line before.
 */
export function createLineClock(clock: LocalClock): (wallMs: number) => number {
  let beforeMs = Number.NEGATIVE_INFINITY;
  return (wallMs) => {
    const readings = clock.readings(wallMs);
    beforeMs = readings.find((reading) => reading >= beforeMs) ?? readings[0];
    return beforeMs;
  };
}

/** So much may a router's clock be ahead of ours: less than summer time is. */
const aheadMs = 30 * 60_000;

/**
 * Reads wall times of a page newest first, from now backwards: in the hour that comes twice, the latest reading that is not behind the row
 * before it. So a page that begins within that hour, and ends there, is of the hour that has just been.
 */
export function createPageClock(clock: LocalClock, nowMs: number): (wallMs: number) => number {
  let beforeMs = nowMs + aheadMs;
  return (wallMs) => {
    const readings = clock.readings(wallMs);
    beforeMs = readings.findLast((reading) => reading <= beforeMs) ?? readings[0];
    return beforeMs;
  };
}

function periodFinder(timezone: string): (timeMs: number) => Period {
  const known: Period[] = [];
  let recent = askCalendar(timezone, 0);
  return (timeMs) => {
    const wantedMs = Math.max(-farthestMs, Math.min(farthestMs, timeMs));
    if (holds(recent, wantedMs)) return recent;
    recent = known.find((period) => holds(period, wantedMs)) ?? askCalendar(timezone, wantedMs);
    if (!known.includes(recent)) known.push(recent);
    return recent;
  };
}

function askCalendar(timezone: string, timeMs: number): Period {
  const moment = Temporal.Instant.fromEpochMilliseconds(Math.floor(timeMs)).toZonedDateTimeISO(timezone);
  const toMs = moment.getTimeZoneTransition("next")?.epochMilliseconds ?? Number.POSITIVE_INFINITY;
  // "Previous" looks before the moment itself, and the moment may be the change: a millisecond later it is not.
  const later = moment.add({ milliseconds: 1 });
  const fromMs = later.getTimeZoneTransition("previous")?.epochMilliseconds ?? Number.NEGATIVE_INFINITY;
  return { fromMs, toMs, offsetMs: moment.offsetNanoseconds / 1e6 };
}

function holds({ fromMs, toMs }: Period, timeMs: number): boolean {
  return timeMs >= fromMs && timeMs < toMs;
}
