import type { JournalReader } from "../model/journal.ts";

const hourMs = 3_600_000;
const lookBackMs = 24 * hourMs;

/** Probes an hour over the day before `timeMs` (over what there is of it, at least an hour): what a gap is estimated by. */
export function rateBefore(journal: JournalReader, router: string, timeMs: number): number {
  const sinceMs = Math.max(timeMs - lookBackMs, journal.firstProbeMs(router) ?? timeMs);
  const { probes } = journal.probesBetween(router, sinceMs, timeMs);
  return probes / Math.max(1, (timeMs - sinceMs) / hourMs);
}
