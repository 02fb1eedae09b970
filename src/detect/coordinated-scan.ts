import type { OptionTable, OptionValues } from "../model/options.ts";
import { doorOf, networkOf } from "./door.ts";
import { createRecent, keep, type Recent, sweep } from "./recent.ts";
import type { Rule } from "./rule.ts";
import { earliestMs, type Knock, latestMs, slide, totalOf } from "./window.ts";

/** Calibrated on one home address: most sources touch a single port, so what they share is their network. */
export const coordinatedScanOptions = {
  sources: { doc: "sources of one network on one port that make a coordinated scan", default: 5, min: 2, max: 254 },
  window_minutes: {
    doc: "minutes within which they must come; as long a silence ends the scan",
    default: 60,
    min: 1,
    max: 1440,
  },
} as const satisfies OptionTable;

interface SourceKnock extends Knock {
  readonly source: string;
}

/** The last knock of each source, by network and door; its weight is that of all its knocks since it came. */
type CoordinatedScanMemory = Recent<readonly SourceKnock[]>;

const doorsAtMost = 10_000;

/**
 * Several sources of one /24 (IPv6: /48) on one port within an hour. Counts sources to begin, probes afterwards; repeated ones of
 * a source begin nothing. Low, for research scanners do so every day; medium from 10 sources, high from 25.
 */
export const coordinatedScan: Rule<OptionValues<typeof coordinatedScanOptions>, CoordinatedScanMemory> = {
  kind: "coordinated_scan",
  version: 1,
  tellEveryMs: 15 * 60_000,
  quietMs: windowMsOf,
  severityOf: ({ sources }) => (sources.length >= 25 ? "high" : sources.length >= 10 ? "medium" : "low"),
  begin: createRecent,
  observe(memory, { event }, settings) {
    const { source, port, protocol, timeMs, count } = event;
    const door = doorOf(event);
    const network = source === undefined ? undefined : networkOf(source);
    if (event.class !== "probe" || source === undefined || network === undefined) return undefined;
    if (door === undefined || (event.timeUncertaintyMs ?? 0) > windowMsOf(settings)) return undefined;
    const key = `${network} ${door}`;
    const known = slide(memory.values.get(key) ?? [], { source, timeMs, count }, windowMsOf(settings));
    const knocks = mergeLast(known);
    const sighting = { key, source, port, protocol, weight: count };
    if (knocks.length < settings.sources) {
      keep(memory, key, knocks, doorsAtMost);
      return sighting;
    }
    // What made one scan does not make another.
    memory.values.delete(key);
    const sources = knocks.map((each) => each.source);
    const ports = port === undefined ? [] : [port];
    return { ...sighting, onset: { count: totalOf(knocks), firstSeenMs: earliestMs(knocks), sources, ports } };
  },
  forget: (memory, nowMs, settings) => sweep(memory, nowMs, windowMsOf(settings), latestMs),
};

/** A source that knocked before is one with its last knock. */
function mergeLast(knocks: readonly SourceKnock[]): readonly SourceKnock[] {
  const last = knocks.at(-1);
  const before = knocks.find(({ source }) => source === last?.source);
  if (last === undefined || before === undefined || before === last) return knocks;
  const others = knocks.filter((knock) => knock !== before && knock !== last);
  return [...others, { ...last, count: before.count + last.count }];
}

function windowMsOf({ window_minutes }: OptionValues<typeof coordinatedScanOptions>): number {
  return window_minutes * 60_000;
}
