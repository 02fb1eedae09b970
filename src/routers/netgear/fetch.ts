import type { FetchedPage } from "../../model/page.ts";
import type { LogSource } from "../../model/router.ts";
import type { HttpAnswer } from "../http/contract.ts";
import { openVisits, type Visit } from "../http/visits.ts";
import type { NetgearSettings } from "./options.ts";
import { kindOfPage, notTheLog } from "./page-kind.ts";
import { takeOverForm } from "./take-over.ts";

/**
 * A line to one Netgear. The first request of a session is always refused, with a cookie XSRF_TOKEN; the client repeats it
 * with password and cookie. What is refused after that is the password.
 */
export function openNetgear(router: NetgearSettings, now: () => number): LogSource {
  return openVisits(router, now, { login: "basic", read: (visit) => readLog(visit, router) });
}

async function readLog(visit: Visit, router: NetgearSettings): Promise<FetchedPage> {
  const answer = await askForLog(visit, router);
  const seen = kindOfPage(answer.body);
  // The router lets one person in at a time and forgets them only after minutes. Somebody else's session is not ours to end, and where
  // the password is refused there is none.
  const isOurs = answer.status !== 401 && seen.kind !== "busy";
  if (isOurs && router.options.logout_path !== "") await visit.leave(router.options.logout_path);
  if (answer.status === 404) throw notTheLog("other", router);
  visit.check(answer, "the log");
  if (seen.kind !== "log") throw notTheLog(seen.kind, router);
  return { body: answer.body, answeredAtMs: answer.answeredAtMs };
}

/** Asks for the log; where somebody else is logged in and we may, throws them out and asks once more. */
async function askForLog(visit: Visit, router: NetgearSettings): Promise<HttpAnswer> {
  const log = { method: "GET", path: router.options.log_path } as const;
  const first = await visit.ask(log);
  const seen = kindOfPage(first.body);
  if (first.status !== 200 || seen.kind !== "busy" || !router.take_over || seen.path === undefined) return first;
  const action = takeOverForm(await visit.ask({ method: "GET", path: seen.path }));
  if (action === undefined) return first;
  await visit.ask({ method: "POST", path: action, form: { yes: "", act: "yes" } });
  visit.forgetCookies();
  return visit.ask(log);
}
