import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Parser } from "htmlparser2";
import type { Report } from "../../src/model/report.ts";
import { csvReport } from "../../src/report/csv.ts";
import { htmlReport } from "../../src/report/html.ts";
import { textReport } from "../../src/report/text.ts";
import { sampleReport } from "../support/sample-report.ts";

/** A report whose every text that comes from outside is this one. */
function reportOf(text: string): Report {
  const { figures } = sampleReport;
  const named = <Row extends object>(rows: readonly Row[]) => rows.map((row) => ({ ...row, key: text, name: text }));
  return {
    ...sampleReport,
    figures: {
      ...figures,
      largest_burst: { source: text, port: 139, protocol: text, count: 117, seconds: 118 },
      repeat_sources: figures.repeat_sources.map((row) => ({ ...row, source: text })),
      ...{ top_level_domains: named(figures.top_level_domains), domains: named(figures.domains) },
      ...{ countries: named(figures.countries), networks: named(figures.networks) },
      ...{ ports: named(figures.ports), sources: named(figures.sources) },
      surges: figures.surges.map((surge) => ({ ...surge, port: text, name: text })),
      gaps: figures.gaps.map((gap) => ({ ...gap, cause: text })),
    },
    routers: [text],
    scanners: sampleReport.scanners.map((scanner) => ({ ...scanner, source: text })),
    hostNames: new Map([[text, text]]),
    portWords: new Map([[text, text]]),
    shownRows: 20,
  };
}

const markup = [
  "<script>alert(1)</script>",
  `"><img src=x onerror=alert(1)>`,
  "</style></svg><b>",
  "<!--",
  "&lt;",
  "]]>",
];
const anyText = fc.oneof(
  fc.string({ unit: "binary", minLength: 1, maxLength: 300 }).filter((text) => text !== "UNKNOWN"),
  fc.constantFrom(...markup, "\u{1b}]0;x\u{7}", "=cmd|' /C calc'!A0", "a".repeat(300)),
);

/** The elements of a page with their attributes' names, and what stands between them. */
function structureOf(page: string): { readonly elements: readonly string[]; readonly texts: readonly string[] } {
  const elements: string[] = [];
  const texts: string[] = [];
  const parser = new Parser({
    onopentag: (name, attributes) => elements.push(`${name} ${Object.keys(attributes).sort().join(" ")}`),
    oncomment: () => elements.push("comment"),
    ontext: (text) => texts.push(text),
  });
  parser.end(page);
  return { elements, texts };
}

test("no text from outside changes the structure of the page, and each is shown as it is", () => {
  const harmless = structureOf(htmlReport(reportOf("harmless"))).elements;
  fc.assert(
    fc.property(anyText, (text) => {
      const { elements, texts } = structureOf(htmlReport(reportOf(text)));
      assert.deepEqual(elements, harmless);
      assert.ok(texts.join("").includes(text.replaceAll("\r\n", "\n").replaceAll("\r", "\n")) || /[\r\0]/.test(text));
    }),
    { numRuns: 60 },
  );
});

test("the page loads nothing and runs nothing", () => {
  const page = htmlReport(sampleReport);
  const { elements } = structureOf(page);
  const loading = /^(script|img|link|iframe|object|embed|a|form|base|image|use|foreignobject) /i;
  assert.deepEqual(
    elements.filter((element) => loading.test(element) || / on/.test(element)),
    [],
  );
  assert.match(
    page,
    /<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; /,
  );
  assert.doesNotMatch(page, /url\(|@import|https?:\/\/(?!www\.w3\.org\/)/);
});

test("no line of the text is wider than 80 columns or holds a control character, whatever comes from outside", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      for (const line of textReport(reportOf(text)).split("\n")) {
        assert.ok([...line].length <= 80, line);
        assert.doesNotMatch(line, /\p{Cc}/u);
      }
    }),
  );
});

test("no cell of the CSV is a formula", () => {
  for (const line of csvReport(reportOf("=cmd|' /C calc'!A0")).split("\r\n")) assert.doesNotMatch(line, /(^|,)"?=/);
});
