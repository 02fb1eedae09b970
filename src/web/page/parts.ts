import { html, nothing, type TemplateResult } from "lit-html";
import type { SourceLabels, TableEntry } from "../../model/page-reader.ts";
import { linkTo } from "./address.ts";
import { ago, count, exact, percent, when } from "./format.ts";
import type { Loaded } from "./store.ts";
import { visible } from "./text.ts";

export type Part = TemplateResult | typeof nothing;

/** What a stranger wrote: as text that stands by itself, whatever its direction of writing. */
export function strange(text: string): TemplateResult {
  return html`<bdi>${visible(text)}</bdi>`;
}

/** A moment in the viewer's zone; on hover, and for programs, exactly, and by the router's clock. */
export function moment(time: string | number, nowMs: number, zone?: string, isAgo = false): TemplateResult {
  const timeMs = typeof time === "number" ? time : Date.parse(time);
  const routers = zone === undefined ? "" : ` (router's clock: ${exact(timeMs, zone)})`;
  const words = isAgo ? ago(timeMs, nowMs) : when(timeMs, nowMs);
  return html`<time datetime=${new Date(timeMs).toISOString()} title=${`${exact(timeMs)}${routers}`}>${words}</time>`;
}

/** An address that leads to its whole history. */
export function sourceLink(address: string): TemplateResult {
  return html`<a class="address" href=${linkTo("source", { address })}>${strange(address)}</a>`;
}

/** What is known of an address, as tables, rows and histories have it. */
export type Who = {
  readonly [Key in "hostname" | "network" | "asn" | "country" | "country_name"]?: SourceLabels[Key] | undefined;
};

/** Who an address is, as far as that is known: name, network, country. */
export function whoIs(labels: Who): Part {
  const { hostname, network, asn, country, country_name } = labels;
  const parts = [
    hostname === undefined ? undefined : strange(hostname),
    network === undefined ? (asn === undefined ? undefined : html`AS${asn}`) : strange(network),
    country_name === undefined && country === undefined ? undefined : html`${country_name ?? country}`,
  ].filter((part) => part !== undefined);
  if (parts.length === 0) return nothing;
  return html`<span class="who">${parts.map((part, index) => html`${index === 0 ? "" : " · "}${part}`)}</span>`;
}

/** What tables call a port that has no name begins so. */
const nameless = "unknown(";

/** `udp/137` and its name: a door that leads to the log of its probes. */
export function doorLink(
  key: string,
  name: string | undefined,
  query: Readonly<Record<string, string | undefined>> = {},
): TemplateResult {
  const [protocol, port] = key.split("/");
  const words =
    name === undefined || name === key || name.startsWith(nameless)
      ? nothing
      : html` <span class="quiet">${strange(name)}</span>`;
  return html`<a href=${linkTo("log", { ...query, protocol, port })}><span class="door">${strange(key)}</span></a>${words}`;
}

/**
 * A table of counts, each row with a bar as long as its share of the largest. On a narrow screen only the first column is there: its cell
 * has to say what matters of the others.
 */
export function countTable(
  caption: string,
  heads: readonly string[],
  rows: readonly TableEntry[],
  cells: (row: TableEntry) => TemplateResult,
): TemplateResult {
  const largest = Math.max(1, ...rows.map((row) => row.count));
  return html`<table class="counts">
    <caption class="hidden">${caption}</caption>
    <thead><tr>${heads.map((head, index) => html`<th scope="col" class=${index === 0 ? nothing : "wide-only"}>${head}</th>`)}<th scope="col" class="number">Probes</th><th scope="col" class="number">Share</th></tr></thead>
    <tbody>${rows.map(
      (row) => html`<tr class="bar" .style=${`--part: ${((100 * row.count) / largest).toFixed(2)}%`}>
        ${cells(row)}<td class="number">${count(row.count)}</td><td class="number quiet">${percent(row.share)}</td>
      </tr>`,
    )}</tbody>
  </table>`;
}

/** What was asked for, or in its place that it is under way, that there is nothing, or what went wrong. */
export function shown<T>(
  loaded: Loaded<T>,
  isEmpty: (value: T) => boolean,
  empty: Part,
  show: (value: T) => Part,
): Part {
  const { value, problem, isOther } = loaded;
  if (value === undefined) return problem === undefined ? loading() : problemNote(problem.message);
  const note = problem === undefined ? nothing : html`<p class="note">Not up to date: ${problem.message}</p>`;
  return html`<div class="answer" ?data-old=${isOther} aria-busy=${isOther}>${note}${isEmpty(value) ? empty : show(value)}</div>`;
}

export function loading(): TemplateResult {
  return html`<div class="loading"><span class="hidden">Loading</span></div>`;
}

/** There is nothing to show, and why that may be. */
export function emptyNote(sentence: string, more: Part | string = nothing): TemplateResult {
  return html`<div class="empty"><p>${sentence}</p>${more === nothing ? nothing : html`<p class="quiet">${more}</p>`}</div>`;
}

export function problemNote(message: string): TemplateResult {
  return html`<div class="problem" role="alert"><p>${visible(message)}</p></div>`;
}

/** Some choices of which one holds, each a link, so that it can be gone back to. */
export function choices(
  label: string,
  options: readonly { readonly name: string; readonly href: string; readonly isChosen: boolean }[],
): TemplateResult {
  return html`<nav class="choices" aria-label=${label}>${options.map(
    ({ name, href, isChosen }) => html`<a href=${href} aria-current=${isChosen ? "true" : nothing}>${name}</a>`,
  )}</nav>`;
}

/** A heading with what stands beside it. */
export function heading(title: string, aside: Part = nothing): TemplateResult {
  return html`<header class="heading"><h2>${title}</h2>${aside}</header>`;
}
