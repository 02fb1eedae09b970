import type { ParseSummary } from "../tasks/parse.ts";
import { counted, listed, yearReasons } from "./log-words.ts";

/** What became of a log, in one line. */
export function describeParse(summary: ParseSummary, timezone: string): string {
  const { lines, events, probes, notes, rejects, formats } = summary;
  const refused = [...rejects.values()].reduce((sum, count) => sum + count, 0);
  const used = formats.size === 0 ? "no format fits" : `formats ${listed(formats)}`;
  return [
    `${counted(lines, "line")}: ${counted(events, "event")} (${counted(probes, "probe")}), ${counted(notes, "note")}, `,
    counted(refused, "reject"),
    refused === 0 ? "" : ` (${listed(rejects, (reason, count) => `${count} ${reason}`)})`,
    `; ${used}; times in ${timezone}`,
    describeYears(summary),
  ].join("");
}

function describeYears({ assumed }: ParseSummary): string {
  if (assumed === undefined) return "";
  const { first, last, from } = assumed;
  const span = first === last ? `year ${first}` : `years ${first} to ${last}`;
  return `; ${span} assumed, ${yearReasons[from]}`;
}
