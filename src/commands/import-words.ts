import type { ImportResult } from "../tasks/import.ts";
import { counted, listed, yearReasons } from "./log-words.ts";

/** What an import came to, a line a fact. */
export function describeImport({ counts, summary }: ImportResult, router: string, timezone: string): readonly string[] {
  const { probes, admitted, known, covered, expired, gapsFilled, span } = counts;
  const { uncounted, rejects, formats, assumed } = summary;
  const refused = rejects.reduce((sum, { count }) => sum + count, 0);
  const parts = [
    `${probes + admitted} new`,
    ...some(known, "known already"),
    ...some(covered, "left out, because a live reading covered their time"),
    ...some(expired, "older than what is kept"),
    ...some(counts.counted, "counted by class alone"),
    ...some(uncounted, "not inbound"),
  ];
  return [
    `${router}: ${counted(probes, "new probe")}${admitted > 0 ? ` and ${counted(admitted, "new admitted event")}` : ""} from ${counted(summary.lines, "line")}`,
    row("events", `${summary.events}: ${parts.join(", ")}`),
    ...(span === undefined ? [] : [row("period", `${isoSecond(span.firstMs)} to ${isoSecond(span.lastMs)}`)]),
    ...(summary.notes > 0 ? [row("notes", String(summary.notes))] : []),
    ...(gapsFilled > 0 ? [row("gaps", `${gapsFilled} filled`)] : []),
    row("formats", formats.size === 0 ? "none fits" : listed(formats)),
    row("times", `in ${timezone}`),
    ...assumed.map(({ file, first, last, from }) =>
      row("year", `${file}: ${first === last ? first : `${first} to ${last}`}, ${yearReasons[from]}`),
    ),
    row("rejects", String(refused)),
    ...rejects.toSorted((a, b) => b.count - a.count).flatMap(describeRejects),
  ];
}

function describeRejects({ reason, count, samples }: ImportResult["summary"]["rejects"][number]): readonly string[] {
  return [
    `    ${count} ${reason}`,
    ...samples.map(({ file, line, text }) => `      ${file}:${line}: ${text.replaceAll(/\p{Cc}/gu, "\u{fffd}")}`),
  ];
}

function row(name: string, words: string): string {
  return `  ${name.padEnd(8)}${words}`;
}

function some(count: number, words: string): readonly string[] {
  return count > 0 ? [`${count} ${words}`] : [];
}

function isoSecond(timeMs: number): string {
  return new Date(timeMs).toISOString().replace(/\.\d+Z$/, "Z");
}
