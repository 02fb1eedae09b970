import type { FetchedPage } from "../../model/page.ts";
import type { LogSource } from "../../model/router.ts";
import type { UnifiSettings } from "./options.ts";
import { kindOfPage } from "./page-kind.ts";
import { logRowOf } from "./row.ts";
import { createUnifiSession, type UnifiSession } from "./session.ts";

/** A line to one UniFi gateway. It asks for what came since the last row that is kept, page by page. */
export function openUnifi(router: UnifiSettings, now: () => number): LogSource {
  const session = createUnifiSession(router, now);
  let keptMs: number | undefined;
  let fetchedMs: number | undefined;
  return {
    async fetch(signal) {
      session.begin();
      const page = await readPages({ session, router, signal }, spanSince(keptMs, now()));
      fetchedMs = newestMs(page.body, router) ?? keptMs;
      return page;
    },
    kept: () => {
      keptMs = fetchedMs;
    },
    close: () => session.close(),
  };
}

/** What one pass needs. */
interface Visit {
  readonly session: UnifiSession;
  readonly router: UnifiSettings;
  readonly signal: AbortSignal;
}

/** What is asked for: of which time, and how many rows of it at most. */
interface Span {
  readonly timestampFrom: number;
  readonly timestampTo: number;
  readonly mostPages: number;
}

const rowsPerPage = 100;
/** Rows may come late: so much is asked for again. */
const overlapMs = 10 * 60_000;
/** At first: so far back, and no more rows than are remembered for sure. */
const firstReachMs = 30 * 86_400_000;
const firstPages = 10;
const mostPages = 50;

function spanSince(keptMs: number | undefined, nowMs: number): Span {
  if (keptMs === undefined) return { timestampFrom: nowMs - firstReachMs, timestampTo: nowMs, mostPages: firstPages };
  return { timestampFrom: keptMs - overlapMs, timestampTo: nowMs, mostPages };
}

/** All pages of a span as one; where there are more than wanted, those with the newest rows, at whichever end these are. */
async function readPages(visit: Visit, span: Span): Promise<FetchedPage> {
  const first = await readPage(visit, span, 0);
  const seen = kindOfPage(first.body);
  if (seen.kind !== "log") return first;
  const rest = Array.from({ length: seen.pages - 1 }, (_, index) => index + 1);
  const isNewestFirst = isFalling(seen.rows, visit.router);
  const wanted = isNewestFirst ? rest.slice(0, span.mostPages - 1) : rest.slice(-span.mostPages);
  const isFirstWanted = isNewestFirst || seen.pages <= span.mostPages;
  const rows = isFirstWanted ? [...seen.rows] : [];
  for (const number of wanted) {
    const page = await readPage(visit, span, number);
    const other = kindOfPage(page.body);
    if (other.kind !== "log") return page;
    rows.push(...other.rows);
  }
  return { body: JSON.stringify({ data: rows }), answeredAtMs: first.answeredAtMs };
}

async function readPage({ session, router, signal }: Visit, span: Span, pageNumber: number): Promise<FetchedPage> {
  const { network_path, site, log, trigger_types } = router.options;
  const types = trigger_types.split(",").flatMap((type) => (type.trim() === "" ? [] : [type.trim()]));
  const { timestampFrom, timestampTo } = span;
  const question = {
    timestampFrom,
    timestampTo,
    ...(log === "triggers" && types.length > 0 ? { triggerTypes: types } : {}),
    pageSize: rowsPerPage,
    pageNumber,
  };
  const path = `${network_path}/v2/api/site/${encodeURIComponent(site)}/system-log/${log}`;
  const { body, answeredAtMs, isComplete } = await session.ask(path, question, signal);
  return { body: isComplete ? body : "", answeredAtMs };
}

function isFalling(rows: readonly unknown[], router: UnifiSettings): boolean {
  const times = rows.flatMap((row) => logRowOf(row, router.options).timeMs ?? []);
  return (times[0] ?? 0) >= (times.at(-1) ?? 0);
}

function newestMs(body: string, router: UnifiSettings): number | undefined {
  const seen = kindOfPage(body);
  if (seen.kind !== "log") return undefined;
  return seen.rows
    .map((row) => logRowOf(row, router.options).timeMs)
    .reduce((newest, timeMs) => (timeMs === undefined || timeMs < (newest ?? 0) ? newest : timeMs), undefined);
}
