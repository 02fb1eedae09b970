import { html, nothing } from "lit-html";
import type { Context, Page } from "../context.ts";
import { heading } from "../parts.ts";
import { exportForm, reportForm } from "./downloads.ts";
import { importForm } from "./import-form.ts";
import { programForm } from "./program-form.ts";

/** What else can be done: reports, exports, imports, and the program's own settings. */
export function tools(context: Context): Page {
  const { session } = context;
  return {
    title: "Tools",
    body: html`
      <header class="view-head"><div><h1 tabindex="-1">Tools</h1><p class="quiet">Take it with you, bring in the past, and set the program.</p></div></header>
      <div class="cards four">
        <section class="card">${heading("Report")}${reportForm(context)}</section>
        <section class="card">${heading("Export")}${exportForm(context)}</section>
        ${session.may_change ? html`<section class="card">${heading("Import")}${importForm(context)}</section>` : nothing}
        <section class="card">${heading("Program")}${programForm(context)}</section>
      </div>`,
  };
}
