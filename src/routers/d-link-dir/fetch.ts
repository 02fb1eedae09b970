import { RetryableError } from "../../errors.ts";
import { rememberedRows } from "../../model/page.ts";
import type { LogSource } from "../../model/router.ts";
import { openVisits, type Visit } from "../http/visits.ts";
import { kindOfPage, type LogPage } from "./log-page.ts";
import { logIn } from "./login.ts";
import type { DlinkDirSettings } from "./options.ts";
import { packPages } from "./pages.ts";
import { requireLog } from "./parse.ts";
import { turnBack, turnPage } from "./turn-page.ts";

/** One page, and what came with it. */
interface SeenPage {
  readonly log: LogPage;
  readonly body: string;
  readonly answeredAtMs: number;
}

/** Others of the maker say that theirs hold 400 rows. */
const mostPages = 100;

/**
 * A line to one D-Link DIR. Which page of the log is shown is the router's own state, the same for everybody: a reading begins at the
 * newest page, turns on until it meets a row that the journal has, and leaves the router at the page where it was.
 */
export function openDlinkDir(router: DlinkDirSettings, now: () => number): LogSource {
  let newest: string | undefined;
  let fetchedNewest: string | undefined;
  const visits = openVisits(router, now, {
    login: "form",
    read: async (visit) => {
      const pages = await readPages(visit, router, newest);
      fetchedNewest = pages[0]?.log.rows[0] ?? newest;
      if (router.options.logout_path !== "") await visit.leave(router.options.logout_path);
      return { body: packPages(pages.map(({ body }) => body)), answeredAtMs: pages[0]?.answeredAtMs ?? now() };
    },
  });
  return {
    ...visits,
    kept: () => {
      newest = fetchedNewest;
    },
  };
}

async function readPages(
  visit: Visit,
  router: DlinkDirSettings,
  known: string | undefined,
): Promise<readonly SeenPage[]> {
  const found = await enter(visit, router);
  let at = found.log.current;
  try {
    const pages = [found.log.current === 1 ? found : await turnTo(1, "first")];
    for (let last = pages[0]; last !== undefined && pages.length < mostPages; last = pages.at(-1)) {
      const rows = pages.reduce((sum, { log }) => sum + log.rows.length, 0);
      const isMet = known === undefined ? rows >= rememberedRows - last.log.rows.length : last.log.rows.includes(known);
      if (isMet || last.log.current >= last.log.total) break;
      pages.push(await turnTo(last.log.current + 1, "next"));
    }
    return pages;
  } finally {
    await turnBack(visit, at, found.log.current);
  }

  async function turnTo(number: number, which: "first" | "next"): Promise<SeenPage> {
    await turnPage(visit, which);
    at = number;
    const seen = await look(visit, router);
    if (seen.log.current === number) return seen;
    at = found.log.current;
    throw new RetryableError("somebody else turns the pages of the router's log: it is read again", {
      facts: { router: router.name, url: router.url, page: number, shown: seen.log.current },
    });
  }
}

/** The log page as it is found, after a login where the router wants one. */
async function enter(visit: Visit, router: DlinkDirSettings): Promise<SeenPage> {
  const { body, answeredAtMs } = await visit.page(router.options.log_path, "the log page");
  const seen = kindOfPage(body);
  if (seen.kind !== "login" || seen.isPictured) return { log: requireLog(seen, router), body, answeredAtMs };
  const said = kindOfPage(await logIn(visit, router, body));
  if (said.kind === "refused") throw visit.refused();
  const again = await visit.page(router.options.log_path, "the log page");
  const now = kindOfPage(again.body);
  // It does not say why it asks again.
  if (now.kind === "login") throw visit.refused();
  return { log: requireLog(now, router), body: again.body, answeredAtMs: again.answeredAtMs };
}

async function look(visit: Visit, router: DlinkDirSettings): Promise<SeenPage> {
  const { body, answeredAtMs } = await visit.page(router.options.log_path, "the log page");
  return { log: requireLog(kindOfPage(body), router), body, answeredAtMs };
}
