import { html, nothing } from "lit-html";
import type { ImportJob, ImportRejects, ImportSummary } from "../../../model/import-job.ts";
import { count, counted, exact } from "../format.ts";
import type { Part } from "../parts.ts";
import { visible } from "../text.ts";

/** What an import brought, in words. */
export function importOutcome({ state, result }: ImportJob): Part {
  if (result === undefined) return html`${state === "cancelled" ? "Stopped." : "Not imported."}`;
  return html`${told(result)}${result.rejects.length === 0 ? nothing : rejected(result.rejects)}`;
}

function told({ lines, probes, known, covered, expired, gaps_filled, from, to, years, failure }: ImportSummary): Part {
  const sentences = [
    `${counted(lines, "line")}: ${counted(probes, "new probe")}${from === undefined || to === undefined ? "" : `, from ${minute(from)} to ${minute(to)}`}.`,
    known === 0 ? "" : `${count(known)} were known.`,
    covered === 0 ? "" : `${count(covered)} were left out, because the router was read live at their time.`,
    expired === 0 ? "" : `${count(expired)} were older than what is kept.`,
    gaps_filled === 0 ? "" : `${counted(gaps_filled, "gap")} filled.`,
    years === undefined
      ? ""
      : `The year was taken to be ${years.first === years.last ? years.first : `${years.first} to ${years.last}`}.`,
    failure === undefined ? "" : `It could not be read to its end: ${visible(failure)}`,
  ];
  return html`<p>${sentences.filter((sentence) => sentence !== "").join(" ")}</p>`;
}

function rejected(rejects: readonly ImportRejects[]): Part {
  const total = rejects.reduce((sum, one) => sum + one.count, 0);
  return html`<details><summary>${counted(total, "line")} not understood</summary>
    <ul>${rejects.map(
      ({ reason, count: times, samples }) =>
        html`<li>${visible(reason)}: ${count(times)}${samples.map(({ line, text }) => html`<br><code>${line}: <bdi>${visible(text)}</bdi></code>`)}</li>`,
    )}</ul></details>`;
}

function minute(time: string): string {
  return exact(Date.parse(time)).slice(0, 16);
}
