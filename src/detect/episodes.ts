import { type Finding, type FindingKind, isAtLeast, type Severity } from "../model/finding.ts";

/** What one event means to an episode: it belongs to the one of its key, and may begin it. */
export interface Sighting {
  readonly key: string;
  readonly source?: string | undefined;
  readonly port?: number | undefined;
  readonly protocol?: string | undefined;
  /** What it adds to the count. */
  readonly weight: number;
  /** How bad this one is by itself, where that is worse than the size of the episode says. */
  readonly severity?: Severity | undefined;
  /** There where the rule's threshold is met: what an episode begins with, this event included. */
  readonly onset?: Onset | undefined;
}

interface Onset {
  readonly count: number;
  readonly firstSeenMs: number;
  readonly sources: readonly string[];
  readonly ports: readonly number[];
}

/** Times are UTC ms by the router's clock. */
export interface Episode {
  sources: string[];
  ports: number[];
  protocol?: string | undefined;
  count: number;
  severity: Severity;
  firstSeenMs: number;
  lastSeenMs: number;
  readonly isLate: boolean;
  /** When it was last told, by the time of its events, and how bad it was then. */
  toldMs: number;
  toldSeverity: Severity;
  /** The tick by which it was found: an episode stays open at least until the next one, or nobody would see it. */
  foundAtMs?: number;
}

/** The open episodes of one detector by key, and the keys of those that changed since a checkpoint was made. */
export interface Episodes {
  readonly open: Map<string, Episode>;
  readonly changed: Set<string>;
}

/** How the episodes of a kind behave. */
export interface EpisodeTraits {
  readonly kind: FindingKind;
  /** The silence that ends one. */
  readonly quietMs: number;
  /** How often one that goes on is told at the most; sooner, after a minute, where it has become worse. */
  readonly tellEveryMs: number;
  severityOf(episode: Readonly<Episode>): Severity;
}

/** However many there are, the first so many sources and ports are named. */
const namedAtMost = 50;
/** Memory is bounded: while so many are open, no further one of the kind begins. */
const openAtMost = 1000;
const escalateAfterMs = 60_000;

export function createEpisodes(): Episodes {
  return { open: new Map(), changed: new Set() };
}

/** Folds a sighting in: nothing, or that an episode began, goes on, or ended (by the silence before) and began anew. */
export function sight(
  episodes: Episodes,
  traits: EpisodeTraits,
  sighting: Sighting,
  timeMs: number,
  alarmAfterMs: number,
): readonly Finding[] {
  const { key, onset } = sighting;
  const episode = episodes.open.get(key);
  const isLate = timeMs < alarmAfterMs;
  if (episode === undefined) {
    return onset === undefined ? [] : begin(episodes, traits, sighting, onset, { timeMs, isLate });
  }
  // A row that the router brought up again long after its time.
  if (timeMs < episode.firstSeenMs - traits.quietMs) return [];
  const isOver = timeMs - episode.lastSeenMs > traits.quietMs;
  // What was too old to be told when it was found and goes on in the present is told now, as an episode of its own.
  const hasCaughtUp = episode.isLate && !isLate;
  if (!isOver && !hasCaughtUp) return goOn(episodes, traits, sighting, episode, timeMs);
  const ended = end(episodes, traits, key, episode);
  const anew = onset ?? (isOver ? undefined : onsetOf(sighting, timeMs));
  return anew === undefined ? [ended] : [ended, ...begin(episodes, traits, sighting, anew, { timeMs, isLate })];
}

/** Lets time pass: ends the episodes that have been silent long enough. */
export function tickEpisodes(episodes: Episodes, traits: EpisodeTraits, nowMs: number): readonly Finding[] {
  const told: Finding[] = [];
  for (const [key, episode] of episodes.open) {
    if (episode.foundAtMs === undefined) {
      episode.foundAtMs = nowMs;
      episodes.changed.add(key);
    }
    const silentMs = nowMs - Math.max(episode.lastSeenMs, episode.foundAtMs);
    if (silentMs > traits.quietMs) told.push(end(episodes, traits, key, episode));
  }
  return told;
}

function begin(
  episodes: Episodes,
  traits: EpisodeTraits,
  sighting: Sighting,
  onset: Onset,
  { timeMs, isLate }: { readonly timeMs: number; readonly isLate: boolean },
): readonly Finding[] {
  if (episodes.open.size >= openAtMost) return [];
  const episode: Episode = {
    sources: onset.sources.slice(0, namedAtMost),
    ports: onset.ports.slice(0, namedAtMost),
    protocol: sighting.protocol,
    count: onset.count,
    severity: sighting.severity ?? "low",
    firstSeenMs: onset.firstSeenMs,
    lastSeenMs: timeMs,
    isLate,
    toldMs: timeMs,
    toldSeverity: "low",
  };
  worsen(episode, traits.severityOf(episode));
  episode.toldSeverity = episode.severity;
  episodes.open.set(sighting.key, episode);
  episodes.changed.add(sighting.key);
  return [tell(traits.kind, sighting.key, episode, "started")];
}

function goOn(
  episodes: Episodes,
  traits: EpisodeTraits,
  sighting: Sighting,
  episode: Episode,
  timeMs: number,
): readonly Finding[] {
  episodes.changed.add(sighting.key);
  episode.count += sighting.weight;
  episode.firstSeenMs = Math.min(episode.firstSeenMs, timeMs);
  episode.lastSeenMs = Math.max(episode.lastSeenMs, timeMs);
  name(episode.sources, sighting.source);
  name(episode.ports, sighting.port);
  if (episode.protocol !== sighting.protocol) episode.protocol = undefined;
  worsen(episode, sighting.severity ?? "low");
  worsen(episode, traits.severityOf(episode));
  const isWorse = episode.severity !== episode.toldSeverity;
  if (timeMs - episode.toldMs < (isWorse ? escalateAfterMs : traits.tellEveryMs)) return [];
  episode.toldMs = timeMs;
  episode.toldSeverity = episode.severity;
  return [tell(traits.kind, sighting.key, episode, "ongoing")];
}

function end(episodes: Episodes, traits: EpisodeTraits, key: string, episode: Episode): Finding {
  episodes.open.delete(key);
  episodes.changed.add(key);
  return tell(traits.kind, key, episode, "ended");
}

function onsetOf({ source, port, weight }: Sighting, timeMs: number): Onset {
  return {
    count: weight,
    firstSeenMs: timeMs,
    sources: source === undefined ? [] : [source],
    ports: port === undefined ? [] : [port],
  };
}

function worsen(episode: Episode, severity: Severity): void {
  if (isAtLeast(severity, episode.severity)) episode.severity = severity;
}

function name<Value>(names: Value[], value: Value | undefined): void {
  if (value !== undefined && names.length < namedAtMost && !names.includes(value)) names.push(value);
}

function tell(kind: FindingKind, key: string, episode: Episode, state: Finding["state"]): Finding {
  const { severity, protocol, count, firstSeenMs, lastSeenMs, isLate } = episode;
  return {
    ...{ kind, state, severity, episodeKey: key, sources: [...episode.sources], ports: [...episode.ports] },
    ...{ protocol, count, firstSeenMs, lastSeenMs, isLate },
  };
}
