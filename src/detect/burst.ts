import type { JournalEvent } from "../model/event.ts";
import type { Detector, DetectorInput, Finding, Severity } from "../model/finding.ts";
import type { OptionTable, OptionValues } from "../model/options.ts";

/** Thresholds of the article: the same source on the same port, 3 within 15 s. */
export const burstOptions = {
  probes: { doc: "probes of one source on one port that make a burst", default: 3, min: 2, max: 10_000 },
  window_s: {
    doc: "seconds within which they must come; as long a silence ends the burst",
    default: 15,
    min: 1,
    max: 3600,
  },
} as const satisfies OptionTable;

type BurstSettings = OptionValues<typeof burstOptions>;

/** What is remembered of one source on one port. Times are UTC ms. */
interface Door {
  readonly source: string;
  readonly port: number;
  readonly protocol?: string | undefined;
  /** Recent probes, oldest first: [time, count]. Empty once the episode is open. */
  recent: [number, number][];
  lastSeenMs: number;
  episode?: Episode;
}

interface Episode {
  firstSeenMs: number;
  count: number;
  isLate: boolean;
  /** When it was last told, by the time of its probes. */
  toldMs: number;
  /** The tick by which it was found: an episode stays open at least until the next one, or nobody would see it. */
  foundAtMs?: number;
}

export interface BurstState {
  doors: Record<string, Door>;
}

const ongoingEveryMs = 60_000;

/** Three (or as many as set) probes of one source on one port within the window; ended by as long a silence. */
export const burst: Detector<BurstSettings, BurstState> = {
  kind: "burst",
  version: 1,
  initial: () => ({ doors: {} }),
  step: (state, input, settings, alarmAfterMs) => ({
    state,
    findings: input.kind === "event" ? knock(state, input.event, settings, alarmAfterMs) : tick(state, input, settings),
  }),
};

function knock(state: BurstState, probe: JournalEvent, settings: BurstSettings, alarmAfterMs: number): Finding[] {
  const { source, port, protocol, timeMs, count } = probe;
  const windowMs = settings.window_s * 1000;
  if (probe.class !== "probe" || source === undefined || port === undefined) return [];
  if ((probe.timeUncertaintyMs ?? 0) > windowMs) return [];
  const name = `${protocol ?? ""} ${source} ${port}`;
  const door: Door = state.doors[name] ?? { source, port, protocol, recent: [], lastSeenMs: timeMs };
  state.doors[name] = door;
  const told: Finding[] = [];
  if (door.episode !== undefined && timeMs - door.lastSeenMs > windowMs) {
    told.push(tell(door, door.episode, "ended"));
    delete door.episode;
    door.recent = [];
  }
  door.lastSeenMs = Math.max(door.lastSeenMs, timeMs);
  if (door.episode !== undefined) return [...told, ...goOn(door, door.episode, timeMs, count)];
  door.recent = [...door.recent, [timeMs, count] as [number, number]].filter(([at]) => timeMs - at <= windowMs);
  const total = door.recent.reduce((sum, [, weight]) => sum + weight, 0);
  if (total < settings.probes) return told;
  const firstSeenMs = Math.min(...door.recent.map(([at]) => at));
  door.episode = { firstSeenMs, count: total, isLate: timeMs < alarmAfterMs, toldMs: timeMs };
  door.recent = [];
  return [...told, tell(door, door.episode, "started")];
}

function goOn(door: Door, episode: Episode, timeMs: number, count: number): Finding[] {
  episode.count += count;
  episode.firstSeenMs = Math.min(episode.firstSeenMs, timeMs);
  if (timeMs - episode.toldMs < ongoingEveryMs) return [];
  episode.toldMs = timeMs;
  return [tell(door, episode, "ongoing")];
}

function tick(state: BurstState, input: DetectorInput & { kind: "tick" }, settings: BurstSettings): Finding[] {
  const windowMs = settings.window_s * 1000;
  const told: Finding[] = [];
  for (const [name, door] of Object.entries(state.doors)) {
    const { episode } = door;
    if (episode !== undefined) episode.foundAtMs ??= input.nowMs;
    const seenMs = Math.max(door.lastSeenMs, episode?.foundAtMs ?? 0);
    if (input.nowMs - seenMs <= windowMs) continue;
    if (episode !== undefined) told.push(tell(door, episode, "ended"));
    delete state.doors[name];
  }
  return told;
}

function tell(door: Door, episode: Episode, state: Finding["state"]): Finding {
  return {
    kind: "burst",
    state,
    severity: severityOf(episode.count),
    episodeKey: `${door.protocol ?? ""} ${door.source} ${door.port}`,
    sources: [door.source],
    ports: [door.port],
    protocol: door.protocol,
    count: episode.count,
    firstSeenMs: episode.firstSeenMs,
    lastSeenMs: door.lastSeenMs,
    isLate: episode.isLate,
  };
}

/** By probes of the episode so far: a household sees triples every day, and the article's worst was 117 in two minutes. */
function severityOf(count: number): Severity {
  if (count >= 100) return "high";
  return count >= 20 ? "medium" : "low";
}
