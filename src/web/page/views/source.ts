import { html, nothing } from "lit-html";
import type { EventPage, SourceHistory } from "../../../model/page-reader.ts";
import { linkTo } from "../address.ts";
import { apiUrl } from "../api.ts";
import type { Context, Page } from "../context.ts";
import { count, counted } from "../format.ts";
import { countTable, doorLink, emptyNote, heading, moment, type Part, problemNote, shown, strange } from "../parts.ts";
import { visible } from "../text.ts";
import { routerQuery } from "./chosen-routers.ts";
import { dayBars } from "./day-bars.ts";
import { episodeLine } from "./episode-line.ts";
import { plainLog } from "./plain-log.ts";

const shownEvents = 50;

/** One source's whole history. */
export function source(context: Context): Page {
  const address = context.place.query["address"] ?? "";
  const loaded = context.read<SourceHistory>(apiUrl(`sources/${encodeURIComponent(address)}`, routerQuery(context)));
  const head = html`<header class="view-head"><div><h1 tabindex="-1" class="address">${strange(address)}</h1>${who(loaded.value)}</div>
    <a class="button" href=${linkTo("log", { source: address, from: "all" })}>All its log</a></header>`;
  return {
    title: visible(address),
    body: html`${head}${
      loaded.problem?.status === 404 && loaded.value === undefined
        ? emptyNote("It never knocked here.", "Or what it did is older than what is kept.")
        : loaded.problem !== undefined && loaded.value === undefined
          ? problemNote(loaded.problem.message)
          : shown(
              loaded,
              () => false,
              nothing,
              (history) => whole(history, address, context),
            )
    }`,
  };
}

function who(history: SourceHistory | undefined): Part {
  if (history === undefined) return nothing;
  const { hostname, is_forward_confirmed, network, asn, country, country_name } = history.source;
  const name =
    hostname === undefined
      ? nothing
      : html`${strange(hostname)}${is_forward_confirmed === false ? html` <span title="The name does not lead back to this address: anybody can write it.">(not confirmed)</span>` : nothing}`;
  const parts = [
    name,
    network === undefined ? nothing : html`${strange(network)}${asn === undefined ? "" : ` (AS${asn})`}`,
    country_name ?? country ?? nothing,
  ].filter((part) => part !== nothing);
  return html`<p class="quiet">${parts.map((part, index) => html`${index === 0 ? "" : " · "}${part}`)}</p>`;
}

function whole(history: SourceHistory, address: string, context: Context): Part {
  const { probes, admitted, first_seen, last_seen, days, ports, episodes, is_let_in } = history;
  const events = context.read<EventPage>(
    apiUrl("events", { source: address, from: "all", class: "both", limit: shownEvents, ...routerQuery(context) }),
  );
  return html`
    ${is_let_in ? html`<p class="alarm"><strong>It was let in.</strong> Look at its episodes below.</p>` : nothing}
    <dl class="facts">
      <div><dt>Probes</dt><dd>${count(probes)}</dd></div>
      ${admitted > 0 ? html`<div><dt>Let in</dt><dd class="alarm">${count(admitted)}</dd></div>` : nothing}
      <div><dt>Days</dt><dd>${count(days.length)}</dd></div>
      ${first_seen === undefined ? nothing : html`<div><dt>First seen</dt><dd>${moment(first_seen, context.nowMs)}</dd></div>`}
      ${last_seen === undefined ? nothing : html`<div><dt>Last seen</dt><dd>${moment(last_seen, context.nowMs)}</dd></div>`}
    </dl>
    <section>${heading("Days on which it came")}${dayBars(days)}</section>
    <div class="grid">
      <section>${heading(`Its doors`)}${ports.length === 0 ? emptyNote("Its single probes are not kept any more.") : countTable("Doors", ["Door"], ports, ({ key, name }) => html`<td>${doorLink(key, name, { source: address, from: "all" })}</td>`)}</section>
      <section>${heading(counted(episodes.length, "episode"))}${episodes.length === 0 ? emptyNote("Never part of an episode.") : html`<ul class="episodes narrow">${episodes.map((one) => episodeLine(one, context))}</ul>`}</section>
      <section class="wide">${heading("Its latest probes")}${shown(
        events,
        (page) => page.events.length === 0,
        emptyNote("None are kept."),
        (page) => plainLog(page.events, context, true),
      )}</section>
    </div>`;
}
