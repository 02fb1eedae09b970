import { html, type TemplateResult } from "lit-html";
import type { Week } from "../../model/page-reader.ts";
import { counted } from "./format.ts";

const days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;
const levels = 6;

/** Hours by weekdays, by the router's clock: a table whose cells are the darker the more came. */
export function heatMap({ probes, timezone }: Week): TemplateResult {
  const largest = Math.max(1, ...probes.flat());
  const lowest = Math.min(largest, ...probes.flat().filter((value) => value > 0));
  const hours = Array.from({ length: 24 }, (_, hour) => hour);
  return html`<div class="heat">
    <table>
      <caption class="hidden">Probes by weekday and hour, by the router's clock (${timezone})</caption>
      <thead><tr><td></td>${hours.map(
        (hour) =>
          html`<th scope="col"><span class="hidden">${hour} o'clock</span><span aria-hidden="true">${hour % 6 === 0 ? hour : ""}</span></th>`,
      )}</tr></thead>
      <tbody>${probes.map(
        (row, day) =>
          html`<tr><th scope="row"><abbr title=${days[day] ?? ""}>${days[day]?.slice(0, 2)}</abbr></th>${row.map(
            (value, hour) =>
              html`<td data-level=${levelOf(value, lowest, largest)} title=${`${days[day]} ${hour} to ${hour + 1}: ${counted(value, "probe")}`}><span class="hidden">${value}</span></td>`,
          )}</tr>`,
      )}</tbody>
    </table>
    <p class="legend quiet" aria-hidden="true">fewer ${Array.from({ length: levels }, (_, level) => html`<i data-level=${level + 1}></i>`)} more · ${timezone}</p>
  </div>`;
}

/**
 * 0 for nothing, else 1 to 6, from the quietest hour that had any to the busiest; but what differs by less than half looks not as if it
 * differed by all.
 */
function levelOf(value: number, lowest: number, largest: number): number {
  if (value === 0) return 0;
  const from = Math.min(lowest, largest / 2);
  return largest === from ? levels : 1 + Math.round(((levels - 1) * (value - from)) / (largest - from));
}
