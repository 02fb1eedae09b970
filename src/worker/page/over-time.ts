import { severities } from "../../model/finding.ts";
import type { EpisodeMark, Gaps, PageReadings, Rate, Usual, Week } from "../../model/page-reader.ts";
import { type Episode, episodeOf, gapRow } from "../../model/web-rows.ts";
import { bucketStarts, intoBuckets, stepOf } from "../../summary/buckets.ts";
import { createCalendar } from "../../summary/calendar.ts";
import type { Period } from "../../summary/period.ts";
import type { RouterZone } from "../../summary/tables.ts";
import { usualOf } from "../../summary/usual.ts";
import { answeredPeriod, type PageContext, periodOf, routersOf, zoneOf } from "./context.ts";

/** So many marks a chart can show. */
const mostMarks = 200;
const quarterHourMs = 900_000;

export function readUsual(context: PageContext, query: PageReadings["usual"]["query"]): Usual {
  const names = routersOf(context, query).map(({ name }) => name);
  return usualOf(context.journal.counts, names, context.nowMs);
}

export function readRate(context: PageContext, query: PageReadings["rate"]["query"]): Rate {
  const { counts } = context.journal;
  const routers = routersOf(context, query);
  const period = periodOf(context, routers, query);
  const timezone = zoneOf(routers);
  const stepMs = stepOf(period, query.points, period.fromMs >= counts.keptSinceMs());
  const starts = bucketStarts(period, stepMs, createCalendar(timezone));
  const read = stepMs < quarterHourMs ? counts.minutes : counts.quarters;
  const sum = (eventClass: "probe" | "admitted"): readonly number[] => {
    const all = routers.map(({ name }) => intoBuckets(starts, read(name, period.fromMs, period.toMs, eventClass)));
    return starts.map((_, at) => all.reduce((total, buckets) => total + (buckets[at] ?? 0), 0));
  };
  return {
    ...{ period: answeredPeriod(period), step_seconds: stepMs / 1000, timezone, starts },
    ...{ probes: sum("probe"), admitted: sum("admitted") },
    gaps: gapsOf(context, routers, period),
    episodes: marksOf(context, routers, period),
  };
}

export function readWeek(context: PageContext, query: PageReadings["week"]["query"]): Week {
  const routers = routersOf(context, query);
  const period = periodOf(context, routers, query);
  return {
    period: answeredPeriod(period),
    timezone: zoneOf(routers),
    probes: context.tables(routers, period).week(),
  };
}

export function readGaps(context: PageContext, query: PageReadings["gaps"]["query"]): Gaps {
  const routers = routersOf(context, query);
  const period = periodOf(context, routers, query);
  const gaps = gapsOf(context, routers, period);
  const lost = gaps.reduce((sum, { filled, probes_estimate }) => (filled ? sum : sum + probes_estimate), 0);
  return { period: answeredPeriod(period), gaps, lost_probes: lost };
}

function gapsOf(
  { journal }: PageContext,
  routers: readonly RouterZone[],
  { fromMs, toMs }: Period,
): readonly Gaps["gaps"][number][] {
  return routers.flatMap(({ name }) => journal.gapsBetween(name, fromMs, toMs).map((gap) => gapRow(gap, name)));
}

/** The worst, beginning with the severities that are fewest. */
function marksOf(context: PageContext, routers: readonly RouterZone[], period: Period): readonly EpisodeMark[] {
  const names = routers.map(({ name }) => name);
  const marks: EpisodeMark[] = [];
  for (const severity of severities.toReversed()) {
    const limit = mostMarks - marks.length;
    if (limit === 0) break;
    const search = { routers: names, ...period, severities: [severity], limit };
    marks.push(...context.journal.search.episodes(search).map(({ record }) => markOf(episodeOf(record))));
  }
  return marks;
}

function markOf({ id, router, kind, severity, first_seen, last_seen, is_open }: Episode): EpisodeMark {
  return { id, router, kind, severity, first_seen, last_seen, is_open };
}
