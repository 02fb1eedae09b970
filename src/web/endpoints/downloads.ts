import type { Actions } from "../../model/actions.ts";
import { type ExportFormatId, exportFormats, largestDshieldUserId } from "../../model/export.ts";
import { type ReportFormat, reportFormats, reportRows } from "../../model/report.ts";
import { type Endpoint, endpoint } from "../endpoint.ts";
import { flag, integer, object, optional, type Schema, text, word } from "../schema.ts";

const time = (description: string) => optional(text(description, { maxLength: 40 }));
const whichRows = {
  router: optional(text("one router; all where absent", { maxLength: 64 })),
  from: time("ISO 8601, how long ago (24h, 7d), or all; all where absent"),
  to: time("ISO 8601, or how long ago; now where absent"),
} as const;

const reportTypes: Readonly<Record<ReportFormat, readonly [type: string, extension: string]>> = {
  text: ["text/plain; charset=utf-8", "txt"],
  json: ["application/json; charset=utf-8", "json"],
  html: ["text/html; charset=utf-8", "html"],
  csv: ["text/csv; charset=utf-8", "csv"],
};

const exportTypes: Readonly<Record<ExportFormatId, readonly [type: string, extension: string]>> = {
  ndjson: ["application/x-ndjson; charset=utf-8", "ndjson"],
  csv: ["text/csv; charset=utf-8", "csv"],
  ecs: ["application/x-ndjson; charset=utf-8", "ecs.ndjson"],
  dshield: ["text/plain; charset=utf-8", "dshield.txt"],
};

/** What browsers keep as files. */
export function downloadEndpoints(actions: Actions, now: () => number): readonly Endpoint[] {
  const fileName = (what: string, extension: string): string =>
    `whos-knocking-${what}-${new Date(now()).toISOString().slice(0, 10)}.${extension}`;
  return [
    endpoint({
      method: "GET",
      path: "/report",
      summary: "The report, as a file",
      query: object("Of what.", {
        ...whichRows,
        format: optional(word("html where absent", reportFormats)),
        top: optional(integer("rows of each table at most", { minimum: 1, maximum: reportRows.most })),
        inline: optional(flag("whether the browser shows it")),
      }),
      types: typesOf(reportTypes),
      answer: anyFile,
      refusals: [422],
      answerTo: async ({ query: { format = "html", top, inline, router, ...period } }) => {
        const { bytes: content } = await actions.report({ ...wishOf(period), router, format, top });
        const [type, extension] = reportTypes[format];
        return { type, fileName: fileName("report", extension), isInline: inline === true, content };
      },
    }),
    endpoint({
      method: "GET",
      path: "/export",
      summary: "Rows of the journal, as a file",
      query: object("Which ones.", {
        ...whichRows,
        format: optional(word("ndjson where absent", exportFormats)),
        admitted: optional(flag("also what was let in")),
        gaps: optional(flag("the gaps, in place of probes")),
        dshield_user_id: optional(integer("your account at DShield", { minimum: 0, maximum: largestDshieldUserId })),
      }),
      types: typesOf(exportTypes),
      answer: anyFile,
      refusals: [422],
      answerTo: ({ query: { format = "ndjson", admitted, gaps, router, dshield_user_id = 0, ...period }, signal }) => {
        const wanted = { isAdmittedWanted: admitted === true, isGapsWanted: gaps === true };
        const wish = { ...wishOf(period), ...wanted, router, format, dshieldUserId: dshield_user_id };
        const [type, extension] = exportTypes[format];
        const content = actions.export(wish, signal);
        return { type, fileName: fileName(wanted.isGapsWanted ? "gaps" : "probes", extension), content };
      },
    }),
  ];
}

/** A file has no schema of ours. */
const anyFile: Schema<unknown> = { json: {} };

function wishOf({ from, to }: { readonly from?: string; readonly to?: string }) {
  return { since: from === "all" ? undefined : from, until: to };
}

function typesOf(table: Readonly<Record<string, readonly [string, string]>>): readonly string[] {
  return [...new Set(Object.values(table).map(([type]) => type.split(";")[0] ?? ""))];
}
