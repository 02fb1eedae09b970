import { html, nothing } from "lit-html";
import type { EpisodeStory } from "../../../model/page-reader.ts";
import { apiUrl } from "../api.ts";
import type { Context, Page } from "../context.ts";
import { count, counted, duration } from "../format.ts";
import { emptyNote, heading, moment, type Part, shown, sourceLink, whoIs } from "../parts.ts";
import { badge, storyOf } from "../story.ts";
import { kindMeanings, kindNames, severityNames } from "../words.ts";
import { zoneOf } from "./chosen-routers.ts";
import { plainLog } from "./plain-log.ts";

const stateWords = { started: "Began", ongoing: "Went on", ended: "Ended" } as const;

/** One episode from its beginning to its end. */
export function episode(context: Context): Page {
  const id = context.place.query["id"] ?? "";
  const loaded = context.read<EpisodeStory>(apiUrl(`episodes/${encodeURIComponent(id)}`));
  return {
    title: loaded.value === undefined ? "Episode" : kindNames[loaded.value.episode.kind],
    body: html`${shown(
      loaded,
      () => false,
      nothing,
      (story) => whole(story, context),
    )}`,
  };
}

function whole(story: EpisodeStory, context: Context): Part {
  const { episode: told, findings, sources, events, has_more } = story;
  const zone = zoneOf(context, told.router);
  const time = (value: string) => moment(value, context.nowMs, zone);
  const length = Date.parse(told.last_seen) - Date.parse(told.first_seen);
  return html`
    <header class="view-head"><div>
      <h1 tabindex="-1">${kindNames[told.kind]}</h1>
      <p class="quiet">${kindMeanings[told.kind]}</p>
    </div>${badge(told)}</header>
    <p class="lead">${storyOf(told)}</p>
    <dl class="facts">
      <div><dt>First seen</dt><dd>${time(told.first_seen)}</dd></div>
      <div><dt>Last seen</dt><dd>${time(told.last_seen)}${told.is_open ? ", and it goes on" : ""}</dd></div>
      <div><dt>Length</dt><dd>${length < 1000 ? "a moment" : duration(length)}</dd></div>
      <div><dt>Router</dt><dd>${told.router}</dd></div>
      ${told.is_late ? html`<div><dt>Found late</dt><dd>It was too old to raise an alarm when it was found.</dd></div>` : nothing}
    </dl>
    <div class="grid">
      <section>${heading(counted(sources.length, "source"))}<ul class="plain">${sources.map((labels) => html`<li>${sourceLink(labels.source)} ${whoIs(labels)}</li>`)}</ul></section>
      <section>${heading("How it went")}<ol class="plain">${findings.map(
        ({ state, severity, count: value, last_seen }) =>
          html`<li>${time(last_seen)} <strong>${state in stateWords ? stateWords[state as keyof typeof stateWords] : state}</strong>, ${severityNames[severity].toLowerCase()}, ${count(value)} ${told.counted_by}${value === 1 ? "" : "s"}</li>`,
      )}</ol></section>
      <section class="wide">${heading("Its probes")}
        ${events.length === 0 ? emptyNote("Its single probes are not kept any more.") : plainLog(events, context)}
        ${has_more ? html`<p class="quiet">These are the first ${count(events.length)}.</p>` : nothing}
      </section>
    </div>`;
}
