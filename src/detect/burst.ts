import { burstThresholdLimits } from "../model/actions.ts";
import type { OptionTable, OptionValues } from "../model/options.ts";
import { createRecent, keep, type Recent, sweep } from "./recent.ts";
import type { Rule } from "./rule.ts";
import { earliestMs, type Knock, latestMs, slide, totalOf } from "./window.ts";

/** Thresholds of the article: the same source on the same port, 3 within 15 s. */
export const burstOptions = {
  probes: { doc: "probes of one source on one port that make a burst", default: 3, ...burstThresholdLimits },
  window_s: {
    doc: "seconds within which they must come; as long a silence ends the burst",
    default: 15,
    min: 1,
    max: 3600,
  },
} as const satisfies OptionTable;

/** Probes of one source on one port that may become a burst. */
type BurstMemory = Recent<readonly Knock[]>;

const doorsAtMost = 20_000;

/**
 * Three (or as many as set) probes of one source on one port within the window: the article's multiple attack. Counts probes.
 * Low, because a household sees triples every day; medium from 20, high from 100: the article's worst was 117 in two minutes.
 */
export const burst: Rule<OptionValues<typeof burstOptions>, BurstMemory> = {
  kind: "burst",
  version: 2,
  tellEveryMs: 60_000,
  quietMs: ({ window_s }) => window_s * 1000,
  severityOf: ({ count }) => (count >= 100 ? "high" : count >= 20 ? "medium" : "low"),
  begin: createRecent,
  observe(memory, { event }, settings) {
    const { source, port, protocol, timeMs, count } = event;
    const windowMs = settings.window_s * 1000;
    if (event.class !== "probe" || source === undefined || port === undefined) return undefined;
    if ((event.timeUncertaintyMs ?? 0) > windowMs) return undefined;
    const key = `${protocol ?? ""} ${source} ${port}`;
    const knocks = slide(memory.values.get(key) ?? [], { timeMs, count }, windowMs);
    const sighting = { key, source, port, protocol, weight: count };
    if (totalOf(knocks) < settings.probes) {
      keep(memory, key, knocks, doorsAtMost);
      return sighting;
    }
    // What made one burst does not make another.
    memory.values.delete(key);
    const onset = { count: totalOf(knocks), firstSeenMs: earliestMs(knocks), sources: [source], ports: [port] };
    return { ...sighting, onset };
  },
  forget: (memory, nowMs, settings) => sweep(memory, nowMs, settings.window_s * 1000, latestMs),
};
