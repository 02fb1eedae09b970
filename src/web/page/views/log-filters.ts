import { html, nothing } from "lit-html";
import { linkTo, withQuery } from "../address.ts";
import type { Context } from "../context.ts";
import type { Part } from "../parts.ts";

/** How long after the last letter a search begins. */
const typingMs = 350;

const protocols = ["tcp", "udp", "icmp", "ipv6-icmp"] as const;
const classes = [
  ["", "Probes"],
  ["admitted", "Let in"],
  ["both", "Both"],
] as const;

/** Whether the filters are shown where there is little room. */
let isOpen = false;
let typing: ReturnType<typeof setTimeout> | undefined;

/** What the log can be narrowed down by; all of it is in the address. */
export function logFilters({ place, go, redraw }: Context): Part {
  const { query } = place;
  const set =
    (key: string, isStep = true) =>
    (event: Event) => {
      const { currentTarget } = event;
      if (!(currentTarget instanceof HTMLInputElement || currentTarget instanceof HTMLSelectElement)) return;
      const value = currentTarget.value.trim();
      clearTimeout(typing);
      if (isStep) return go(withQuery(place, { [key]: value }));
      typing = setTimeout(() => go(withQuery(place, { [key]: value }), false), typingMs);
    };
  const text = (key: string, label: string, hint: string, size: number) => html`<label>${label}
    <input .value=${query[key] ?? ""} size=${size} placeholder=${hint} @change=${set(key)} maxlength="100" autocomplete="off" spellcheck="false"></label>`;
  const toggle = () => {
    isOpen = !isOpen;
    redraw();
  };
  const isFiltered = ["source", "port", "protocol", "country", "asn", "find", "class"].some(
    (key) => query[key] !== undefined,
  );
  return html`<form class="row tools" role="search" @submit=${(event: Event) => event.preventDefault()}>
    <label class="grow">Search <input type="search" .value=${query["find"] ?? ""} placeholder="Host, network, country, service, rule" @input=${set("find", false)} maxlength="200"></label>
    <button class="narrow-only toggle" aria-expanded=${isOpen} aria-controls="log-filters" @click=${toggle}>${isOpen ? "Fewer filters" : "Filters"}</button>
    <div id="log-filters" class="row" ?data-open=${isOpen}>
    ${text("source", "Source", "203.0.113.0/24", 16)}
    ${text("port", "Port", "23", 5)}
    <label>Protocol <select @change=${set("protocol")}><option value="">Any</option>${protocols.map(
      (name) => html`<option .selected=${name === query["protocol"]}>${name}</option>`,
    )}</select></label>
    ${text("country", "Country", "MX", 5)}
    <label>Show <select @change=${set("class")}>${classes.map(
      ([value, name]) => html`<option value=${value} .selected=${value === (query["class"] ?? "")}>${name}</option>`,
    )}</select></label>
    ${isFiltered ? html`<a class="button" href=${linkTo("log", { router: query["router"], from: query["from"], to: query["to"] })}>Clear</a>` : nothing}
    </div>
  </form>`;
}
