import { setImmediate } from "node:timers/promises";
import type { DetectSettings } from "../detect/index.ts";
import { createEpisodeFinder } from "../detect/offline.ts";
import { createLocalDays } from "../journal/local-day.ts";
import type { Finding, FindingKind } from "../model/finding.ts";
import type { JournalReader } from "../model/journal.ts";
import type { Period } from "../summary/period.ts";
import type { RouterZone } from "../summary/tables.ts";

export interface EpisodeRequest {
  readonly router: RouterZone;
  readonly period: Period;
  readonly kinds: readonly FindingKind[];
  readonly detect: DetectSettings;
  /** Told now and then how many events were looked at. */
  readonly onProgress: (events: number) => void;
  readonly signal: AbortSignal;
}

/** So many take some ms: a signal waits no longer. */
const slice = 5000;
const dayMs = 86_400_000;
/** Longer than any kind remembers: a surge compares with up to 90 days, of which the last weeks weigh most. */
const memoryMs = 30 * dayMs;

/**
 * The episodes of some kinds that reach into a period. What was read live was watched then; what imports brought is watched now.
 * @throws AbortError when the signal says stop
 */
export async function episodesOf(journal: JournalReader, request: EpisodeRequest): Promise<readonly Finding[]> {
  const { router, period } = request;
  const { fromMs, toMs } = period;
  const watched = lastOfEach(journal.findingsBetween(router.name, request.kinds, fromMs, toMs));
  const imported = journal
    .importedSpans(router.name)
    .map((span) => ({ fromMs: Math.max(span.firstMs, fromMs), toMs: Math.min(span.lastMs + 1, toMs) }))
    .filter((part) => part.toMs > part.fromMs);
  const found: (readonly Finding[])[] = [];
  for (const whole of withinMemory(imported)) {
    const episodes = await watchNow(journal, request, whole);
    found.push(episodes.filter((finding) => imported.some((part) => reachesInto(finding, part))));
  }
  return [...watched, ...found.flat().filter((finding) => !watched.some((known) => isSame(known, finding)))];
}

/** Parts in order, put together where the watch over one begins within the one before: an episode may go on from one into the next. */
function withinMemory(parts: readonly Period[]): readonly Period[] {
  const wholes: Period[] = [];
  for (const part of parts) {
    const last = wholes.at(-1);
    if (last === undefined || part.fromMs - memoryMs > last.toMs) wholes.push(part);
    else wholes[wholes.length - 1] = { fromMs: last.fromMs, toMs: part.toMs };
  }
  return wholes;
}

async function watchNow(journal: JournalReader, request: EpisodeRequest, period: Period): Promise<readonly Finding[]> {
  const { router, kinds, detect: settings } = request;
  const finder = createEpisodeFinder({ settings, kinds, dayOf: createLocalDays(router.timezone) });
  let events = 0;
  for (const event of journal.eventsBetween(router.name, period.fromMs - memoryMs, period.toMs)) {
    finder.add(event);
    events += 1;
    if (events % slice !== 0) continue;
    request.onProgress(events);
    await setImmediate(undefined, { signal: request.signal });
  }
  return finder.end();
}

/** What was told last of each episode: a finding that began one comes first. */
function lastOfEach(findings: readonly Finding[]): readonly Finding[] {
  const open = new Map<string, number>();
  const last: Finding[] = [];
  for (const finding of findings) {
    const name = `${finding.kind} ${finding.episodeKey}`;
    const place = finding.state === "started" ? undefined : open.get(name);
    if (place === undefined) open.set(name, last.push(finding) - 1);
    else last[place] = finding;
  }
  return last;
}

function reachesInto({ firstSeenMs, lastSeenMs }: Finding, { fromMs, toMs }: Period): boolean {
  return firstSeenMs < toMs && lastSeenMs >= fromMs;
}

function isSame(one: Finding, other: Finding): boolean {
  return (
    one.kind === other.kind &&
    one.episodeKey === other.episodeKey &&
    one.firstSeenMs <= other.lastSeenMs &&
    other.firstSeenMs <= one.lastSeenMs
  );
}
