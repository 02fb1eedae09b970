import { RetryableError } from "../../errors.ts";
import type { FetchedPage } from "../../model/page.ts";
import type { LogSource } from "../../model/router.ts";
import { createHttpClient, reachOf } from "../http/client.ts";
import type { HttpAnswer, HttpClient } from "../http/contract.ts";
import { createLoginGuard, type LoginGuard, passwordRefused } from "../http/login-guard.ts";
import { requireSuccess } from "../http/status.ts";
import type { PfsenseSettings } from "./options.ts";
import { emptyLog, isEmptyView, kindOfPage, notTheLog } from "./page-kind.ts";

/**
 * A line to one pfSense. It stays logged in: many may be, each login is written down, and some are mailed. A session that has ended
 * is begun anew, once a pass.
 */
export function openPfsense(router: PfsenseSettings, now: () => number): LogSource {
  const client = createHttpClient({
    ...reachOf(router),
    reader: "auto",
    now,
  });
  const guard = createLoginGuard(now);
  return {
    async fetch(signal) {
      guard.check();
      return readLog({ client, router, signal, guard });
    },
    close: () => client.close(),
  };
}

/** What one pass needs. */
interface Visit {
  readonly client: HttpClient;
  readonly router: PfsenseSettings;
  readonly signal: AbortSignal;
  readonly guard: LoginGuard;
}

async function readLog(visit: Visit): Promise<FetchedPage> {
  const path = rowsPath(visit.router);
  const first = await get(visit, path);
  const seen = kindOfPage(first.body);
  const answer = seen.kind === "login" ? await logIn(visit, path, seen.fields) : first;
  const { body, answeredAtMs, isComplete } = answer;
  if (!isComplete) throw notTheLog("cut", visit.router);
  return { body: body === "" && (await isEmpty(visit)) ? emptyLog : body, answeredAtMs };
}

/**
 * The web interface asks for what is younger than the time of the last row that it has, and so misses what comes later in that second.
 * We ask for what is younger than 1970, and look ourselves what is new.
 */
function rowsPath({ options }: PfsenseSettings): string {
  return `${options.log_path}?logfile=filter&nentries=${options.rows}&lastsawtime=1`;
}

/** Sends the form of the login page to the page that we want: the router sends us back there, and not to its dashboard. */
async function logIn(visit: Visit, path: string, hidden: Readonly<Record<string, string>>): Promise<HttpAnswer> {
  const { client, router, signal, guard } = visit;
  const form = { ...hidden, usernamefld: router.username, passwordfld: router.password, login: "Sign In" };
  const answer = await client.request({ method: "POST", path, form, signal });
  if (answer.status === 403) {
    client.forgetCookies();
    throw new RetryableError("the router's login page was too old when its form came back; it is fetched anew", {
      facts: { router: router.name, url: router.url },
    });
  }
  requireSuccess(answer, "its login page");
  const { kind } = kindOfPage(answer.body);
  if (kind === "login" && answer.isComplete) throw guard.refused(passwordRefused(router));
  guard.letIn();
  // A release that sends to its dashboard all the same.
  return kind === "other" ? get(visit, path) : answer;
}

/** An empty log looks like no answer at all. The page for people says which of the two it is. */
async function isEmpty(visit: Visit): Promise<boolean> {
  const { body } = await get(visit, `${visit.router.options.log_path}?logfile=filter&view=dynamic`);
  return isEmptyView(body);
}

async function get({ client, signal }: Visit, path: string): Promise<HttpAnswer> {
  return requireSuccess(await client.request({ method: "GET", path, signal }), "the log");
}
