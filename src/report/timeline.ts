import type { DayCount } from "../model/summary.ts";

/** Days put together, so that they can be looked at: each alone, by week or by month. */
export interface Timeline {
  readonly unit: "day" | "week" | "month";
  readonly steps: readonly TimelineStep[];
}

interface TimelineStep {
  /** The first day, or the month: ISO 8601; without the year, where all days are of one. */
  readonly label: string;
  /** Probes a day, on average. */
  readonly perDay: number;
}

/** @param most steps that can be shown */
export function timelineOf(days: readonly DayCount[], most: number): Timeline {
  if (days.length <= most) return { unit: "day", steps: grouped(days, (date) => date) };
  if (days.length <= 7 * most) return { unit: "week", steps: grouped(days, mondayOf) };
  return { unit: "month", steps: grouped(days, (date) => date.slice(0, 7)) };
}

function grouped(days: readonly DayCount[], labelOf: (date: string) => string): readonly TimelineStep[] {
  const groups = Map.groupBy(days, ({ date }) => labelOf(date));
  const isOneYear = days.at(0)?.date.slice(0, 4) === days.at(-1)?.date.slice(0, 4);
  return [...groups].map(([label, members]) => ({
    label: isOneYear && label.length === 10 ? label.slice(5) : label,
    perDay: members.reduce((sum, { count }) => sum + count, 0) / members.length,
  }));
}

function mondayOf(date: string): string {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7));
  return day.toISOString().slice(0, 10);
}
