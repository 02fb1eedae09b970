import { type Report, type ReportFormat, reportRows } from "../model/report.ts";
import { csvReport } from "../report/csv.ts";
import { jsonReport } from "../report/json.ts";
import { textReport } from "../report/text.ts";

/** Loaded when it is wanted: charts weigh some MB. */
const renderers: Readonly<Record<ReportFormat, () => Promise<(report: Report) => string>>> = {
  text: async () => textReport,
  json: async () => jsonReport,
  html: async () => (await import("../report/html.ts")).htmlReport,
  csv: async () => csvReport,
};

/** Writes a report. */
export async function renderReport(report: Report, format: ReportFormat): Promise<string> {
  return (await renderers[format]())(report);
}

/** What a report in that format has to hold; `top` rows of each table where somebody says so. */
export function contentOf(
  format: ReportFormat,
  top: number | undefined,
): { readonly limit: number; readonly shownRows: number; readonly hasScanners: boolean } {
  const isForPeople = format === "text" || format === "html";
  return {
    limit: top ?? (isForPeople ? reportRows.shown : Number.POSITIVE_INFINITY),
    shownRows: top ?? reportRows.shown,
    hasScanners: isForPeople,
  };
}
