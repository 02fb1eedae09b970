import { type FetchedPage, rememberedRows } from "../../model/page.ts";
import type { LogSource } from "../../model/router.ts";
import type { HttpAnswer } from "../http/contract.ts";
import { openVisits, type Visit } from "../http/visits.ts";
import { logRows } from "./log-rows.ts";
import type { DlinkDiSettings } from "./options.ts";

/** One page of the log. */
interface LogPage {
  readonly number: number;
  readonly rows: readonly string[];
  readonly page: FetchedPage;
}

/** Somebody who had most had 37. */
const mostPages = 100;

/**
 * A line to one D-Link DI. Its log grows at the end and is emptied when it is full, so a page that was full never changes: each reading
 * begins with the page that was the last one when the journal got it, as long as that still begins with the same row.
 */
export function openDlinkDi(router: DlinkDiSettings, now: () => number): LogSource {
  let last: LogPage | undefined;
  let fetched: LogPage | undefined;
  const visits = openVisits(router, now, {
    login: "basic",
    read: async (visit) => {
      const first = (await samePage(visit, router, last)) ?? (await firstPage(visit, router));
      const pages = knownAgain(await readOn(visit, router, first), last === undefined);
      fetched = pages.at(-1);
      return { body: pages.map(({ page }) => page.body).join("\n"), answeredAtMs: first.page.answeredAtMs };
    },
  });
  return {
    ...visits,
    kept: () => {
      last = fetched;
    },
  };
}

/** Where nobody knows how far the journal is, no more of the last pages than it would know again. */
function knownAgain(pages: readonly LogPage[], isAfresh: boolean): readonly LogPage[] {
  if (!isAfresh) return pages;
  let rows = 0;
  const older = pages.findLastIndex((page) => {
    rows += page.rows.length;
    return rows > rememberedRows;
  });
  return pages.slice(older + 1);
}

/** The page that was the last one, where it is still there. */
async function samePage(
  visit: Visit,
  router: DlinkDiSettings,
  last: LogPage | undefined,
): Promise<LogPage | undefined> {
  if (last === undefined || last.number === 1) return undefined;
  const again = await furtherPage(visit, router, last.number);
  return again?.rows[0] === last.rows[0] ? again : undefined;
}

/** That page and all behind it. Where there is no further one, routers show nothing, or the last one again. */
async function readOn(visit: Visit, router: DlinkDiSettings, first: LogPage): Promise<readonly LogPage[]> {
  const pages = [first];
  for (let before = first; pages.length < mostPages; ) {
    const next = await furtherPage(visit, router, before.number + 1);
    if (next === undefined || next.rows.length === 0 || next.rows.join("\n") === before.rows.join("\n")) break;
    pages.push(next);
    before = next;
  }
  return pages;
}

async function furtherPage(visit: Visit, router: DlinkDiSettings, number: number): Promise<LogPage | undefined> {
  if (router.options.page_path === "") return undefined;
  const path = router.options.page_path.replaceAll("{page}", String(number));
  const answer = await visit.ask({ method: "GET", path });
  return answer.status === 404 ? undefined : pageOf(visit.check(answer, "the log page"), number, router);
}

async function firstPage(visit: Visit, router: DlinkDiSettings): Promise<LogPage> {
  return pageOf(await visit.page(router.options.log_path, "the log page"), 1, router);
}

function pageOf({ body, answeredAtMs }: HttpAnswer, number: number, router: DlinkDiSettings): LogPage {
  return { number, rows: logRows(body, router), page: { body, answeredAtMs } };
}
