import type { CountReader, SourceKey } from "../model/counts.ts";
import type { JournalReader } from "../model/journal.ts";
import type { Labels } from "../model/labels.ts";
import type { DayCount, TableKind, TableRow } from "../model/summary.ts";
import { withBreaths } from "./breaths.ts";
import { type Calendar, createCalendar } from "./calendar.ts";
import { createDoorKeys, doorName } from "./doors.ts";
import { createLabelColumns, type LabelColumns, type LabelKind } from "./label-columns.ts";
import type { Numbering } from "./numbering.ts";
import { type Period, type Span, spansOf } from "./period.ts";
import { collectQuarters, daysOf, hoursOf, type PeriodDay, weekOf } from "./quarters.ts";
import { createTally, type KeyCount, type SpansOf, type Sum } from "./tally.ts";
import { type Counted, topRows } from "./top.ts";

/** A router, and the IANA zone whose days and hours its tables have. */
export interface RouterZone {
  readonly name: string;
  readonly timezone: string;
}

/** A source that was counted, and on how many days it came. */
interface SourceCount {
  readonly address: string;
  readonly count: number;
  readonly days: number;
}

/** The tables of one period; each is worked out when it is asked for. */
export interface PeriodTables {
  readonly probes: number;
  /** At most `limit` rows, the highest counts first. */
  top(kind: TableKind, limit: number): readonly TableRow[];
  /** Addresses of all sources that were counted. */
  sources(): Iterable<string>;
  /** Probes by hour of the clock on the wall, 24 of them. */
  hours(): readonly number[];
  /** Probes by day of the week, Monday first, and hour: seven times 24 of them. */
  week(): readonly (readonly number[])[];
  /** Probes by date, dates without any too. */
  days(): readonly DayCount[];
  /** The fewest and the most probes of a day, of days that lie in the period for three quarters at least, if there are any. */
  extremes(): { readonly min: number; readonly max: number };
  /** Sources with more than so many probes, the busiest first. */
  sourcesAbove(probes: number): readonly SourceCount[];
}

/**
 * Tables of any period: several routers together, each by its own clock. Only what is new is read, and what has changed. `goOn` is called
 * now and then: what it throws ends the reading, and what was read by then is not read again.
 */
export type Tables = (routers: readonly RouterZone[], period: Period, goOn?: () => void) => PeriodTables;

/** What tables are read from. */
export type TableSource = Pick<JournalReader, "counts" | "sourcesLetIn">;

/** @param mostKeys how many sources or doors are remembered between two requests, at most */
export function createTables(journal: TableSource, labels: Labels, mostKeys = Number.POSITIVE_INFINITY): Tables {
  const { counts } = journal;
  const doorKeys = createDoorKeys();
  const sources = createTally((router, span) => sourcesOf(counts, router, span), mostKeys);
  const doors = createTally((router, span) => doorsOf(router, span), mostKeys);
  const calendars = new Map<string, Calendar>();
  let labelled: LabelColumns | undefined;
  let labelledFor: unknown;

  return (routers, period, goOn = () => undefined) => {
    const parts = routers.map(({ name, timezone }) => {
      const calendar = calendarOf(timezone);
      const quarters = collectQuarters(counts.quarters(name, period.fromMs, period.toMs));
      return { router: name, calendar, quarters, probesOf: quarters.between };
    });
    const probes = parts.reduce((sum, { quarters }) => sum + quarters.total, 0);
    const keptSinceMs = counts.keptSinceMs();
    const spans = (): readonly SpansOf[] =>
      parts.map((part) => ({ ...part, spans: spansOf(period, part.calendar, keptSinceMs) }));
    const sourceSum = once(() => sources.sum(spans(), goOn));
    const doorSum = once(() => doors.sum(spans(), goOn));
    const letIn = once(() => routers.map(({ name }) => journal.sourcesLetIn(name, period.fromMs, period.toMs)));
    const flagged = (row: TableRow): TableRow =>
      letIn().some((sources) => sources.has(row.key)) ? { ...row, let_in: true } : row;
    const days = once(() => mergeDays(parts.map(({ quarters, calendar }) => daysOf(quarters, period, calendar))));
    return {
      probes,
      top(kind, limit) {
        const rows = topRows(countedBy(kind, { sourceSum, doorSum, limit, goOn }), probes, limit);
        return kind === "sources" ? rows.map(flagged) : rows;
      },
      *sources() {
        const sum = sourceSum();
        for (const [number, count] of sum.counts.entries()) {
          if (count > 0) yield counts.addressOf(sum.numbering.keys[number] ?? "");
        }
      },
      hours: () => addUp(parts.map(({ quarters, calendar }) => hoursOf(quarters, period, calendar))),
      week: () => addUpWeeks(parts.map(({ quarters, calendar }) => weekOf(quarters, period, calendar))),
      days: () => days().map(({ date, count }) => ({ date, count })),
      extremes: () => extremesOf(days()),
      sourcesAbove: (least) => sourcesAbove(sourceSum(), least, counts),
    };
  };

  function countedBy(kind: TableKind, { sourceSum, doorSum, limit, goOn }: Sums): Counted {
    if (kind === "ports") {
      const { numbering, counts: ofDoors } = doorSum();
      const keyOf = (number: number): string => doorKeys.textOf(numbering.keys[number] ?? 0);
      return { counts: ofDoors, keyOf, nameOf: (key) => doorName(key, labels) };
    }
    const sum = sourceSum();
    if (kind !== "sources") return countedByLabel(kind, sum, goOn);
    const keyOf = (number: number): string => counts.addressOf(sum.numbering.keys[number] ?? "");
    const names = limit > many ? hostNamesOf(sum.numbering, labels, goOn) : undefined;
    const nameOf = (address: string, number: number): string =>
      (names === undefined ? labels.of(address).hostname : names.get(number)) ?? address;
    return { counts: sum.counts, keyOf, nameOf };
  }

  function countedByLabel(kind: LabelKind, sum: Sum<SourceKey>, goOn: () => void): Counted {
    if (labelled === undefined || labelledFor !== sum.numbering) {
      labelled = createLabelColumns(sum.numbering, labels, counts.addressOf);
      labelledFor = sum.numbering;
    }
    const columns = labelled;
    const { keys, counts: ofGroups } = columns.group(kind, sum.counts, goOn);
    const nameOf = {
      domains: (key: string) => key,
      top_level_domains: (key: string) => labels.tldName(key) ?? key,
      countries: (key: string) => labels.countryName(key) ?? key,
      networks: (key: string) => columns.networkName(key) ?? key,
    }[kind];
    return { counts: ofGroups, keyOf: (number) => keys[number] ?? "", nameOf };
  }

  function* doorsOf(router: string, span: Span): Iterable<readonly [number, number]> {
    for (const [protocol, port, probes] of counts.doors(router, span.fromMs, span.toMs)) {
      yield [doorKeys.keyOf(protocol, port), probes];
    }
  }

  function calendarOf(timezone: string): Calendar {
    const calendar = calendars.get(timezone) ?? createCalendar(timezone);
    calendars.set(timezone, calendar);
    return calendar;
  }
}

/** What tables are counted from. */
interface Sums {
  readonly sourceSum: () => Sum<SourceKey>;
  readonly doorSum: () => Sum<number>;
  readonly limit: number;
  readonly goOn: () => void;
}

/** So many rows are not asked for one by one. */
const many = 5000;

function hostNamesOf(sources: Numbering<SourceKey>, labels: Labels, goOn: () => void): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const [source, { hostname }] of withBreaths(labels.known(), goOn)) {
    const number = sources.find(source);
    if (number !== undefined && hostname !== undefined) names.set(number, hostname);
  }
  return names;
}

function sourcesOf(counts: CountReader, router: string, span: Span): Iterable<KeyCount<SourceKey>> {
  if (span.wholeDays !== undefined) return counts.sourcesOfDays(router, span.wholeDays.first, span.wholeDays.last);
  return span.isGone ? [] : counts.sources(router, span.fromMs, span.toMs);
}

function sourcesAbove(sum: Sum<SourceKey>, least: number, counts: CountReader): readonly SourceCount[] {
  const found: SourceCount[] = [];
  for (const [number, count] of sum.counts.entries()) {
    if (count <= least) continue;
    found.push({ address: counts.addressOf(sum.numbering.keys[number] ?? ""), count, days: sum.days[number] ?? 0 });
  }
  return found.sort((one, other) => other.count - one.count || (one.address < other.address ? -1 : 1));
}

function addUp(lists: readonly (readonly number[])[]): readonly number[] {
  return Array.from({ length: 24 }, (_, hour) => lists.reduce((sum, list) => sum + (list[hour] ?? 0), 0));
}

function addUpWeeks(weeks: readonly (readonly (readonly number[])[])[]): readonly (readonly number[])[] {
  return Array.from({ length: 7 }, (_, day) => addUp(weeks.map((week) => week[day] ?? [])));
}

/** Days of several routers by their dates, in order. */
function mergeDays(lists: readonly (readonly PeriodDay[])[]): readonly PeriodDay[] {
  const days = new Map<string, PeriodDay>();
  for (const { date, count, isLongEnough } of lists.flat()) {
    const day = days.get(date) ?? { date, count: 0, isLongEnough: false };
    days.set(date, { date, count: day.count + count, isLongEnough: day.isLongEnough || isLongEnough });
  }
  return [...days.values()].sort((one, other) => (one.date < other.date ? -1 : 1));
}

function extremesOf(days: readonly PeriodDay[]): { readonly min: number; readonly max: number } {
  const whole = days.filter(({ isLongEnough }) => isLongEnough);
  const counts = (whole.length > 0 ? whole : days).map(({ count }) => count);
  return counts.reduce(({ min, max }, count) => ({ min: Math.min(min, count), max: Math.max(max, count) }), {
    min: counts[0] ?? 0,
    max: 0,
  });
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
