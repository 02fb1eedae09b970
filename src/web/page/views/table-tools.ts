import { html, type TemplateResult } from "lit-html";
import { withQuery } from "../address.ts";
import type { Context } from "../context.ts";

/** How many rows a table shows at most. */
export const mostRows = 500;

/** The search of a table: what is typed goes into the address, without a step back for each letter. */
export function tableTools({ place, go }: Context, label: string): TemplateResult {
  const search = ({ currentTarget }: Event) => {
    if (currentTarget instanceof HTMLInputElement) go(withQuery(place, { find: currentTarget.value.trim() }), false);
  };
  return html`<div class="tools"><label><span class="hidden">Search: ${label}</span>
    <input type="search" placeholder=${label} .value=${place.query["find"] ?? ""} @input=${search} maxlength="200"></label></div>`;
}
