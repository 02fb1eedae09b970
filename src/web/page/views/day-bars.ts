import { html, type TemplateResult } from "lit-html";
import { counted } from "../format.ts";
import { emptyNote } from "../parts.ts";

const dayMs = 86_400_000;

/** More days than this are shown by their last ones. */
const mostDays = 120;

/** How wide a day's bar becomes at most. */
const widestRem = 2.5;

/** Days as small bars, those without anything too; a list for those who do not see it. */
export function dayBars(days: readonly { readonly date: string; readonly count: number }[]): TemplateResult {
  const [first] = days.slice(-mostDays);
  const last = days.at(-1);
  if (first === undefined || last === undefined) return emptyNote("None are known.");
  const counts = new Map(days.map(({ date, count }) => [date, count]));
  const largest = Math.max(...counts.values());
  const startMs = Math.max(Date.parse(first.date), Date.parse(last.date) - (mostDays - 1) * dayMs);
  const length = Math.round((Date.parse(last.date) - startMs) / dayMs) + 1;
  const all = Array.from({ length }, (_, index) => new Date(startMs + index * dayMs).toISOString().slice(0, 10));
  return html`<div class="days-of" .style=${`max-width: ${length * widestRem}rem`}><ol class="days">${all.map(
    (date) => {
      const value = counts.get(date) ?? 0;
      return html`<li title=${`${date}: ${counted(value, "probe")}`} .style=${`--part: ${((100 * value) / largest).toFixed(1)}%`}><span class="hidden">${date}: ${value}</span></li>`;
    },
  )}</ol><p class="days-ends quiet"><span>${all[0]}</span><span>${length === 1 ? "" : last.date}</span></p></div>`;
}
