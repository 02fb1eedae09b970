import { html, nothing, type TemplateResult } from "lit-html";
import { linkTo, withQuery } from "./address.ts";
import type { Context, Page } from "./context.ts";
import { when } from "./format.ts";
import type { Part } from "./parts.ts";
import { visible } from "./text.ts";
import { setTheme, themeNow, themes } from "./theme.ts";

const views = [
  ["overview", "Overview"],
  ["episodes", "Episodes"],
  ["sources", "Sources"],
  ["doors", "Doors"],
  ["countries", "Countries"],
  ["log", "Log"],
  ["routers", "Routers"],
  ["tools", "Tools"],
] as const;

/** The program is back within a second or two, and the browser tries every three. */
const takeUpMs = 20_000;
/** How long it is told that a configuration is in use. */
const newsMs = 60_000;

/** Where a view is found whose name is not in the navigation. */
const homes: Readonly<Record<string, string>> = { source: "sources", episode: "episodes", setup: "routers" };

/** What stands around every view. */
export function shell(context: Context, page: Page): TemplateResult {
  return html`
    <a class="skip" href="#main" @click=${skip}>To the content</a>
    <header class="top">
      <a class="name" href="#/"><img src="icon.svg" alt="" width="28" height="28"> Who's Knocking?</a>
      ${navigation(context)}
      <div class="side">${routerChoice(context)}${themeButton(context)}${connection(context)}</div>
    </header>
    ${notices(context)}
    <main id="main" tabindex="-1">${page.body}</main>
    <footer class="bottom quiet">Who's Knocking? ${context.info.version} · Countries: IP2Location LITE · Map: Natural Earth</footer>
    <p class="hidden" role="status">${announcement(context)}</p>`;
}

function navigation({ place }: Context): TemplateResult {
  const here = homes[place.view] ?? place.view;
  const { router, from, to } = place.query;
  return html`<nav class="views" aria-label="Views">${views.map(
    ([view, name]) =>
      html`<a href=${linkTo(view, { router, from, to })} aria-current=${view === here ? "page" : nothing}>${name}</a>`,
  )}</nav>`;
}

/** One router or all, where there are several. */
function routerChoice(context: Context): Part {
  const { overview, place } = context;
  if (overview.routers.length < 2) return nothing;
  const choose = ({ currentTarget }: Event) => {
    if (currentTarget instanceof HTMLSelectElement) context.go(withQuery(place, { router: currentTarget.value }));
  };
  return html`<label><span class="hidden">Router</span><select @change=${choose}>
    <option value="" .selected=${place.query["router"] === undefined}>All routers</option>
    ${overview.routers.map(({ name }) => html`<option value=${name} .selected=${name === place.query["router"]}>${name}</option>`)}
  </select></label>`;
}

function themeButton({ redraw }: Context): TemplateResult {
  const theme = themeNow();
  const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? "system";
  const names = { system: "Light or dark as the system", light: "Light", dark: "Dark" };
  const change = () => {
    setTheme(next);
    redraw();
  };
  return html`<button class="icon" @click=${change} title=${names[theme]} aria-label=${`Appearance: ${names[theme]}. Change to: ${names[next]}`}>
    <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true" data-theme-icon=${theme}><circle cx="10" cy="10" r="7" fill="none" stroke="currentColor" stroke-width="1.6"></circle><path d="M10 3a7 7 0 0 1 0 14z" fill="currentColor"></path></svg>
  </button>`;
}

function connection({ live, nowMs }: Context): TemplateResult {
  const { isOpen, lostAtMs } = live.connection;
  const words = isOpen ? "Live" : lostAtMs === undefined ? "Connecting" : `Connection lost ${when(lostAtMs, nowMs)}`;
  return html`<span class="connection" data-open=${isOpen}>${words}</span>`;
}

function notices(context: Context): Part {
  const { live, nowMs, info, place } = context;
  const { lostAtMs } = live.connection;
  const told = [
    ...(lostAtMs === undefined || isTakingUp(context)
      ? []
      : [
          html`<p class="notice" data-kind="stale">Not live since ${when(lostAtMs, nowMs)}: what you see may be old. The page comes back by itself.</p>`,
        ]),
    ...configNotices(context),
    ...(info.is_demo && place.view !== "setup"
      ? [html`<p class="notice">This is a demo with a make-believe router. <a href="#/setup">Set up your own</a></p>`]
      : []),
  ];
  return told.length === 0 ? nothing : html`<section aria-label="Notices">${told}</section>`;
}

/** A moment's absence was announced; a longer one is a loss. */
function isTakingUp({ live, nowMs }: Context): boolean {
  return live.config?.state === "taken_up" && nowMs - (live.connection.lostAtMs ?? nowMs) < takeUpMs;
}

/** What becomes of a configuration that was written here or elsewhere. */
function configNotices(context: Context): readonly TemplateResult[] {
  const { live, nowMs } = context;
  if (isTakingUp(context))
    return [
      html`<p class="notice">The program begins anew with the new configuration. The page comes back by itself.</p>`,
    ];
  if (live.config?.state === "refused")
    return [
      html`<div class="notice" data-kind="stale"><p>The configuration was read again and cannot be used; everything goes on as before.</p>
        <ul>${live.config.problems?.map((problem) => html`<li>${visible(problem)}</li>`)}</ul></div>`,
    ];
  const isNew = live.takenUpAtMs !== undefined && nowMs - live.takenUpAtMs < newsMs;
  return isNew ? [html`<p class="notice">The new configuration is in use.</p>`] : [];
}

/** Only what changes rarely is said aloud: an attack, a line that is lost, and what became of a configuration. */
function announcement(context: Context): string {
  const { overview, live } = context;
  if (isTakingUp(context)) return "The program begins anew with the new configuration.";
  if (live.connection.lostAtMs !== undefined) return "The connection is lost.";
  const attacked = overview.routers.filter(({ state }) => state?.under_attack === true).map(({ name }) => name);
  return attacked.length === 0 ? "" : `Under attack: ${attacked.join(", ")}.`;
}

/** The hash is the view's: the jump is made by hand. */
function skip(event: Event): void {
  event.preventDefault();
  document.querySelector<HTMLElement>("#main")?.focus();
}
