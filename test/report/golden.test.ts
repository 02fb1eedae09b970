import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { csvReport } from "../../src/report/csv.ts";
import { htmlReport } from "../../src/report/html.ts";
import { jsonReport } from "../../src/report/json.ts";
import { textReport } from "../../src/report/text.ts";
import { sampleReport } from "../support/sample-report.ts";

/** Compares with the file; `node --test --test-update-snapshots` writes it anew. */
function compare(t: TestContext, text: string, file: string): void {
  t.assert.fileSnapshot(text, join(import.meta.dirname, "golden", file), { serializers: [(value) => String(value)] });
}

/** What people are shown of a list is cut; here of all but the tables. */
const whole = { ...sampleReport, shownRows: 20 };

test("the text is exactly what the golden file says", (t) => compare(t, textReport(whole), "report.txt"));
test("the text with two rows of each list is exactly what the golden file says", (t) =>
  compare(t, textReport(sampleReport), "report-short.txt"));
test("the JSON is exactly what the golden file says", (t) => compare(t, jsonReport(whole), "report.json.snapshot"));
test("the CSV is exactly what the golden file says", (t) =>
  compare(t, csvReport(whole).replaceAll("\r", ""), "report.csv"));
test("the page is exactly what the golden file says, its charts aside", (t) =>
  compare(t, htmlReport(whole).replaceAll(/<svg[\s\S]*?<\/svg>/g, "<svg/>"), "report.html"));
