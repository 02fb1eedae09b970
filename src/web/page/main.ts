import { html, render, type TemplateResult } from "lit-html";
import type { Info, Overview } from "../../model/web.ts";
import type { LogRow } from "../../model/web-rows.ts";
import { type Place, placeOf } from "./address.ts";
import type { Session } from "./answers.ts";
import { apiUrl, get, Problem } from "./api.ts";
import type { Context, Page, View } from "./context.ts";
import { type Live, listen } from "./live.ts";
import { loginForm } from "./login.ts";
import { loading, problemNote } from "./parts.ts";
import { shell } from "./shell.ts";
import { createStore } from "./store.ts";
import { findView } from "./views/index.ts";

/** How often the program's news make the page ask again, at most. */
const refreshMs = 2000;

/** How often the page is drawn anew for its clock ("4 min ago"). */
const clockMs = 30_000;

/** How many rows that came are kept for the log. */
const mostArrived = 500;

const root = document.querySelector<HTMLElement>("#app") ?? document.body;
const store = createStore(redraw);
let session: Session | undefined;
let info: Info | undefined;
let live: Live | undefined;
let problem: Problem | undefined;
let arrived: readonly LogRow[] = [];
let isDrawing = false;
let isRefreshing = false;
let shownView = "";

/** Draws once, however often it is asked for before the browser's next frame. */
function redraw(): void {
  if (isDrawing) return;
  isDrawing = true;
  queueMicrotask(() => {
    isDrawing = false;
    draw();
  });
}

function draw(): void {
  const overview = live?.overview;
  if (problem !== undefined || session?.is_open === false)
    render(problem === undefined ? loginForm(() => void start()) : failed(problem), root);
  else if (session === undefined || info === undefined || live === undefined || overview === undefined)
    render(loading(), root);
  else drawView({ session, info, live, overview });
}

function failed({ message }: Problem): TemplateResult {
  return html`<main class="alone">${problemNote(message)}<button @click=${start}>Try again</button></main>`;
}

function drawView(known: Pick<Context, "session" | "info" | "live" | "overview">): void {
  const place = placeOf(location.hash);
  const context: Context = {
    place,
    nowMs: Date.now(),
    ...known,
    read: store.read,
    arrived,
    redraw,
    refresh: store.invalidate,
    go,
  };
  const page = pageOf(context);
  document.title = `${page.title} · Who's Knocking?`;
  render(shell(context, page), root);
  store.endDrawing();
  arrive(place);
}

/** Another view begins at its top, and whoever hears it hears its heading first; once it is there. */
function arrive({ view, query }: Place): void {
  const name = `${view} ${query["id"] ?? query["address"] ?? ""}`;
  const heading = root.querySelector<HTMLElement>("main h1");
  if (heading === null || shownView === name) return;
  if (shownView !== "") heading.focus({ preventScroll: true });
  scrollTo(0, 0);
  root.querySelector(".views [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  shownView = name;
}

function pageOf(context: Context): Page {
  const view: View | undefined = findView(context.place.view, redraw);
  return view === undefined ? { title: "Loading", body: loading() } : view(context);
}

function go(hash: string, isStep = true): void {
  if (isStep) location.hash = hash;
  else {
    history.replaceState(undefined, "", hash);
    redraw();
  }
}

/** The figures are asked for again, soon, and once for all news that came meanwhile; not while nobody looks. */
function refreshSoon(): void {
  if (isRefreshing) return;
  isRefreshing = true;
  setTimeout(() => {
    isRefreshing = false;
    if (document.visibilityState === "visible") store.invalidate();
  }, refreshMs);
}

async function start(): Promise<void> {
  problem = undefined;
  redraw();
  try {
    session = await get<Session>(apiUrl("session"));
    if (!session.is_open) return redraw();
    const overview = await lookAround();
    live ??= listen({
      onChange: redraw,
      onRows: refreshSoon,
      onProbes: (rows) => {
        arrived = [...rows, ...arrived].slice(0, mostArrived);
      },
      onReturn: () => void lookAgain(),
      onRefused: () => void lookAgain(),
      onOtherVersion: () => location.reload(),
    });
    live.begin(overview);
  } catch (error) {
    problem = error instanceof Problem ? error : new Problem(0, String(error), error);
    redraw();
  }
}

/** What the program is, and how things stand. */
async function lookAround(): Promise<Overview> {
  const [told, overview] = await Promise.all([get<Info>(apiUrl("info")), get<Overview>(apiUrl("overview"))]);
  info = told;
  return overview;
}

/** Whether we may still come in, and everything anew; what is shown stays while nobody answers. */
async function lookAgain(): Promise<void> {
  try {
    session = await get<Session>(apiUrl("session"));
    if (session.is_open) live?.begin(await lookAround());
    store.invalidate();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
  }
}

addEventListener("hashchange", redraw);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") store.invalidate();
});
setInterval(redraw, clockMs);
root.replaceChildren();
void start();
