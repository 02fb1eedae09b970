import { html, nothing } from "lit-html";
import type { LogRow } from "../../../model/web-rows.ts";
import { linkTo, withQuery } from "../address.ts";
import type { Context } from "../context.ts";
import { exact } from "../format.ts";
import { windowOf } from "../log-window.ts";
import { moment, type Part, sourceLink, strange, whoIs } from "../parts.ts";
import { zoneOf } from "./chosen-routers.ts";
import { doorOf, outcomeOf, timesOf } from "./log-words.ts";
import { showRow } from "./row-dialog.ts";

/** Height of a row in rem, as views.css has it: one line, and two on a phone. */
const rowRem = 2.25;
const narrowRowRem = 5;
const narrow = matchMedia("(max-width: 48rem)");

/** So near the end of what was read the next page is asked for. */
const nearEndRows = 120;

let isWatching = false;
let isDue = false;

/** Draws anew while the reader scrolls; once a frame, and only while there is a log. */
export function watchScrolling(redraw: () => void): void {
  if (isWatching) return;
  isWatching = true;
  const look = () => {
    if (isDue || document.querySelector(".log") === null) return;
    isDue = true;
    requestAnimationFrame(() => {
      isDue = false;
      redraw();
    });
  };
  addEventListener("scroll", look, { passive: true });
  addEventListener("resize", look, { passive: true });
}

/** The rows that can be seen, with room for the others before and after them. */
export function logRows(context: Context, rows: readonly LogRow[], isAtEnd: boolean, more: () => void): Part {
  const rowPx =
    (narrow.matches ? narrowRowRem : rowRem) * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const top = document.querySelector(".log-body")?.getBoundingClientRect().top ?? 0;
  const { first, end, before, after } = windowOf(rows.length, rowPx, top, innerHeight);
  if (rows.length - end < nearEndRows && !isAtEnd) queueMicrotask(more);
  const isOne = context.overview.routers.length === 1;
  return html`<div class="log" role="table" aria-label="Log" aria-rowcount=${isAtEnd ? rows.length + 1 : -1} ?data-one=${isOne}>
    <div role="rowgroup"><div role="row" class="log-row log-head" aria-rowindex="1">
      <span role="columnheader">Time</span><span role="columnheader">Source</span><span role="columnheader">Who</span><span role="columnheader">Door</span>
      <span role="columnheader">Outcome</span>${isOne ? nothing : html`<span role="columnheader">Router</span>`}<span role="columnheader"><span class="hidden">Details</span></span>
    </div></div>
    <div class="log-body" role="rowgroup" .style=${`padding-block: ${before}px ${after}px`}>
      ${rows.slice(first, end).map((row, index) => line(row, first + index + 2, isOne, context))}
    </div>
  </div>`;
}

function line(row: LogRow, index: number, isOne: boolean, context: Context): Part {
  const { place, nowMs } = context;
  const { source, time, router } = row;
  const narrowed = row.port === undefined ? undefined : withQuery(place, { port: row.port, protocol: row.protocol });
  return html`<div role="row" class="log-row" aria-rowindex=${index}>
    <span role="cell" class="log-time">${moment(time, nowMs, zoneOf(context, router))}<span class="quiet">${exact(Date.parse(time)).slice(-3)}</span></span>
    <span role="cell" class="log-source">${source === undefined ? "not told" : sourceLink(source)}</span>
    <span role="cell" class="log-who">${whoIs({ hostname: row.hostname, network: row.network, country: row.country })}</span>
    <span role="cell" class="log-door">${narrowed === undefined ? doorOf(row) : html`<a href=${narrowed}>${doorOf(row)}</a>`}</span>
    <span role="cell" class="log-outcome">${outcomeOf(row)}${timesOf(row)}</span>
    ${isOne ? nothing : html`<span role="cell" class="log-router"><a href=${linkTo("log", { ...place.query, router })}>${strange(router)}</a></span>`}
    <span role="cell" class="log-more"><button class="icon" aria-label="All that the log tells of it" title="All that the log tells of it" @click=${() => showRow(row, zoneOf(context, router))}>…</button></span>
  </div>`;
}
