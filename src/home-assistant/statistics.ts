/**
 * One hour of a statistic as Home Assistant keeps it: `state` is what was counted in that hour, `sum` what was counted up to its end.
 * Hours are those of UTC, and known by their begin in ms: Home Assistant takes no others, whatever the zone.
 */
export interface StatisticRow {
  readonly startMs: number;
  readonly state: number;
  readonly sum: number;
}

export const hourMs = 3_600_000;

/** The hour that a time is in, by its begin. */
export function hourOf(timeMs: number): number {
  return Math.floor(timeMs / hourMs) * hourMs;
}

/** The name of a router's statistic, which is Home Assistant's for ever: `whos_knocking:home_probes`. */
export function statisticId(baseTopic: string, router: string): string {
  return `${sourceOf(baseTopic)}:${router}_probes`;
}

/** What Home Assistant wants to know of a statistic before its rows: only sums, in no unit that it could convert. */
export function statisticMetadata(baseTopic: string, router: string): Readonly<Record<string, unknown>> {
  return {
    has_mean: false,
    mean_type: 0,
    has_sum: true,
    name: `Who's Knocking ${router.replaceAll("_", " ")}: probes by hour`,
    source: sourceOf(baseTopic),
    statistic_id: statisticId(baseTopic, router),
    unit_class: null,
    unit_of_measurement: "probes",
  };
}

/** Probes by hour, from those by quarter hour; both in order. */
export function hoursOf(quarters: Iterable<readonly [number, number]>): ReadonlyMap<number, number> {
  const hours = new Map<number, number>();
  for (const [quarterMs, count] of quarters) {
    const startMs = hourOf(quarterMs);
    hours.set(startMs, (hours.get(startMs) ?? 0) + count);
  }
  return hours;
}

/**
 * Compares some hours; gives the rows that Home Assistant lacks or has otherwise, and what it has in the end. An hour of which it alone
 * knows is left as it is: the journal may have been lost, and counts never become fewer.
 * @param counted probes by hour
 * @param known Home Assistant's rows of the same time
 */
export function compareHours(
  counted: ReadonlyMap<number, number>,
  known: readonly StatisticRow[],
  sumBefore: number,
): { readonly rows: readonly StatisticRow[]; readonly last: StatisticRow | undefined } {
  const knownByHour = new Map(known.map((row) => [row.startMs, row]));
  const hours = [...new Set([...counted.keys(), ...knownByHour.keys()])].sort((one, other) => one - other);
  const rows: StatisticRow[] = [];
  let last: StatisticRow | undefined;
  for (const startMs of hours) {
    const has = knownByHour.get(startMs);
    const state = counted.get(startMs) ?? has?.state ?? 0;
    last = { startMs, state, sum: (last?.sum ?? sumBefore) + state };
    if (has === undefined || !isSameRow(has, last)) rows.push(last);
  }
  return { rows, last };
}

export function isSameRow(one: StatisticRow, other: StatisticRow): boolean {
  return one.startMs === other.startMs && one.state === other.state && one.sum === other.sum;
}

/** Of bridges with different base topics each has its own; Home Assistant takes small letters, digits and single `_` between them. */
function sourceOf(baseTopic: string): string {
  const slug = baseTopic
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replaceAll(/^_|_$/g, "");
  return slug === "" ? "whos_knocking" : slug;
}
