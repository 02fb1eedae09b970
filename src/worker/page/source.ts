import { isIP } from "node:net";
import { decodeAddress, encodeAddress } from "../../journal/address.ts";
import type { JournalReader } from "../../model/journal.ts";
import type { PageReadings, SourceHistory, TableEntry } from "../../model/page-reader.ts";
import type { DayCount } from "../../model/summary.ts";
import { episodeOf } from "../../model/web-rows.ts";
import { isoTime } from "../../model/wire.ts";
import { createDoorKeys, doorName } from "../../summary/doors.ts";
import type { RouterZone } from "../../summary/tables.ts";
import { topRows } from "../../summary/top.ts";
import { type PageContext, periodOf, routersOf, sourceLabels } from "./context.ts";
import { entryOf } from "./tables.ts";
import { walkBack } from "./walk.ts";

const mostPorts = 100;
const mostEpisodes = 100;

/** All that one source did; undefined where it never came. */
export async function readSource(
  context: PageContext,
  query: PageReadings["source"]["query"],
): Promise<SourceHistory | undefined> {
  const { journal, labels } = context;
  if (isIP(query.source) === 0) return undefined;
  const source = decodeAddress(encodeAddress(query.source)) ?? query.source;
  const routers = routersOf(context, query);
  const names = routers.map(({ name }) => name);
  const period = periodOf(context, routers, {});
  const days = daysOf(journal, routers, source);
  const rows = await walkRows(context, { routers, period, source });
  if (days.length === 0 && rows.firstMs === undefined) return undefined;
  const episodes = journal.search.episodes({ routers: names, ...period, source, limit: mostEpisodes });
  return {
    source: sourceLabels(source, labels),
    probes: days.reduce((sum, { count }) => sum + count, 0),
    admitted: rows.admitted,
    ...(rows.firstMs === undefined ? {} : { first_seen: isoTime(rows.firstMs) }),
    ...(rows.lastMs === undefined ? {} : { last_seen: isoTime(rows.lastMs) }),
    days,
    ports: rows.ports,
    episodes: episodes.map(({ record }) => episodeOf(record)),
    is_let_in: names.some((name) => journal.sourcesLetIn(name, period.fromMs, period.toMs).has(source)),
  };
}

/** Dates on which it came, over all routers. */
function daysOf({ search }: JournalReader, routers: readonly RouterZone[], source: string): readonly DayCount[] {
  const counts = new Map<number, number>();
  for (const { name } of routers)
    for (const [day, probes] of search.sourceDays(name, source)) counts.set(day, (counts.get(day) ?? 0) + probes);
  return [...counts]
    .sort(([one], [other]) => one - other)
    .map(([day, count]) => ({ date: `${day}`.replace(/^(\d+)(\d\d)(\d\d)$/, "$1-$2-$3"), count }));
}

interface SourceRows {
  readonly admitted: number;
  readonly firstMs: number | undefined;
  readonly lastMs: number | undefined;
  readonly ports: readonly TableEntry[];
}

/** What single rows tell of it; however many there are, all of them are looked at. */
async function walkRows(
  context: PageContext,
  asked: Pick<Parameters<typeof walkBack>[1], "routers" | "period"> & { readonly source: string },
): Promise<SourceRows> {
  const keys = createDoorKeys();
  const doors = new Map<number, number>();
  const seen = {
    admitted: 0,
    probes: 0,
    firstMs: undefined as number | undefined,
    lastMs: undefined as number | undefined,
  };
  let before: Parameters<typeof walkBack>[1]["before"];
  do {
    before = await walkBack(context, { ...asked, classes: ["probe", "admitted"], before }, ({ event }) => {
      seen.lastMs ??= event.timeMs;
      seen.firstMs = event.timeMs;
      if (event.class === "admitted") seen.admitted += event.count;
      else {
        const key = keys.keyOf(event.protocol, event.port);
        doors.set(key, (doors.get(key) ?? 0) + event.count);
        seen.probes += event.count;
      }
      return false;
    });
  } while (before !== undefined);
  const known = [...doors];
  const counted = {
    counts: Float64Array.from(known, ([, count]) => count),
    keyOf: (number: number) => keys.textOf(known[number]?.[0] ?? 0),
    nameOf: (key: string) => doorName(key, context.labels),
  };
  const ports = topRows(counted, seen.probes, mostPorts).map((row) => entryOf("ports", row, context.labels));
  return { admitted: seen.admitted, firstMs: seen.firstMs, lastMs: seen.lastMs, ports };
}
