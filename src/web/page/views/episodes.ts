import { html, nothing } from "lit-html";
import type { EpisodePage } from "../../../model/page-reader.ts";
import { withQuery } from "../address.ts";
import { apiUrl } from "../api.ts";
import type { Context, Page } from "../context.ts";
import { emptyNote, type Part, shown } from "../parts.ts";
import { periodOf, periodWords } from "../range.ts";
import { kindMeanings, kindNames, severityNames } from "../words.ts";
import { routerQuery } from "./chosen-routers.ts";
import { findingKinds } from "./episode-kinds.ts";
import { episodeLine } from "./episode-line.ts";
import { viewHead } from "./view-head.ts";

const otherwise = "7d";
const rowsAtFirst = 100;
const mostRows = 1000;

/** What the detectors saw. */
export function episodes(context: Context): Page {
  const { query } = context.place;
  const limit = Math.min(mostRows, Number(query["limit"] ?? rowsAtFirst) || rowsAtFirst);
  const filter = { kind: query["kind"], severity: query["severity"], open: query["open"] };
  const page = context.read<EpisodePage>(
    apiUrl("episodes", { ...periodOf(context.place, otherwise), ...routerQuery(context), ...filter, limit }),
  );
  const empty = emptyNote(
    `No episodes ${periodWords(context.place, otherwise)}.`,
    "That is good news, unless a filter hides them.",
  );
  return {
    title: "Episodes",
    body: html`
      ${viewHead(context, "Episodes", "What single probes add up to: each has a beginning and an end.", otherwise)}
      ${filters(context)}
      ${shown(
        page,
        (value) => value.episodes.length === 0,
        empty,
        ({ episodes: rows, next }) => html`
        <ul class="episodes">${rows.map((episode) => episodeLine(episode, context))}</ul>
        ${next === undefined || limit === mostRows ? nothing : html`<p><a class="button" href=${withQuery(context.place, { limit: Math.min(mostRows, limit * 3) })}>Show more</a></p>`}`,
      )}`,
  };
}

function filters({ place, go }: Context): Part {
  const change = (key: string) => (event: Event) => {
    if (event.currentTarget instanceof HTMLSelectElement)
      go(withQuery(place, { [key]: event.currentTarget.value, limit: undefined }));
  };
  const select = (key: string, label: string, options: readonly (readonly [string, string])[]) => html`<label>${label}
    <select @change=${change(key)}>${options.map(([value, name]) => html`<option value=${value} .selected=${value === (place.query[key] ?? "")}>${name}</option>`)}</select></label>`;
  const kind = findingKinds.find((known) => known === place.query["kind"]);
  return html`<div class="row tools">
    ${select("kind", "Kind", [["", "All"], ...findingKinds.map((known) => [known, kindNames[known]] as const)])}
    ${select("severity", "At least", [["", "Any severity"], ...Object.entries(severityNames).slice(1)])}
    ${select("open", "State", [
      ["", "All"],
      ["true", "Going on"],
    ])}
  </div>${kind === undefined ? nothing : html`<p class="quiet">${kindNames[kind]}: ${kindMeanings[kind]}.</p>`}`;
}
