import { addIfNew, clearFilter, createSeenFilter, type SeenFilter } from "./seen-filter.ts";

/** What one door saw on one day. */
export interface DoorDay {
  /** Distinct sources of the day so far. */
  sources: number;
  /** Of them, how many were told as part of a surge. */
  told: number;
  firstSeenMs: number;
  /** The hour of `inHour`, in hours since 1970. */
  hour: number;
  /** Distinct sources of that hour. */
  inHour: number;
  /** Sum and highest of the hours before it. */
  inHoursBefore: number;
  busiestHour: number;
}

/** The day that is being counted. */
export interface SurgeDay {
  readonly doors: Map<string, DoorDay>;
  /** Which source was at which door, today and in the present hour. */
  readonly today: SeenFilter;
  readonly thisHour: SeenFilter;
  hour: number;
}

/** Filters of a fixed 512 and 64 kB: exact to one in a thousand at 200,000 sources a day, 25,000 an hour. */
const dayBits = 2 ** 22;
const hourBits = 2 ** 19;
const doorsAtMost = 20_000;
const hourMs = 3_600_000;

export function createSurgeDay(): SurgeDay {
  return { doors: new Map(), today: createSeenFilter(dayBits), thisHour: createSeenFilter(hourBits), hour: 0 };
}

/** Counts a source at a door; gives the door where the source is new there, today or in this hour. */
export function countSource(day: SurgeDay, door: string, source: string, timeMs: number): DoorDay | undefined {
  const hour = Math.floor(timeMs / hourMs);
  if (hour > day.hour) {
    day.hour = hour;
    clearFilter(day.thisHour);
  }
  const isNewToday = addIfNew(day.today, door, source);
  const isNewInHour = hour === day.hour && addIfNew(day.thisHour, door, source);
  if (!isNewToday && !isNewInHour) return undefined;
  const seen = day.doors.get(door) ?? addDoor(day, door, timeMs);
  if (isNewToday) seen.sources += 1;
  if (isNewInHour) {
    if (seen.hour !== hour) closeHour(seen, hour);
    seen.inHour += 1;
  }
  return seen;
}

/** Begins another day. */
export function clearDay(day: SurgeDay): void {
  day.doors.clear();
  clearFilter(day.today);
}

/** Distinct sources of a door's day, summed over its hours and in the busiest of them. */
export function hoursOf({ inHour, inHoursBefore, busiestHour }: DoorDay): {
  readonly sum: number;
  readonly busiest: number;
} {
  return { sum: inHoursBefore + inHour, busiest: Math.max(busiestHour, inHour) };
}

function addDoor(day: SurgeDay, door: string, timeMs: number): DoorDay {
  if (day.doors.size >= doorsAtMost) thin(day.doors);
  const seen = {
    sources: 0,
    told: 0,
    firstSeenMs: timeMs,
    hour: day.hour,
    inHour: 0,
    inHoursBefore: 0,
    busiestHour: 0,
  };
  day.doors.set(door, seen);
  return seen;
}

function closeHour(door: DoorDay, hour: number): void {
  door.inHoursBefore += door.inHour;
  door.busiestHour = Math.max(door.busiestHour, door.inHour);
  door.inHour = 0;
  door.hour = hour;
}

/** Somebody tries all ports: the doors that fewest came to are forgotten, until a quarter is free. */
function thin(doors: Map<string, DoorDay>): void {
  for (let most = 1; doors.size > 0.75 * doorsAtMost; most += 1) {
    for (const [door, { sources }] of doors) if (sources <= most) doors.delete(door);
  }
}
