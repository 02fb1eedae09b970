import { isAtLeast, severities } from "../../model/finding.ts";
import type { EpisodePage, EpisodeStory, PageReadings } from "../../model/page-reader.ts";
import { type Episode, episodeOf, type LogRow, logRow } from "../../model/web-rows.ts";
import { isoTime } from "../../model/wire.ts";
import { type PageContext, periodOf, routersOf, sourceLabels } from "./context.ts";
import { readPlace, writePlace } from "./place.ts";
import { type Walk, walkBack } from "./walk.ts";

export function readEpisodes(context: PageContext, query: PageReadings["episodes"]["query"]): EpisodePage {
  const routers = routersOf(context, query);
  const { kinds, severity, isOpen, source, limit, cursor } = query;
  const found = context.journal.search.episodes({
    ...{ routers: routers.map(({ name }) => name), ...periodOf(context, routers, query) },
    ...{ kinds, isOpen, source, before: readPlace(cursor) },
    severities: severity && severities.filter((one) => isAtLeast(one, severity)),
    limit: limit + 1,
  });
  const last = found.length > limit ? found[limit - 1] : undefined;
  return {
    episodes: found.slice(0, limit).map(({ record }) => episodeOf(record)),
    ...(last === undefined ? {} : { next: writePlace(last.place) }),
  };
}

/** Rows that a story shows. */
const mostRows = 500;

/** An episode with all that was told of it; undefined where there is none of that id. */
export async function readEpisode(
  context: PageContext,
  { id }: PageReadings["episode"]["query"],
): Promise<EpisodeStory | undefined> {
  const told = context.journal.search.episode(id);
  const last = told.at(-1);
  if (last === undefined) return undefined;
  const episode = episodeOf(last);
  const events: LogRow[] = [];
  const reached = await walkBack(context, walkOf(context, episode), (record) => {
    if (isPartOf(episode, record.event.source)) events.push(logRow(record, context));
    return events.length >= mostRows;
  });
  return {
    episode,
    findings: told.map(({ id: finding, finding: { state, severity, count, lastSeenMs } }) => {
      return { id: finding, state, severity, count, last_seen: isoTime(lastSeenMs) };
    }),
    sources: episode.sources.map((source) => sourceLabels(source, context.labels)),
    events,
    has_more: reached !== undefined,
  };
}

/** Kinds that are about a door, to which more sources came than are named. */
const ofDoors: ReadonlySet<string> = new Set(["surge", "coordinated_scan"]);

function walkOf(context: PageContext, episode: Episode): Walk {
  const { kind, router, sources, ports, protocol, first_seen, last_seen } = episode;
  const [source, ...otherSources] = sources;
  const [port, ...otherPorts] = ports;
  return {
    routers: routersOf(context, { routers: [router] }),
    period: { fromMs: Date.parse(first_seen), toMs: Date.parse(last_seen) + 1 },
    classes: kind === "let_in" ? ["probe", "admitted"] : ["probe"],
    source: ofDoors.has(kind) || otherSources.length > 0 ? undefined : source,
    port: otherPorts.length > 0 ? undefined : port,
    protocol,
  };
}

function isPartOf({ kind, sources }: Episode, source: string | undefined): boolean {
  return ofDoors.has(kind) || sources.length === 0 || (source !== undefined && sources.includes(source));
}
