import { html, nothing, type TemplateResult } from "lit-html";
import type { EpisodePage, SourceHistory, Table, TableEntry, Usual, Week } from "../../../model/page-reader.ts";
import type { RouterOverview } from "../../../model/web.ts";
import type { Episode } from "../../../model/web-rows.ts";
import { linkTo } from "../address.ts";
import { apiUrl, type Query } from "../api.ts";
import type { Context, Page } from "../context.ts";
import { count, percent } from "../format.ts";
import { attackOf, headlineOf } from "../headline.ts";
import { heatMap } from "../heat-map.ts";
import { countTable, doorLink, emptyNote, heading, moment, type Part, shown, sourceLink, whoIs } from "../parts.ts";
import { periodOf, periodWords } from "../range.ts";
import { badge, storyOf } from "../story.ts";
import { chosenRouters, routerQuery } from "./chosen-routers.ts";
import { episodeLine } from "./episode-line.ts";
import { rateSection } from "./rate-section.ts";
import { troubles } from "./troubles.ts";

/** How many rows the short tables have. */
const shownRows = 8;

/** Sources take two lines each. */
const shownSources = 6;

/** At a glance: is anyone knocking, is it an attack, is it more than usual, who, on which doors, since when. */
export function overview(context: Context): Page {
  if (context.overview.routers.length === 0) return { title: "Overview", body: welcome() };
  const router = routerQuery(context);
  const period = { ...periodOf(context.place), ...router };
  const words = periodWords(context.place);
  return {
    title: "Overview",
    body: html`
      ${glance(context, router)}
      ${rateSection(context, period)}
      <div class="grid three">
        <section class="compact">${heading("Doors", more("doors", context))}${topDoors(context, period, words)}</section>
        <section class="compact">${heading("Sources", more("sources", context))}${topSources(context, period, words)}</section>
        <section class="compact">${heading("Countries", more("countries", context))}${topCountries(context, period)}</section>
        <section>${heading("Week")}${week(context, period)}</section>
        <section class="wide">${heading("Latest episodes", more("episodes", context))}${latestEpisodes(context, router)}</section>
      </div>`,
  };
}

/** Before there is anything to look at. */
function welcome(): TemplateResult {
  return html`<section class="glance">
    <h1 tabindex="-1">No router is set up yet.</h1>
    <p class="lead">Say which one, and its log is read from then on.</p>
    <p class="welcome"><a class="button" href=${linkTo("setup")}>Set up a router</a></p>
  </section>`;
}

function glance(context: Context, router: Query): Part {
  const { nowMs, info } = context;
  const routers = chosenRouters(context);
  const usual = context.read<Usual>(apiUrl("usual", router)).value;
  const { tone, sentence, more } = headlineOf(
    routers,
    usual,
    info.under_attack_severity,
    nowMs,
    attackersCountry(context, routers),
  );
  return html`<section class="glance" data-tone=${tone}>
    <h1 tabindex="-1">${sentence}</h1>
    <p class="lead">${more}</p>
    ${tone === "attack" ? attack(context, router) : nothing}
    ${troubles(context)}
    ${figures(context)}
  </section>`;
}

/** Where the one comes from who is worst. */
function attackersCountry({ info, read }: Context, routers: readonly RouterOverview[]): string | undefined {
  const [source, ...others] = attackOf(routers, info.under_attack_severity)?.[0]?.sources ?? [];
  if (source === undefined || others.length > 0) return undefined;
  return read<SourceHistory>(apiUrl(`sources/${encodeURIComponent(source)}`)).value?.source.country;
}

/** What the attack consists of. */
function attack(context: Context, router: Query): Part {
  const { info, nowMs } = context;
  const query = { ...router, open: true, severity: info.under_attack_severity, from: "all", limit: 5 };
  const open = context.read<EpisodePage>(apiUrl("episodes", query)).value?.episodes ?? [];
  const known = attackOf(chosenRouters(context), info.under_attack_severity)?.length ?? 0;
  return html`<ul class="stories">${open.map(
    (episode: Episode) =>
      html`<li>${badge(episode)} <span>${storyOf(episode)} <a href=${linkTo("episode", { id: episode.id })}>Its story</a>, since ${moment(episode.first_seen, nowMs)}</span></li>`,
  )}</ul>${known > open.length && open.length > 0 ? html`<p><a href=${linkTo("episodes", { open: "true" })}>All ${known}</a></p>` : nothing}`;
}

function figures(context: Context): Part {
  const told = chosenRouters(context).flatMap(({ summary }) => (summary === undefined ? [] : [summary]));
  if (told.length === 0) return nothing;
  const sum = (pick: (summary: (typeof told)[number]) => number) =>
    count(told.reduce((total, one) => total + pick(one), 0));
  const share = told.reduce((most, one) => Math.max(most, one.multiple_share_24h), 0);
  const last = told.find(({ last_probe }) => last_probe !== undefined)?.last_probe;
  return html`<dl class="figures">
      <div><dt>Last hour</dt><dd>${sum(({ rate }) => rate)}</dd></div>
      <div><dt>Today</dt><dd>${sum(({ today }) => today)}</dd></div>
      <div><dt title="Different addresses in the last 24 hours">Sources in 24 h</dt><dd>${sum(({ sources_24h }) => sources_24h)}</dd></div>
      <div><dt title="Share of the probes of 24 hours: the same source on the same port three times or more within 15 seconds">In bursts</dt><dd>${percent(share)}</dd></div>
    </dl>
    ${last === undefined ? nothing : html`<p class="last quiet">Last: <bdi>${last}</bdi></p>`}`;
}

function topDoors(context: Context, period: Query, words: string): Part {
  const table = context.read<Table>(apiUrl("tables/ports", { ...period, limit: shownRows }));
  return shown(
    table,
    ({ rows }) => rows.length === 0,
    emptyNote(`Nobody knocked ${words}.`),
    ({ rows }) =>
      countTable(
        "Doors that were knocked on most",
        ["Door"],
        rows,
        (row) => html`<td>${doorLink(row.key, row.name, filters(context))}</td>`,
      ),
  );
}

function topSources(context: Context, period: Query, words: string): Part {
  const table = context.read<Table>(apiUrl("tables/sources", { ...period, limit: shownSources }));
  return shown(
    table,
    ({ rows }) => rows.length === 0,
    emptyNote(`Nobody knocked ${words}.`),
    ({ rows }) => countTable("Sources that knocked most", ["Source"], rows, (row) => html`<td>${sourceCell(row)}</td>`),
  );
}

function sourceCell(row: TableEntry): Part {
  const letIn = row.let_in === true ? html` <strong class="alarm">was let in</strong>` : nothing;
  return html`${sourceLink(row.key)}${letIn} ${whoIs({ hostname: row.hostname, country: row.country })}`;
}

function topCountries(context: Context, period: Query): Part {
  const table = context.read<Table>(apiUrl("tables/countries", { ...period, limit: shownRows }));
  return shown(
    table,
    ({ rows }) => rows.length === 0,
    emptyNote("No countries yet."),
    ({ rows }) =>
      countTable(
        "Countries that probes came from",
        ["Country"],
        rows,
        ({ key, name }) =>
          html`<td>${key === "UNKNOWN" ? "Not known" : html`<a href=${linkTo("log", { ...filters(context), country: key })}>${name}</a>`}</td>`,
      ),
  );
}

function week(context: Context, period: Query): Part {
  // Less than a week has hours that it does not have.
  const query =
    ["1h", "24h"].includes(String(period["from"])) && period["to"] === undefined ? { ...period, from: "30d" } : period;
  return shown(context.read<Week>(apiUrl("week", query)), () => false, nothing, heatMap);
}

function latestEpisodes(context: Context, router: Query): Part {
  const page = context.read<EpisodePage>(apiUrl("episodes", { ...router, from: "all", limit: 6 }));
  const empty = emptyNote("No episodes yet.", "Bursts, floods and scans appear here when they are seen.");
  return shown(
    page,
    ({ episodes }) => episodes.length === 0,
    empty,
    ({ episodes }) => html`<ul class="episodes">${episodes.map((episode) => episodeLine(episode, context))}</ul>`,
  );
}

function more(view: string, context: Context): Part {
  return html`<a class="more" href=${linkTo(view, filters(context))}>All</a>`;
}

/** What goes along to another view: the router and the time. */
function filters({ place: { query } }: Context): Readonly<Record<string, string | undefined>> {
  return { router: query["router"], from: query["from"], to: query["to"] };
}
