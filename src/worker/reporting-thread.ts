import { openCountries } from "../enrich/country.ts";
import { openLabels } from "../enrich/labels.ts";
import type { EnrichSettings } from "../enrich/settings.ts";
import { readJournal } from "../journal/open.ts";
import type { ReportFormat } from "../model/report.ts";
import { makeReport, type ReportRequest } from "./make-report.ts";
import { renderReport } from "./report-formats.ts";

/** A report to be made and written: plain data, for it goes to a thread. */
export interface ReportJob {
  readonly dataDir: string;
  readonly enrich: Pick<EnrichSettings, "country">;
  readonly format: ReportFormat;
  /** Names that are not known stay so: the bridge looks for them all the time. */
  readonly request: Omit<ReportRequest, "resolve" | "onProgress" | "signal">;
}

/**
 * Journal in, report out, as bytes: they change threads without being copied, and one with every row may be of many MB.
 * @throws FatalError where the journal knows nothing of that time
 */
export async function runReporting(job: ReportJob): Promise<Uint8Array<ArrayBuffer>> {
  const journal = readJournal(job.dataDir);
  try {
    const labels = openLabels(journal.labels, await openCountries(job.enrich));
    // Who no longer wants it ends the thread.
    const unattended = { onProgress: () => undefined, signal: new AbortController().signal };
    const { report } = await makeReport(journal, labels, { ...job.request, ...unattended });
    return new TextEncoder().encode(await renderReport(report, job.format));
  } finally {
    journal.close();
  }
}
