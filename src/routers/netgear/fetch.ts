import { FatalError, RetryableError } from "../../errors.ts";
import type { FetchedPage } from "../../model/page.ts";
import type { LogSource } from "../../model/router.ts";
import { createHttpClient, reachOf } from "../http/client.ts";
import type { HttpAnswer, HttpClient } from "../http/contract.ts";
import type { NetgearSettings } from "./options.ts";
import { kindOfPage, notTheLog } from "./page-kind.ts";
import { takeOverForm } from "./take-over.ts";

/**
 * A line to one Netgear. The first request of a session is always refused, with a cookie XSRF_TOKEN; the client repeats it
 * with password and cookie. What is refused after that is the password.
 */
export function openNetgear(router: NetgearSettings, now: () => number): LogSource {
  const client = createHttpClient({
    ...reachOf(router),
    reader: "auto",
    credentials: { username: router.username, password: router.password },
    now,
  });
  let refusedUntilMs = Number.NEGATIVE_INFINITY;
  let wasLetIn = false;
  return {
    async fetch(signal) {
      const visit = { client, router, signal };
      if (now() < refusedUntilMs) throw refused(router);
      const answer = await readLog(visit);
      if (answer.status === 401) {
        refusedUntilMs = wasLetIn ? now() + puzzlingRefusalMs : Number.POSITIVE_INFINITY;
        throw refused(router);
      }
      const error = troubleWith(answer, router);
      // Somebody else's session is not ours to end.
      if (error === undefined || !isBusy(answer)) await logOut(visit);
      if (error !== undefined) throw error;
      wasLetIn = true;
      return pageOf(answer);
    },
    close: () => client.close(),
  };
}

/** A password that was good before may be good again: the router may just be starting. */
const puzzlingRefusalMs = 3_600_000;

/** What one pass needs. */
interface Visit {
  readonly client: HttpClient;
  readonly router: NetgearSettings;
  readonly signal: AbortSignal;
}

/** Asks for the log; where somebody else is logged in and we may, throws them out and asks once more. */
async function readLog(visit: Visit): Promise<HttpAnswer> {
  const first = await get(visit, visit.router.options.log_path);
  const seen = kindOfPage(first.body);
  if (first.status !== 200 || seen.kind !== "busy" || !visit.router.take_over || seen.path === undefined) return first;
  const page = await get(visit, seen.path);
  const action = takeOverForm(page);
  if (action === undefined) return first;
  await visit.client.request({ method: "POST", path: action, form: { yes: "", act: "yes" }, signal: visit.signal });
  visit.client.forgetCookies();
  return get(visit, visit.router.options.log_path);
}

function get({ client, signal }: Visit, path: string): Promise<HttpAnswer> {
  return client.request({ method: "GET", path, signal });
}

function pageOf({ body, answeredAtMs }: HttpAnswer): FetchedPage {
  return { body, answeredAtMs };
}

/** What is wrong with the answer, where it is not the whole log. */
function troubleWith(answer: HttpAnswer, router: NetgearSettings): Error | undefined {
  if (answer.status !== 200) return badStatus(answer.status, router);
  if (!answer.isComplete) return notTheLog("cut", router);
  const { kind } = kindOfPage(answer.body);
  return kind === "log" ? undefined : notTheLog(kind, router);
}

function isBusy(answer: HttpAnswer): boolean {
  return kindOfPage(answer.body).kind === "busy";
}

/** Some firmwares lock everybody out after a few wrong passwords, so one that was refused is not sent again. */
function refused(router: NetgearSettings): FatalError {
  return new FatalError(
    "the router refuses the password, and it is not sent again: correct username and password, then restart",
    { facts: { router: router.name, url: router.url, status: 401 } },
  );
}

function badStatus(status: number, router: NetgearSettings): Error {
  const { log_path } = router.options;
  const facts = { router: router.name, url: router.url, log_path, status };
  if (status >= 500) return new RetryableError(`the router answers with status ${status}`, { facts });
  const advice = status === 403 ? "check url, username and password" : "check url and log_path (or try /Logs.htm)";
  return new FatalError(`the router answers ${log_path} with status ${status}: ${advice}`, { facts });
}

/**
 * The router lets one person in at a time and forgets them only after minutes: without this the household could not log in.
 * The page is ours by then, whatever becomes of it.
 */
async function logOut(visit: Visit): Promise<void> {
  const path = visit.router.options.logout_path;
  if (path !== "") await Promise.allSettled([get(visit, path)]);
}
