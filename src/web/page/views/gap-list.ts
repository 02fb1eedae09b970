import { html, nothing } from "lit-html";
import type { GapRow } from "../../../model/web-rows.ts";
import { apiUrl } from "../api.ts";
import type { Context } from "../context.ts";
import { count, duration } from "../format.ts";
import { emptyNote, heading, moment, type Part, shown } from "../parts.ts";
import { periodOf, periodWords } from "../range.ts";
import { gapCauses } from "../words.ts";
import { routerQuery, zoneOf } from "./chosen-routers.ts";
import { rangeChoice } from "./range-choice.ts";

const otherwise = "30d";
const mostRows = 100;

/** What the routers lost before it was read. */
export function gapList(context: Context): Part {
  const gaps = context.read<{ gaps: readonly GapRow[]; lost_probes: number }>(
    apiUrl("gaps", { ...periodOf(context.place, otherwise), ...routerQuery(context) }),
  );
  const empty = emptyNote(`Nothing was lost ${periodWords(context.place, otherwise)}.`);
  return html`<section>${heading("What was lost", rangeChoice(context, otherwise))}
    ${shown(
      gaps,
      (value) => value.gaps.length === 0,
      empty,
      ({ gaps: rows, lost_probes }) => html`
      <p class="quiet">About ${count(lost_probes)} probes ${periodWords(context.place, otherwise)}. Reading more often loses less.</p>
      <table><caption class="hidden">Gaps</caption><thead><tr><th scope="col">From</th><th scope="col">Length</th><th scope="col">Router</th><th scope="col">Why</th><th scope="col" class="number">Probes, about</th></tr></thead>
      <tbody>${rows
        .toReversed()
        .slice(0, mostRows)
        .map((gap) => row(gap, context))}</tbody></table>`,
    )}</section>`;
}

function row({ router, from, to, cause, probes_estimate, filled }: GapRow, context: Context): Part {
  return html`<tr><td>${moment(from, context.nowMs, zoneOf(context, router))}</td><td>${duration(Date.parse(to) - Date.parse(from))}</td><td>${router}</td>
    <td>${gapCauses[cause]}${filled ? html` <span class="quiet">(filled by an import)</span>` : nothing}</td><td class="number">${count(probes_estimate)}</td></tr>`;
}
