import { type AttemptState, attemptWindowMs, createAttempts, pruneAttempts, stepAttempts } from "../attempts.ts";
import type { OptionTable, OptionValues } from "../model/options.ts";
import { createRecent, keep, type Recent, sweep } from "./recent.ts";
import type { Rule } from "./rule.ts";
import { earliestMs, type Knock, latestMs, slide, totalOf } from "./window.ts";

/** More than 18 attempts in 45 s are what Wazuh calls too many drops of one source; 100 probes in 2 min are the article's blitz of 117. */
export const floodOptions = {
  attempts: { doc: "attempts of one source; more are a flood", default: 18, min: 1, max: 10_000 },
  attempts_window_s: { doc: "seconds within which these attempts must come", default: 45, min: 1, max: 3600 },
  probes: {
    doc: "probes of one source that are a flood, also where all are one attempt",
    default: 100,
    min: 2,
    max: 10_000,
  },
  probes_window_s: {
    doc: "seconds within which these probes must come; as long a silence ends the flood",
    default: 120,
    min: 1,
    max: 3600,
  },
} as const satisfies OptionTable;

interface FloodKnock extends Knock {
  readonly attempts: number;
  readonly port: number | undefined;
}

interface FloodMemory {
  readonly sources: Recent<readonly FloodKnock[]>;
  readonly attempts: AttemptState;
  prunedMs: number;
}

const sourcesAtMost = 20_000;
const tuplesAtMost = 50_000;

/**
 * One source, on whatever ports: too many attempts, or too many probes. The first rule counts attempts, so that retransmissions
 * make no flood; where a log cannot tell them the second remains. The finding's count is of probes. Medium; high from 100, critical
 * from 1,000.
 */
export const flood: Rule<OptionValues<typeof floodOptions>, FloodMemory> = {
  kind: "flood",
  version: 1,
  tellEveryMs: 60_000,
  quietMs: (settings) => windowMsOf(settings),
  severityOf: ({ count }) => (count >= 1000 ? "critical" : count >= 100 ? "high" : "medium"),
  begin: () => ({ sources: createRecent(), attempts: createAttempts(), prunedMs: 0 }),
  observe(memory, { event }, settings) {
    const { source, port, protocol, timeMs, count } = event;
    if (event.class !== "probe" || source === undefined) return undefined;
    if ((event.timeUncertaintyMs ?? 0) > windowMsOf(settings)) return undefined;
    const attempts = stepAttempts(memory.attempts, event) ?? 0;
    if (memory.attempts.lastSeenMs.size > tuplesAtMost) forgetAttempts(memory.attempts, timeMs);
    const knock = { timeMs, count, attempts, port };
    const knocks = slide(memory.sources.values.get(source) ?? [], knock, windowMsOf(settings));
    const sighting = { key: source, source, port, protocol, weight: count };
    if (!isFlood(knocks, settings)) {
      keep(memory.sources, source, knocks, sourcesAtMost);
      return sighting;
    }
    // What made one flood does not make another.
    memory.sources.values.delete(source);
    const ports = [...new Set(knocks.flatMap((each) => each.port ?? []))];
    return {
      ...sighting,
      onset: { count: totalOf(knocks), firstSeenMs: earliestMs(knocks), sources: [source], ports },
    };
  },
  forget(memory, nowMs, settings) {
    sweep(memory.sources, nowMs, windowMsOf(settings), latestMs);
    if (nowMs - memory.prunedMs < attemptWindowMs) return;
    memory.prunedMs = nowMs;
    pruneAttempts(memory.attempts, nowMs);
  },
};

function isFlood(knocks: readonly FloodKnock[], settings: OptionValues<typeof floodOptions>): boolean {
  if (knocks.length <= settings.attempts && totalOf(knocks) < settings.probes) return false;
  const newestMs = latestMs(knocks);
  const within = (windowS: number) => knocks.filter(({ timeMs }) => newestMs - timeMs <= windowS * 1000);
  const attempts = within(settings.attempts_window_s).reduce((sum, knock) => sum + knock.attempts, 0);
  return attempts > settings.attempts || totalOf(within(settings.probes_window_s)) >= settings.probes;
}

/** When invented sources come faster than they can be remembered, all are forgotten: some attempts are counted twice then. */
function forgetAttempts(attempts: AttemptState, nowMs: number): void {
  pruneAttempts(attempts, nowMs);
  if (attempts.lastSeenMs.size > tuplesAtMost / 2) attempts.lastSeenMs.clear();
}

function windowMsOf(settings: OptionValues<typeof floodOptions>): number {
  return Math.max(settings.attempts_window_s, settings.probes_window_s) * 1000;
}
