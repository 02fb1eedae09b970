import { html, nothing } from "lit-html";
import type { Table } from "../../../model/page-reader.ts";
import { linkTo } from "../address.ts";
import { apiUrl } from "../api.ts";
import type { Context, Page } from "../context.ts";
import { countTable, emptyNote, loading, problemNote, shown } from "../parts.ts";
import { periodOf, periodWords } from "../range.ts";
import { type World, worldMap } from "../world-map.ts";
import { routerQuery } from "./chosen-routers.ts";
import { viewHead } from "./view-head.ts";

/** Countries there are; a table of all of them is no long one. */
const mostCountries = 300;

/** Where the probes came from: a map, and the same as a table. */
export function countries(context: Context): Page {
  const { place } = context;
  const table = context.read<Table>(
    apiUrl("tables/countries", { ...periodOf(place), ...routerQuery(context), limit: mostCountries }),
  );
  const world = context.read<World>("world.json");
  const { router, from, to } = place.query;
  const logOf = (country: string) => linkTo("log", { router, from, to, country });
  return {
    title: "Countries",
    body: html`
      ${viewHead(context, "Countries", "Where the addresses are registered; whoever sits behind them may be elsewhere.")}
      ${shown(
        table,
        ({ rows }) => rows.length === 0,
        emptyNote(`No probes ${periodWords(place)}.`),
        ({ rows }) => html`
<div class="map-and-table">
        <div>${world.value === undefined ? (world.problem === undefined ? loading() : problemNote(world.problem.message)) : worldMap(world.value, rows, logOf)}</div>
        ${countTable("Countries", ["Country"], rows, ({ key, name }) => html`<td>${key === "UNKNOWN" ? "Not known" : html`<a href=${logOf(key)}>${name}</a>`} <span class="quiet">${key === "UNKNOWN" ? nothing : key}</span></td>`)}</div>`,
      )}`,
  };
}
