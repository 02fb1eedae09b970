import { html, nothing } from "lit-html";
import type { RouterOverview } from "../../../model/web.ts";
import { linkTo } from "../address.ts";
import type { Context, Page } from "../context.ts";
import { bytes, count, counted, duration } from "../format.ts";
import { emptyNote, heading, moment, type Part } from "../parts.ts";
import { visible } from "../text.ts";
import { familyName } from "../words.ts";
import { gapList } from "./gap-list.ts";
import { routerActions } from "./router-actions.ts";

/** The routers: how their reading goes, and what to do. */
export function routers(context: Context): Page {
  const { overview } = context;
  return {
    title: "Routers",
    body: html`
      <header class="view-head"><div><h1 tabindex="-1">Routers</h1><p class="quiet">Whose log is read, how that goes, and what was lost.</p></div>
        <a class="button" href=${linkTo("setup")}>Add a router</a></header>
      ${overview.routers.length === 0 ? emptyNote("No router is configured.", html`<a href=${linkTo("setup")}>Set one up</a>`) : nothing}
      <div class="cards">${overview.routers.map((router) => card(router, context))}</div>
      ${gapList(context)}
      ${program(context)}`,
  };
}

function card(router: RouterOverview, context: Context): Part {
  const { name, manufacturer, family_title, url, schedule, timezone, state } = router;
  const suggested = state?.suggested_schedule;
  return html`<section class="card">
    ${heading(name, health(router))}
    ${advice(router, context)}
    <dl class="facts">
      <div><dt>What it is</dt><dd>${familyName(family_title, manufacturer)}</dd></div>
      ${url === undefined ? nothing : html`<div><dt>Address</dt><dd>${visible(url)}</dd></div>`}
      ${howItIsRead(router)}
      <div><dt>Its clock</dt><dd>${timezone}</dd></div>
      ${whatWasRead(router, context)}
    </dl>
    ${suggested === undefined || suggested === schedule || schedule === "auto" ? nothing : html`<p class="note">Its log fills faster than it is read: <code>${suggested}</code> as schedule would lose less.</p>`}
    ${context.session.may_change && !router.is_import_only ? routerActions(router, context) : nothing}
  </section>`;
}

/** Nothing of a router that was never read, nor will be. */
function whatWasRead({ state, summary, timezone, is_import_only }: RouterOverview, { nowMs }: Context): Part {
  if (is_import_only && state?.last_scrape === undefined) return nothing;
  return html`
      ${state?.last_scrape === undefined ? nothing : html`<div><dt>Last read</dt><dd>${moment(state.last_scrape, nowMs, timezone, true)}</dd></div>`}
      ${summary === undefined ? nothing : html`<div><dt>Probes</dt><dd>${count(summary.probes)}</dd></div>`}
      ${
        state === undefined
          ? nothing
          : html`<div><dt>Lost, about</dt><dd>${state.gaps === 0 ? "nothing" : `${counted(state.lost_probes, "probe")} in ${counted(state.gaps, "gap")}`}</dd></div>
        <div><dt>Not understood</dt><dd>${state.rejects === 0 ? "nothing" : counted(state.rejects, "line")}</dd></div>`
      }`;
}

function howItIsRead({ schedule, is_import_only }: RouterOverview): Part {
  if (is_import_only)
    return html`<div><dt>Reading</dt><dd>Only logs that <a href=${linkTo("tools")}>you import</a>. For what it sends, <code>syslog.listen</code> must say where.</dd></div>`;
  if (schedule === undefined) return html`<div><dt>Reading</dt><dd>It sends its log by itself</dd></div>`;
  return html`<div><dt>Read</dt><dd>${schedule === "auto" ? "as often as its log needs it" : html`<code>${schedule}</code>`}</dd></div>`;
}

function health({ reading, state, is_import_only }: RouterOverview): Part {
  if (is_import_only) return html`<span class="health">Imports only</span>`;
  const words =
    state?.paused === true
      ? "Paused"
      : reading.is_readable === undefined
        ? "Not read yet"
        : reading.is_readable
          ? "Read"
          : "Cannot be read";
  return html`<span class="health" data-good=${reading.is_readable !== false}>${words}</span>`;
}

/** What went wrong, since when, and what a person can do. */
function advice({ reading }: RouterOverview, { nowMs }: Context): Part {
  if (reading.is_readable !== false) return nothing;
  const since = reading.since === undefined ? nothing : html`Since ${moment(reading.since, nowMs)}: `;
  const refused =
    reading.is_refusal === true
      ? html`<p>Lest it lock you out it is not asked again by itself. Mend it, then read it now.</p>`
      : nothing;
  return html`<div class="problem"><p>${since}${visible(reading.problem ?? "no reason is known")}</p>${refused}</div>`;
}

/** How the program itself is doing. */
function program({ overview: { health: told }, info }: Context): Part {
  return html`<section class="program">${heading("The program")}
    <dl class="facts">
      <div><dt>Version</dt><dd>${info.version}</dd></div>
      <div><dt>Running for</dt><dd>${duration(told.uptime_seconds * 1000)}</dd></div>
      <div><dt>Memory</dt><dd>${bytes(told.memory_bytes)}</dd></div>
      <div><dt>Journal</dt><dd>${bytes(told.journal_bytes)}</dd></div>
      <div><dt>Waiting for the broker</dt><dd>${count(told.backlog)} rows</dd></div>
      <div><dt>Log level</dt><dd>${told.log_level}, <a href=${linkTo("tools")}>change</a></dd></div>
    </dl></section>`;
}
