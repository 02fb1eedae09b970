import { html, type TemplateResult } from "lit-html";
import type { Episode } from "../../../model/web-rows.ts";
import { linkTo } from "../address.ts";
import type { Context } from "../context.ts";
import { moment } from "../parts.ts";
import { badge, storyOf } from "../story.ts";
import { zoneOf } from "./chosen-routers.ts";

/** An episode in one line: when, what kind, what happened. */
export function episodeLine(episode: Episode, context: Context): TemplateResult {
  const isOne = context.overview.routers.length === 1;
  return html`<li class="episode">
    <a class="when" href=${linkTo("episode", { id: episode.id })}>${moment(episode.first_seen, context.nowMs, zoneOf(context, episode.router))}</a>
    ${badge(episode)}
    <span class="story">${storyOf(episode)}${episode.is_open ? html` <strong>Goes on.</strong>` : ""}${isOne ? "" : html` <span class="quiet">${episode.router}</span>`}</span>
  </li>`;
}
