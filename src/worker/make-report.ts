import type { DetectSettings } from "../detect/index.ts";
import { type ResolveOptions, resolveNow } from "../enrich/resolve-now.ts";
import { FatalError } from "../errors.ts";
import type { Finding, FindingKind } from "../model/finding.ts";
import type { JournalReader } from "../model/journal.ts";
import type { AddressLabels, Labels } from "../model/labels.ts";
import type { Report } from "../model/report.ts";
import { knownPeriod, knownRouters, withZones } from "../summary/known-period.ts";
import type { Period } from "../summary/period.ts";
import { reportOf } from "../summary/report.ts";
import { scannersOf, surgesOf } from "../summary/report-episodes.ts";
import { createTables, type RouterZone } from "../summary/tables.ts";
import { episodesOf } from "./report-episodes.ts";
import { withNames } from "./resolved-labels.ts";

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
  /** Whether it names those who tried port after port; of an import they must be looked for first. */
  readonly hasScanners: boolean;
  /** Thresholds for what imports brought: it was never watched. */
  readonly detect: DetectSettings;
  /** Where missing names of sources are to be found now; absent where they are not. */
  readonly resolve?: Pick<ResolveOptions, "dns" | "mayAsk"> | undefined;
  /** Told how far the work is. */
  readonly onProgress: (progress: ReportProgress) => void;
  readonly signal: AbortSignal;
}

/** Imported events that were looked at so far, or sources that were asked for, of all. */
export type ReportProgress =
  | { readonly kind: "events"; readonly done: number }
  | { readonly kind: "names"; readonly done: number; readonly total: number };

/** A report, and how many sources DNS gave no answer of; 0 where nobody asked. */
export interface MadeReport {
  readonly report: Report;
  readonly unanswered: number;
}

/**
 * Reports on what the journal knows.
 * @throws FatalError where it knows nothing of that time
 * @throws AbortError when the signal says stop
 */
export async function makeReport(journal: JournalReader, labels: Labels, request: ReportRequest): Promise<MadeReport> {
  const routers = withZones(journal.counts, request.routers ?? journal.routers(), request.timezones);
  const period = requirePeriod(journal, routers, request);
  const found: (readonly Finding[])[] = [];
  const onProgress = (done: number) => request.onProgress({ kind: "events", done });
  const kinds: readonly FindingKind[] = request.hasScanners ? ["surge", "port_scan"] : ["surge"];
  for (const router of routers) {
    found.push(await episodesOf(journal, { ...request, router, period, kinds, onProgress }));
  }
  const findings = found.flat();
  const names = new Map<string, AddressLabels>();
  const named = withNames(labels, names);
  const tables = createTables(journal, named)(routers, period);
  const unanswered = await findNames(names, tables.sources(), labels, request);
  const episodes = { surges: surgesOf(findings, labels), scanners: scannersOf(findings) };
  const report = reportOf({ ...request, ...episodes, journal, labels: named, tables, routers, period });
  return { report, unanswered };
}

/** Asks for the names that are missing; gives how many sources got no answer. */
async function findNames(
  names: Map<string, AddressLabels>,
  sources: Iterable<string>,
  labels: Labels,
  { resolve, signal, onProgress }: ReportRequest,
): Promise<number> {
  if (resolve === undefined) return 0;
  const nameless = Iterator.from(sources).filter((address) => labels.of(address).hostname === undefined);
  const resolved = await resolveNow(nameless, {
    ...resolve,
    signal,
    onProgress: (done, total) => onProgress({ kind: "names", done, total }),
  });
  signal.throwIfAborted();
  for (const [address, found] of resolved.labels) names.set(address, found);
  return resolved.unanswered;
}

function requirePeriod(journal: JournalReader, routers: readonly RouterZone[], request: ReportRequest): Period {
  const known = knownRouters(journal.counts, routers);
  const all = knownPeriod(known, {});
  if (all === undefined) throw new FatalError("the journal holds nothing yet: there is nothing to report on");
  const period = knownPeriod(known, { fromMs: request.sinceMs, toMs: request.untilMs });
  if (period !== undefined) return period;
  const [from, to] = [all.fromMs, all.toMs].map((timeMs) => new Date(timeMs).toISOString());
  throw new FatalError(`the journal holds nothing of that time: what it knows is from ${from} to ${to}`);
}
