import { html, nothing, type TemplateResult } from "lit-html";
import type { LogRow } from "../../../model/web-rows.ts";
import type { Context } from "../context.ts";
import { exact } from "../format.ts";
import { moment, sourceLink } from "../parts.ts";
import { zoneOf } from "./chosen-routers.ts";
import { doorOf, outcomeOf, timesOf } from "./log-words.ts";

/** A short list of probes that needs no scrolling of its own. @param isOneSource whether all are of one, which is told elsewhere */
export function plainLog(rows: readonly LogRow[], context: Context, isOneSource = false): TemplateResult {
  return html`<table class="plain-log"><caption class="hidden">Probes</caption>
    <thead><tr><th scope="col">Time</th>${isOneSource ? nothing : html`<th scope="col">Source</th>`}<th scope="col">Door</th><th scope="col">Outcome</th></tr></thead>
    <tbody>${rows.map(
      (
        row,
      ) => html`<tr><td>${moment(row.time, context.nowMs, zoneOf(context, row.router))}<span class="quiet">${exact(Date.parse(row.time)).slice(-3)}</span></td>
        ${isOneSource ? nothing : html`<td>${row.source === undefined ? "not told" : sourceLink(row.source)}</td>`}
        <td>${doorOf(row)}</td><td>${outcomeOf(row)}${timesOf(row)}</td></tr>`,
    )}</tbody></table>`;
}
