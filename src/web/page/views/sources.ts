import { html, nothing } from "lit-html";
import type { Table, TableEntry } from "../../../model/page-reader.ts";
import { linkTo, withQuery } from "../address.ts";
import { apiUrl } from "../api.ts";
import type { Context, Page } from "../context.ts";
import { counted } from "../format.ts";
import { choices, countTable, emptyNote, type Part, shown, sourceLink, strange, whoIs } from "../parts.ts";
import { periodOf, periodWords } from "../range.ts";
import { routerQuery } from "./chosen-routers.ts";
import { mostRows, tableTools } from "./table-tools.ts";
import { viewHead } from "./view-head.ts";

/** How sources can be looked at together. */
const groupings = [
  ["sources", "Addresses"],
  ["networks", "Networks"],
  ["domains", "Domains"],
  ["top_level_domains", "Top-level domains"],
] as const;

/** Who knocked: by address, or by what addresses belong to. */
export function sources(context: Context): Page {
  const { place } = context;
  const by = groupings.find(([kind]) => kind === place.query["by"])?.[0] ?? "sources";
  const query = { ...periodOf(place), ...routerQuery(context), find: place.query["find"], limit: mostRows };
  const table = context.read<Table>(apiUrl(`tables/${by}`, query));
  return {
    title: "Sources",
    body: html`
      ${viewHead(context, "Sources", "Who knocked: addresses, and what they belong to.")}
      <div class="bar-of-tools">
        ${choices(
          "By",
          groupings.map(([kind, name]) => ({
            name,
            href: withQuery(place, { by: kind === "sources" ? undefined : kind, find: undefined }),
            isChosen: kind === by,
          })),
        )}
        ${tableTools(context, by === "sources" ? "An address" : "A name")}
      </div>
      ${shown(
        table,
        ({ rows }) => rows.length === 0,
        emptyNote(`Nobody fits ${periodWords(place)}.`),
        ({ rows, probes }) => html`
        <p class="quiet">${counted(rows.length, "row")}, ${counted(probes, "probe")}${rows.length === mostRows ? "; the most frequent are shown" : ""}</p>
        ${by === "sources" ? addresses(rows) : groups(rows, context)}`,
      )}`,
  };
}

function addresses(rows: readonly TableEntry[]): Part {
  return countTable(
    "Sources",
    ["Address", "Host name", "Network", "Country"],
    rows,
    ({
      key,
      hostname,
      network,
      country_name,
      country,
      let_in,
    }) => html`<td>${sourceLink(key)}${let_in === true ? html` <strong class="alarm">was let in</strong>` : nothing}
        <div class="narrow-only">${whoIs({ hostname, network, country, country_name })}</div></td>
      <td class="quiet wide-only">${hostname === undefined ? nothing : strange(hostname)}</td>
      <td class="quiet wide-only">${network === undefined ? nothing : strange(network)}</td>
      <td class="quiet wide-only">${country_name ?? country ?? nothing}</td>`,
  );
}

function groups(rows: readonly TableEntry[], { place }: Context): Part {
  const { router, from, to } = place.query;
  return countTable("Sources", ["Name"], rows, ({ key, name }) => {
    const find = key === "UNKNOWN" ? undefined : name;
    const words =
      key === "UNKNOWN"
        ? html`Not known`
        : html`${strange(name)}${name === key ? nothing : html` <span class="quiet">${key}</span>`}`;
    const asn = /^AS(\d+)$/.exec(key)?.[1];
    const href = linkTo("log", { router, from, to, ...(asn === undefined ? { find } : { asn }) });
    return html`<td>${find === undefined ? words : html`<a href=${href}>${words}</a>`}</td>`;
  });
}
