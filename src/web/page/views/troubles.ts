import { html, nothing } from "lit-html";
import { linkTo } from "../address.ts";
import type { Context } from "../context.ts";
import { moment, type Part } from "../parts.ts";
import { visible } from "../text.ts";
import { chosenRouters } from "./chosen-routers.ts";

/** Routers that cannot be read, or are paused: why what is shown may be old. */
export function troubles(context: Context): Part {
  const lines = chosenRouters(context).flatMap(({ name, reading, state }) => {
    const link = html`<a href=${linkTo("routers")}>${name}</a>`;
    if (reading.is_readable === false) {
      const since = reading.since === undefined ? nothing : html` since ${moment(reading.since, context.nowMs)}`;
      return [
        html`<p class="trouble">${link} cannot be read${since}: ${visible(reading.problem ?? "no reason is known")}</p>`,
      ];
    }
    return state?.paused === true ? [html`<p class="trouble">${link} is paused: its log is not read.</p>`] : [];
  });
  return html`${lines}`;
}
