import { addIfNew, clearFilter, createSeenFilter, hasPair, pairOf, type SeenFilter } from "./seen-filter.ts";

/** What one door saw on one day. */
export interface DoorDay {
  /** Distinct sources of the day so far. */
  sources: number;
  /** Of them, how many were told as part of a surge. */
  told: number;
  firstSeenMs: number;
  /** The last hour in which a source came, in hours since 1970. */
  hour: number;
  /** Sources of that hour that had not come in the hour before, and those of the hour before. */
  inHour: number;
  inHourBefore: number;
  /** Sum of the hours before that one, and the most in two hours on end. */
  inHoursBefore: number;
  busiestTwoHours: number;
}

/** The day that is being counted. */
export interface SurgeDay {
  readonly doors: Map<string, DoorDay>;
  /** Which source was at which door: today, in the present hour and in the one before. */
  readonly today: SeenFilter;
  thisHour: SeenFilter;
  lastHour: SeenFilter;
  hour: number;
}

/** Filters of a fixed 512 and twice 64 kB: exact to one in a thousand at 200,000 sources a day, 25,000 an hour. */
const dayBits = 2 ** 22;
const hourBits = 2 ** 19;
const doorsAtMost = 20_000;
const hourMs = 3_600_000;

export function createSurgeDay(): SurgeDay {
  return {
    doors: new Map(),
    today: createSeenFilter(dayBits),
    thisHour: createSeenFilter(hourBits),
    lastHour: createSeenFilter(hourBits),
    hour: 0,
  };
}

/** Counts a source at a door; gives the door where the source is new there, today or in this hour and the one before. */
export function countSource(day: SurgeDay, door: string, source: string, timeMs: number): DoorDay | undefined {
  const hour = Math.floor(timeMs / hourMs);
  if (hour > day.hour) beginHour(day, hour);
  const pair = pairOf(door, source);
  const isNewToday = addIfNew(day.today, pair);
  const isNewInHours = hour === day.hour && addIfNew(day.thisHour, pair) && !hasPair(day.lastHour, pair);
  if (!isNewToday && !isNewInHours) return undefined;
  const seen = day.doors.get(door) ?? addDoor(day, door, timeMs);
  if (isNewToday) seen.sources += 1;
  if (isNewInHours) {
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

/** Distinct sources of a door in its last hour and the one before. */
export function inTwoHours({ inHour, inHourBefore }: DoorDay): number {
  return inHour + inHourBefore;
}

/** Distinct sources of a door's day, summed over its hours, and the most in two of them. */
export function hoursOf(door: DoorDay): { readonly sum: number; readonly busiestTwo: number } {
  return { sum: door.inHoursBefore + door.inHour, busiestTwo: Math.max(door.busiestTwoHours, inTwoHours(door)) };
}

function beginHour(day: SurgeDay, hour: number): void {
  const { thisHour, lastHour } = day;
  clearFilter(lastHour);
  if (hour > day.hour + 1) clearFilter(thisHour);
  day.thisHour = lastHour;
  day.lastHour = thisHour;
  day.hour = hour;
}

function addDoor(day: SurgeDay, door: string, timeMs: number): DoorDay {
  if (day.doors.size >= doorsAtMost) thin(day.doors);
  const seen: DoorDay = {
    ...{ sources: 0, told: 0, firstSeenMs: timeMs, hour: day.hour },
    ...{ inHour: 0, inHourBefore: 0, inHoursBefore: 0, busiestTwoHours: 0 },
  };
  day.doors.set(door, seen);
  return seen;
}

function closeHour(door: DoorDay, hour: number): void {
  door.busiestTwoHours = Math.max(door.busiestTwoHours, inTwoHours(door));
  door.inHoursBefore += door.inHour;
  door.inHourBefore = hour === door.hour + 1 ? door.inHour : 0;
  door.inHour = 0;
  door.hour = hour;
}

/** Somebody tries all ports: the doors that fewest came to are forgotten, until a quarter is free. */
function thin(doors: Map<string, DoorDay>): void {
  for (let most = 1; doors.size > 0.75 * doorsAtMost; most += 1) {
    for (const [door, { sources }] of doors) if (sources <= most) doors.delete(door);
  }
}
