import type { JournalEvent } from "../model/event.ts";
import type { JournalReader } from "../model/journal.ts";
import type { Labels } from "../model/labels.ts";
import type { ActiveEpisode, ReadingState, RouterSummary } from "../model/summary.ts";
import { isoTime } from "../model/wire.ts";
import { startOfDayMs } from "./calendar.ts";
import { type AttackLevel, isUnderAttack } from "./under-attack.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const longestState = 255;

/** Names the service of a port, where one is registered. */
export type ServiceName = (protocol: string, port: number) => string | undefined;

/** The numbers of a router at `nowMs`; its cost does not grow with the history. */
export function summarize(
  journal: JournalReader,
  router: string,
  timezone: string,
  nowMs: number,
  labels: Labels,
): RouterSummary {
  const totals = journal.totals(router);
  const midnightMs = startOfDayMs(timezone, nowMs);
  const last = journal.lastProbe(router);
  const endMs = nowMs + dayMs; // A router whose clock is ahead of ours is still heard.
  const attemptsToday = journal.measuresBetween(router, midnightMs, endMs).attempts;
  const today = journal.classBetween(router, "probe", midnightMs, endMs);
  return {
    probes: totals.probes,
    rate: journal.probesBetween(router, nowMs - hourMs, endMs).probes,
    today,
    ...(attemptsToday > 0 || today === 0 ? { attempts_today: attemptsToday } : {}),
    sources_24h: journal.probesBetween(router, nowMs - dayMs, endMs).sources,
    multiple_share_24h: multipleShare(journal, router, nowMs),
    admitted: totals.admitted,
    ...(last === undefined ? {} : { last_probe: describeProbe(last, labels).slice(0, longestState) }),
    classes: totals.byClass,
  };
}

/** How the reading of a router stands at `nowMs`. */
export function describeState(journal: JournalReader, router: string, nowMs: number, level: AttackLevel): ReadingState {
  const totals = journal.totals(router);
  const open = journal.openEpisodes(router, mostEpisodes);
  const lastId = journal.lastId(router);
  return {
    under_attack: isUnderAttack(journal, router, nowMs, level),
    active_episodes: open.map(
      ({ id, finding }): ActiveEpisode => ({
        id,
        kind: finding.kind,
        severity: finding.severity,
        sources: finding.sources,
        ports: finding.ports,
        count: finding.count,
        first_seen: isoTime(finding.firstSeenMs),
        last_seen: isoTime(finding.lastSeenMs),
      }),
    ),
    ...(lastId === undefined ? {} : { last_id: lastId }),
    ...(totals.lastScrapeMs === undefined ? {} : { last_scrape: isoTime(totals.lastScrapeMs) }),
    gaps: totals.gaps,
    lost_probes: totals.lostProbesEstimate,
    rejects: totals.rejects,
    ambiguous_passes: totals.ambiguousPasses,
  };
}

/** A retained message must stay small however many attack at once: the worst are told, of equals those last seen. */
const mostEpisodes = 20;

/** "udp/137 netbios-ns from 203.0.113.9 (MX)", as far as log and labels tell. */
function describeProbe(probe: JournalEvent, labels: Labels): string {
  const country = probe.source === undefined ? undefined : labels.of(probe.source).country;
  const from = `${describeDoor(probe, labels.service)} from ${probe.source ?? "an unknown address"}`;
  return country === undefined ? from : `${from} (${country})`;
}

/** "udp/137 netbios-ns", "port 8080" or "a packet": the door that was knocked on, as far as the log tells. */
export function describeDoor(probe: JournalEvent, service: ServiceName): string {
  const { protocol, port, icmpType } = probe;
  if (protocol === undefined) return port === undefined ? "a packet" : `port ${port}`;
  if (icmpType !== undefined) return `${protocol} type ${icmpType}`;
  if (port === undefined) return protocol;
  const name = service(protocol, port);
  return name === undefined ? `${protocol}/${port}` : `${protocol}/${port} ${name}`;
}

function multipleShare(journal: JournalReader, router: string, nowMs: number): number {
  const endMs = nowMs + hourMs;
  const probes = journal.classBetween(router, "probe", nowMs - dayMs, endMs);
  const { multiple } = journal.measuresBetween(router, nowMs - dayMs, endMs);
  return probes === 0 ? 0 : Math.round((10_000 * multiple) / probes) / 100;
}
