import { Temporal } from "temporal-polyfill";

/** A day of some zone; 23, 24 or 25 hours long, or a half hour more or less. */
export interface LocalDay {
  /** ISO 8601. */
  readonly date: string;
  /** The date as yyyymmdd. */
  readonly number: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Days and hours of one IANA zone. What was once worked out is remembered. */
export interface Calendar {
  /** Every day that `[fromMs, toMs)` touches, in order. */
  days(fromMs: number, toMs: number): readonly LocalDay[];
  /** Hour of the clock on the wall, 0 to 23, at a time of that day. */
  hourOf(day: LocalDay, timeMs: number): number;
}

const hourMs = 3_600_000;

export function createCalendar(timezone: string): Calendar {
  const known = new Map<number, LocalDay>();
  return {
    days(fromMs, toMs) {
      const days: LocalDay[] = [];
      if (toMs <= fromMs) return days;
      let day = dayFrom(startOfDayMs(timezone, fromMs));
      while (day.fromMs < toMs) {
        days.push(day);
        day = dayFrom(day.toMs);
      }
      return days;
    },
    hourOf: (day, timeMs) =>
      day.toMs - day.fromMs === 24 * hourMs
        ? Math.floor((timeMs - day.fromMs) / hourMs)
        : Temporal.Instant.fromEpochMilliseconds(timeMs).toZonedDateTimeISO(timezone).hour,
  };

  function dayFrom(fromMs: number): LocalDay {
    const found = known.get(fromMs);
    if (found !== undefined) return found;
    const date = Temporal.Instant.fromEpochMilliseconds(fromMs).toZonedDateTimeISO(timezone).toPlainDate();
    const toMs = date.add({ days: 1 }).toZonedDateTime(timezone).epochMilliseconds;
    const text = date.toString();
    const day = { date: text, number: Number(text.replaceAll("-", "")), fromMs, toMs };
    known.set(fromMs, day);
    return day;
  }
}

/** Midnight before `nowMs` in a zone, or when the day began that has no midnight. */
export function startOfDayMs(timezone: string, nowMs: number): number {
  return Temporal.Instant.fromEpochMilliseconds(nowMs).toZonedDateTimeISO(timezone).startOfDay().epochMilliseconds;
}
