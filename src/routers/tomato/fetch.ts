import { type FetchedPage, rememberedRows } from "../../model/page.ts";
import type { LogSource } from "../../model/router.ts";
import { openVisits, type Visit } from "../http/visits.ts";
import { httpIdIn, readHttpId } from "./http-id.ts";
import { logLines, notTheLog } from "./log-text.ts";
import type { TomatoSettings } from "./options.ts";

/** What a line to a router remembers from one reading to the next. */
interface Memory {
  httpId?: string | undefined;
  /** The newest line that the journal has, and the newest that was read. */
  kept?: string | undefined;
  read?: string | undefined;
}

/** A line to one router with Tomato: the last lines of its log, or all where these do not reach back to one that the journal has. */
export function openTomato(router: TomatoSettings, now: () => number): LogSource {
  const memory: Memory = {};
  const visits = openVisits(router, now, {
    login: "basic",
    read: async (visit) => {
      const { page, lines } = await readLog(visit, router, memory);
      memory.read = lines.at(-1) ?? memory.read;
      return page;
    },
  });
  return {
    ...visits,
    kept: () => {
      memory.kept = memory.read;
    },
  };
}

/** What follows the line that the journal has; without one as many lines as it would know again. */
async function readLog(visit: Visit, router: TomatoSettings, memory: Memory): Promise<Log> {
  const { kept } = memory;
  if (kept === undefined) return askForLog(visit, router, memory, rememberedRows);
  const tail = await askForLog(visit, router, memory, router.options.lines);
  if (tail.lines.includes(kept)) return tail;
  const all = await askForLog(visit, router, memory, "all");
  const lines = all.lines.slice(Math.max(0, all.lines.lastIndexOf(kept)));
  return { ...all, lines, page: { ...all.page, body: lines.map((line) => `${line}\n`).join("") } };
}

interface Log {
  readonly kind: "log";
  readonly page: FetchedPage;
  readonly lines: readonly string[];
}

/** The log, or the page that came in its place. */
type Answer = Log | { readonly kind: "page"; readonly body: string };

/** Asks with the http_id that is known; where the router answers with a page, it may be another one since it started anew. */
async function askForLog(visit: Visit, router: TomatoSettings, memory: Memory, which: number | "all"): Promise<Log> {
  const isRemembered = memory.httpId !== undefined;
  const first = await askOnce(visit, router, memory, which);
  if (first.kind === "log") return first;
  // As a rule it leads back to its first page, which holds the new one.
  memory.httpId = isRemembered ? httpIdIn(first.body) : undefined;
  const second = isRemembered ? await askOnce(visit, router, memory, which) : first;
  if (second.kind === "log") return second;
  memory.httpId = undefined;
  throw notTheLog(second.body, router);
}

async function askOnce(visit: Visit, router: TomatoSettings, memory: Memory, which: number | "all"): Promise<Answer> {
  memory.httpId ??= await readHttpId(visit, router);
  const path = `${router.options.log_path}?which=${which}&_http_id=${memory.httpId}`;
  const { body, answeredAtMs, headers } = await visit.page(path, "the log");
  const isText = headers("content-type")[0]?.startsWith("text/plain") === true;
  return isText ? { kind: "log", page: { body, answeredAtMs }, lines: logLines(body, router) } : { kind: "page", body };
}
