import { html, nothing } from "lit-html";
import { linkTo, type Place } from "../address.ts";
import type { Query } from "../api.ts";
import type { Context, Page } from "../context.ts";
import { counted } from "../format.ts";
import { createLogReader, type LogReader } from "../log-reader.ts";
import { emptyNote, loading, moment, type Part, problemNote } from "../parts.ts";
import { periodOf, periodWords } from "../range.ts";
import { routerQuery } from "./chosen-routers.ts";
import { logFilters } from "./log-filters.ts";
import { logRows, watchScrolling } from "./log-rows.ts";
import { viewHead } from "./view-head.ts";

/** Below this the reader looks at the newest rows, and wants those that come. */
const topPx = 80;

let reader: LogReader | undefined;
let readFor = "";
let refreshedFor = "";

/** The log itself: filters, search, and rows without an end. */
export function log(context: Context): Page {
  const { place } = context;
  const query = queryOf(context);
  const key = JSON.stringify(query);
  if (reader === undefined || readFor !== key) {
    reader?.stop();
    readFor = key;
    reader = createLogReader(query, context.redraw);
  }
  watchScrolling(context.redraw);
  const newest = context.arrived[0]?.id ?? "";
  const isFollowing = place.query["to"] === undefined && scrollY < topPx;
  if (newest !== refreshedFor && isFollowing && !reader.isLoading) {
    refreshedFor = newest;
    void reader.refresh();
  }
  return {
    title: "Log",
    body: html`
      ${viewHead(context, "Log", "Every probe that is kept, the newest first.")}
      ${logFilters(context)}
      ${list(context, reader)}`,
  };
}

function list(context: Context, { rows, isLoading, isAtEnd, searchedBackTo, problem, more }: LogReader): Part {
  const { place, nowMs } = context;
  if (rows.length === 0 && isLoading) return loading();
  const foundNone = html`${emptyNote(`No probe fits ${periodWords(place)}.`, isFiltered(place) ? html`<a href=${linkTo("log", { from: place.query["from"], to: place.query["to"] })}>Without filters</a>` : nothing)}`;
  const searched = searchedBackTo === undefined ? nothing : html` Searched back to ${moment(searchedBackTo, nowMs)}.`;
  return html`
    ${rows.length === 0 ? (isAtEnd ? foundNone : nothing) : logRows(context, rows, isAtEnd, more)}
    ${problem === undefined ? nothing : problemNote(problem.message)}
    <p class="quiet log-end" role=${isAtEnd ? "status" : nothing}>${
      isAtEnd
        ? rows.length === 0
          ? ""
          : `${counted(rows.length, "row")}, and that is all.`
        : html`${isLoading ? "Reading on…" : html`<button @click=${more}>Read on</button>`}${rows.length === 0 ? searched : nothing}`
    }</p>`;
}

function queryOf(context: Context): Query {
  const { source, port, protocol, country, asn, find, class: kind } = context.place.query;
  return {
    ...periodOf(context.place),
    ...routerQuery(context),
    source,
    port,
    protocol,
    country,
    asn,
    find,
    class: kind,
  };
}

function isFiltered({ query }: Place): boolean {
  return Object.keys(query).some((key) => key !== "from" && key !== "to");
}
