import { html, type TemplateResult } from "lit-html";
import type { Context } from "../context.ts";
import { rangeChoice } from "./range-choice.ts";

/** The heading of a view about a time. */
export function viewHead(context: Context, title: string, lead: string, otherwise?: string): TemplateResult {
  return html`<header class="view-head">
    <div><h1 tabindex="-1">${title}</h1><p class="quiet">${lead}</p></div>
    ${rangeChoice(context, otherwise)}
  </header>`;
}
