import { FatalError } from "../../errors.ts";
import type { FetchedPage } from "../../model/page.ts";
import type { LogSource } from "../../model/router.ts";
import { isSelector } from "../html/select.ts";
import type { HttpAnswer } from "../http/contract.ts";
import { requireSuccess } from "../http/status.ts";
import { openVisits, type Visit } from "../http/visits.ts";
import { loginRequest, noForm } from "./login-form.ts";
import { type GenericOptions, type GenericSettings, headersOf } from "./options.ts";
import { kindOfPage, notTheLog, type PageKind } from "./page-kind.ts";

/** A line to a router of which only the configuration knows anything. It logs in when it is asked to, at most once a reading. */
export function openGeneric(router: GenericSettings, now: () => number): LogSource {
  return openVisits(router, now, {
    login: router.options.login === "box" ? "basic" : "form",
    read: (visit) => readLog(visit, router),
  });
}

async function readLog(visit: Visit, router: GenericSettings): Promise<FetchedPage> {
  const problem = contradiction(router.options);
  if (problem !== undefined) throw new FatalError(problem, { facts: { router: router.name } });
  try {
    return await findLog(visit, router);
  } finally {
    if (router.options.logout_path !== "") await visit.leave(router.options.logout_path);
  }
}

/** Which keys contradict each other, in words; undefined where none do. */
function contradiction(options: GenericOptions): string | undefined {
  const { rows_in, rows_at } = options;
  if (rows_in === "element" && rows_at !== "" && !isSelector(rows_at))
    return `rows_at: ${JSON.stringify(rows_at)} is no CSS selector`;
  return rows_in === "script" && !/^[A-Za-z_$][\w$]*$/.test(rows_at)
    ? `rows_at: ${JSON.stringify(rows_at)} is no name that a script could give a value to`
    : undefined;
}

async function findLog(visit: Visit, router: GenericSettings): Promise<FetchedPage> {
  const first = await askForLog(visit, router);
  const seen = kindOfAnswer(first, visit, router);
  if (seen === "log") return first;
  const mayLogIn = seen === "login" || (seen === "busy" && router.take_over);
  if (!mayLogIn || router.options.login !== "form") throw notTheLog(seen, router);
  const page = await askForForm(visit, router, first);
  const request = loginRequest(page, router);
  if (request === undefined) throw seen === "busy" ? notTheLog(seen, router) : noForm(page.path, router);
  const answered = kindOfAnswer(await ask(visit, router, request), visit, router);
  if (answered === "refused") throw visit.refused();
  if (answered === "busy") throw notTheLog(answered, router);
  const second = await askForLog(visit, router);
  const kind = kindOfAnswer(second, visit, router);
  if (kind === "log") return second;
  // It does not say why it asks again; and some routers lock everybody out after a few wrong passwords.
  throw kind === "login" || kind === "refused" ? visit.refused(advice) : notTheLog(kind, router);
}

const advice = "correct username and password (or the names of the form's fields), then restart";

function kindOfAnswer(answer: HttpAnswer, visit: Visit, { name, url, options }: GenericSettings): PageKind["kind"] {
  const isRefused = answer.status === 401 || answer.status === 403;
  if (isRefused && options.login === "box") throw visit.refused();
  if (isRefused && asksByBox(answer)) throw new FatalError(byBox, { facts: { router: name, url } });
  if (isRefused && options.login === "form") return "login";
  requireSuccess(answer, "the log");
  return answer.isComplete ? kindOfPage(answer.body, options).kind : "cut";
}

const byBox = "the router asks for the password by the browser's own box: set login: box";

function asksByBox({ headers }: HttpAnswer): boolean {
  return headers("www-authenticate").length > 0;
}

function askForLog(visit: Visit, router: GenericSettings): Promise<HttpAnswer> {
  const { log_path: path, log_fields } = router.options;
  if (log_fields === "") return ask(visit, router, { method: "GET", path });
  return ask(visit, router, { method: "POST", path, form: Object.fromEntries(new URLSearchParams(log_fields)) });
}

/** The page with the login form: the one that came in place of the log, where no other is named. */
async function askForForm(visit: Visit, router: GenericSettings, shown: HttpAnswer): Promise<HttpAnswer> {
  const { login_path: path } = router.options;
  return path === "" ? shown : ask(visit, router, { method: "GET", path });
}

function ask(visit: Visit, { options }: GenericSettings, request: Parameters<Visit["ask"]>[0]): Promise<HttpAnswer> {
  return visit.ask({ ...request, headers: headersOf(options.headers) ?? {} });
}
