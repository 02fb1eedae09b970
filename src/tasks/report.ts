import { FatalError } from "../errors.ts";
import type { JournalReader } from "../model/journal.ts";
import type { Labels } from "../model/labels.ts";
import type { Report } from "../model/report.ts";
import { knownPeriod } from "../summary/known-period.ts";
import type { Period } from "../summary/period.ts";
import { reportOf } from "../summary/report.ts";
import { createTables, type RouterZone } from "../summary/tables.ts";

/** What a report is wanted of. */
export interface ReportRequest {
  /** All that the journal knows where absent. */
  readonly routers?: readonly string[] | undefined;
  /** Zones of the configured routers, by name; of others the one that they had at their last pass holds. */
  readonly timezones: ReadonlyMap<string, string>;
  readonly sinceMs?: number | undefined;
  readonly untilMs?: number | undefined;
  /** Rows of each list that programs get, and that people are shown. */
  readonly limit: number;
  readonly shownRows: number;
}

/**
 * Reports on what the journal knows.
 * @throws FatalError where it knows nothing of that time
 */
export function makeReport(journal: JournalReader, labels: Labels, request: ReportRequest): Report {
  const routers = (request.routers ?? journal.routers()).map(
    (name): RouterZone => ({
      name,
      timezone: request.timezones.get(name) ?? journal.counts.timezone(name) ?? "UTC",
    }),
  );
  const period = requirePeriod(journal, routers, request);
  const tables = createTables(journal.counts, labels)(routers, period);
  return reportOf({ ...request, journal, labels, tables, routers, period, surges: [], scanners: [] });
}

function requirePeriod(journal: JournalReader, routers: readonly RouterZone[], request: ReportRequest): Period {
  const known = routers.flatMap(({ name, timezone }) => {
    const knowledge = journal.counts.known(name);
    return knowledge === undefined ? [] : [{ timezone, known: knowledge }];
  });
  const all = knownPeriod(known, {});
  if (all === undefined) throw new FatalError("the journal holds nothing yet: there is nothing to report on");
  const period = knownPeriod(known, { fromMs: request.sinceMs, toMs: request.untilMs });
  if (period !== undefined) return period;
  const [from, to] = [all.fromMs, all.toMs].map((timeMs) => new Date(timeMs).toISOString());
  throw new FatalError(`the journal holds nothing of that time: what it knows is from ${from} to ${to}`);
}
