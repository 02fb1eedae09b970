import type { Config } from "../config.ts";
import { openCountries } from "../enrich/country.ts";
import { startEnrichment } from "../enrich/enrichment.ts";
import { openLabels } from "../enrich/labels.ts";
import type { Log } from "../log.ts";
import type { JournalWriter } from "../model/journal.ts";
import type { Labels } from "../model/labels.ts";
import type { JournalRecord } from "../model/record.ts";
import { mayBeAskedAbout } from "../tasks/may-be-asked.ts";

export interface EnrichingParts {
  readonly config: Config;
  readonly journal: JournalWriter;
  readonly log: Log;
  readonly now: () => number;
}

/** The labels of sources, and what looks for them beside the passes. */
export interface Enriching {
  readonly labels: Labels;
  /** What a pass brought; returns at once. */
  see(records: readonly JournalRecord[]): void;
}

/**
 * Begins to look for labels; the stack ends it.
 * @throws FatalError when a configured file cannot be used
 */
export async function startEnriching(parts: EnrichingParts, stack: AsyncDisposableStack): Promise<Enriching> {
  const { config, journal, log, now } = parts;
  const settings = config.enrich;
  const findCountry = await openCountries(settings);
  const mayAsk = mayBeAskedAbout(settings.dns.never);
  const enrichment = await startEnrichment({ settings, store: journal.labels, findCountry, mayAsk, log, now });
  stack.defer(() => enrichment.stop());
  return {
    labels: openLabels(journal.labels, findCountry),
    see: (records) => enrichment.see(countSources(records)),
  };
}

function countSources(records: readonly JournalRecord[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const record of records) {
    if (record.kind !== "event" || record.event.source === undefined) continue;
    const { source, count } = record.event;
    counts.set(source, (counts.get(source) ?? 0) + count);
  }
  return counts;
}
