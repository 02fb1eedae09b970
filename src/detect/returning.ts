import type { OptionTable, OptionValues } from "../model/options.ts";
import type { Rule } from "./rule.ts";
import { countDays, visitDays } from "./visitors.ts";

export const returningOptions = {
  days: { doc: "days on which a source must come to be a returning one", default: 3, min: 2, max: visitDays },
  window_days: {
    doc: "of how many days, today included; dates of the router's time zone",
    default: 7,
    min: 2,
    max: visitDays,
  },
} as const satisfies OptionTable;

const dayMs = 86_400_000;

/**
 * The same source on several days of a week, by the dates of the router's own zone. Counts days, whatever the number of probes: those
 * that made it a returning one, and each further day. It is over when it stayed away so long that too few of its days are left in
 * the week. Always low: a regular is a nuisance, and tells nothing of its intent.
 */
export const returning: Rule<OptionValues<typeof returningOptions>, undefined> = {
  kind: "returning",
  version: 1,
  usesVisits: true,
  tellEveryMs: dayMs,
  quietMs: (settings) => (windowOf(settings) - settings.days + 1) * dayMs,
  severityOf: () => "low",
  begin: () => undefined,
  observe(_memory, { event, visits }, settings) {
    const { source, port, protocol, timeMs } = event;
    if (event.class !== "probe" || source === undefined) return undefined;
    if ((event.timeUncertaintyMs ?? 0) > dayMs) return undefined;
    const isNewDay = countDays(visits, 1) === 0;
    const days = countDays(visits | 1, windowOf(settings));
    const sighting = { key: source, source, port, protocol, weight: isNewDay ? 1 : 0 };
    if (days < settings.days) return sighting;
    const ports = port === undefined ? [] : [port];
    return { ...sighting, onset: { count: days, firstSeenMs: timeMs, sources: [source], ports } };
  },
};

/** A window that is shorter than the days asked for would never hold them. */
function windowOf({ days, window_days }: OptionValues<typeof returningOptions>): number {
  return Math.max(days, window_days);
}
