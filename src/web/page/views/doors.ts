import { html, nothing } from "lit-html";
import type { Table } from "../../../model/page-reader.ts";
import { apiUrl } from "../api.ts";
import type { Context, Page } from "../context.ts";
import { counted } from "../format.ts";
import { countTable, doorLink, emptyNote, shown } from "../parts.ts";
import { periodOf, periodWords } from "../range.ts";
import { routerQuery } from "./chosen-routers.ts";
import { mostRows, tableTools } from "./table-tools.ts";
import { viewHead } from "./view-head.ts";

/** What was knocked on. */
export function doors(context: Context): Page {
  const { place } = context;
  const query = { ...periodOf(place), ...routerQuery(context), find: place.query["find"], limit: mostRows };
  const table = context.read<Table>(apiUrl("tables/ports", query));
  const { router, from, to } = place.query;
  return {
    title: "Doors",
    body: html`
      ${viewHead(context, "Doors", "The ports that were knocked on, and what usually stands behind them.")}
      ${tableTools(context, "A port or a name")}
      ${shown(
        table,
        ({ rows }) => rows.length === 0,
        emptyNote(`No door fits ${periodWords(place)}.`),
        ({ rows, probes }) => html`
        <p class="quiet">${counted(rows.length, "door")}, ${counted(probes, "probe")}${rows.length === mostRows ? "; the most frequent are shown" : ""}</p>
        ${countTable("Doors", ["Door", "What it is"], rows, ({ key, name, description }) => html`<td>${doorLink(key, name, { router, from, to })}<div class="narrow-only who">${description ?? nothing}</div></td><td class="quiet wide-only">${description ?? nothing}</td>`)}`,
      )}`,
  };
}
