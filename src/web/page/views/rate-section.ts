import { html, nothing } from "lit-html";
import type { Rate } from "../../../model/page-reader.ts";
import { withQuery } from "../address.ts";
import { apiUrl, type Query } from "../api.ts";
import type { Context } from "../context.ts";
import { count, counted, exact } from "../format.ts";
import { emptyNote, heading, loading, type Part, shown } from "../parts.ts";
import { beginOf } from "../range.ts";
import type { ZoomDetail } from "../rate-chart.ts";
import { rangeChoice } from "./range-choice.ts";

/** A chart of which less is known shows that part alone; share of the whole. */
const leastKnown = 0.2;

let isChartReady = false;
let readout = "";

/** The rate over time, its range, and the same as a table. */
export function rateSection(context: Context, period: Query): Part {
  if (!isChartReady) void loadChart(context);
  const rate = context.read<Rate>(apiUrl("rate", { ...period, points: 240 }));
  return html`<section class="rate">
    ${heading("Probes over time", html`<span class="aside">${zoomedOut(context)}${rangeChoice(context)}</span>`)}
    ${shown(
      rate,
      ({ starts }) => starts.length === 0,
      emptyNote("Nothing was read in this time."),
      (value) => chart(context, value),
    )}
  </section>`;
}

function chart(context: Context, rate: Rate): Part {
  const total = rate.probes.reduce((sum, value) => sum + value, 0);
  const lost = rate.gaps.filter(({ filled }) => !filled).reduce((sum, gap) => sum + gap.probes_estimate, 0);
  const missing = lost === 0 ? "" : `, about ${count(lost)} lost before they were read`;
  const words = `${counted(total, "probe")}${missing}${rate.episodes.length === 0 ? "" : `, ${counted(rate.episodes.length, "episode")}`}`;
  return html`
    <p class="readout">${readout === "" ? words : readout}</p>
    ${isChartReady ? html`<rate-chart aria-hidden="true" .since=${sinceOf(context, rate)} .rate=${rate} @zoom=${zoom} @readout=${tell}></rate-chart>` : loading()}
    <details class="as-table"><summary>As a table</summary>${rateTable(rate)}</details>`;

  function zoom({ detail: { fromMs, toMs } }: CustomEvent<ZoomDetail>): void {
    const iso = (ms: number) => new Date(Math.round(ms / 60_000) * 60_000).toISOString();
    context.go(withQuery(context.place, { from: iso(fromMs), to: iso(Math.max(toMs, fromMs + 60_000)) }));
  }
  function tell({ detail }: CustomEvent<string>): void {
    if (readout === detail) return;
    readout = detail;
    context.redraw();
  }
}

/** Where the chart begins: at the time that was asked for, unless hardly anything of it is known. */
function sinceOf({ place, nowMs }: Context, { period }: Rate): number | undefined {
  const askedMs = beginOf(place, nowMs);
  const [fromMs, toMs] = [Date.parse(period.from), Date.parse(period.to)];
  return askedMs === undefined || toMs - fromMs < leastKnown * (toMs - askedMs) ? undefined : askedMs;
}

/** The way back from a time that was dragged over. */
function zoomedOut({ place }: Context): Part {
  if (place.query["to"] === undefined) return nothing;
  return html`<a href=${withQuery(place, { from: undefined, to: undefined })}>Zoom out</a>`;
}

/** The newest first; times without probes are left out. */
function rateTable({ starts, probes }: Rate): Part {
  const rows = starts.map((start, index) => [start, probes[index] ?? 0] as const).filter(([, value]) => value > 0);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Probes over time">
    <table><thead><tr><th scope="col">From</th><th scope="col" class="number">Probes</th></tr></thead>
    <tbody>${rows.toReversed().map(([start, value]) => html`<tr><td>${exact(start)}</td><td class="number">${count(value)}</td></tr>`)}</tbody></table>
  </div>`;
}

/** uPlot comes after everything that is read. */
async function loadChart({ redraw }: Context): Promise<void> {
  await import("../rate-chart.ts");
  isChartReady = true;
  redraw();
}
