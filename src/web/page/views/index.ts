import { html } from "lit-html";
import type { View } from "../context.ts";
import { emptyNote, problemNote } from "../parts.ts";
import { overview } from "./overview.ts";

/** Views that come when they are looked at first. */
const later: Readonly<Record<string, () => Promise<View>>> = {
  doors: async () => (await import("./doors.ts")).doors,
  sources: async () => (await import("./sources.ts")).sources,
  source: async () => (await import("./source.ts")).source,
  countries: async () => (await import("./countries.ts")).countries,
  episodes: async () => (await import("./episodes.ts")).episodes,
  episode: async () => (await import("./episode.ts")).episode,
  log: async () => (await import("./log.ts")).log,
  setup: async () => (await import("./setup.ts")).setup,
  tools: async () => (await import("./tools.ts")).tools,
  routers: async () => (await import("./routers.ts")).routers,
};

const there = new Map<string, View>([["overview", overview]]);
const asked = new Set<string>();

/** The view of that name; undefined while it is on its way. */
export function findView(name: string, onArrival: () => void): View | undefined {
  const load = later[name];
  const found = there.get(name) ?? (load === undefined ? unknown : undefined);
  if (found !== undefined || load === undefined || asked.has(name)) return found;
  asked.add(name);
  load()
    .then((view) => there.set(name, view))
    .catch(() => there.set(name, unreachable))
    .finally(() => {
      asked.delete(name);
      if (there.get(name) === unreachable) setTimeout(() => there.delete(name));
      onArrival();
    });
  return undefined;
}

const unknown: View = () => ({
  title: "Not found",
  body: html`<h1 tabindex="-1">Not found</h1>${emptyNote("There is nothing under this address.", html`<a href="#/">Back to the overview</a>`)}`,
});

const unreachable: View = () => ({
  title: "Not loaded",
  body: html`<h1 tabindex="-1">Not loaded</h1>${problemNote("This part of the page could not be loaded. Go to another one and come back.")}`,
});
