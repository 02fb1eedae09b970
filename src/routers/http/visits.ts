import type { FetchedPage } from "../../model/page.ts";
import type { LogSource, RouterSettings } from "../../model/router.ts";
import { createHttpClient, reachOf } from "./client.ts";
import type { HttpAnswer, HttpClient, HttpRequest } from "./contract.ts";
import { createLoginGuard, type LoginGuard, passwordRefused } from "./login-guard.ts";
import { requireSuccess } from "./status.ts";
import { cutPage } from "./trouble.ts";

type Asked = Omit<HttpRequest, "signal">;

/** One reading of a router's log, over one page of its web interface or several. */
export interface Visit {
  /** The answer, whatever it is. */
  ask(request: Asked): Promise<HttpAnswer>;
  /** The whole answer to a request that must succeed; a path is a GET. @throws as `check` does */
  page(request: Asked | string, what: string): Promise<HttpAnswer>;
  /**
   * The same answer, if it is whole and a success. `what` names the page for people: "the log page".
   * @throws FatalError for a refused password, which is not sent again then, and for a page that is not there
   * @throws RetryableError for a page that was cut, or that the router cannot show just now
   */
  check(answer: HttpAnswer, what: string): HttpAnswer;
  /** The next request begins a session of its own. */
  forgetCookies(): void;
  /** Asks, and whatever becomes of it: what was read is ours by then. */
  leave(path: string): Promise<void>;
  /** The error for a login that the router did not take; the password is not sent again then. */
  refused(advice?: string): Error;
}

export interface VisitSettings {
  /** Basic and Digest are answered by themselves; a form is the family's own business. */
  readonly login: "basic" | "form";
  /** One reading. What it throws goes to the caller. */
  readonly read: (visit: Visit) => Promise<FetchedPage>;
}

/** A line to a router whose log is read from its web pages, one visit after the other. */
export function openVisits(router: RouterSettings, now: () => number, { login, read }: VisitSettings): LogSource {
  const client = createHttpClient({
    ...reachOf(router),
    reader: "auto",
    now,
    ...(login === "basic" ? { credentials: { username: router.username, password: router.password } } : {}),
  });
  const guard = createLoginGuard(now);
  return {
    async fetch(signal) {
      guard.check();
      const page = await read(visitOf(client, guard, router, login, signal));
      guard.letIn();
      return page;
    },
    close: () => client.close(),
  };
}

function visitOf(
  client: HttpClient,
  guard: LoginGuard,
  router: RouterSettings,
  login: VisitSettings["login"],
  signal: AbortSignal,
): Visit {
  const ask = (request: Asked) => client.request({ ...request, signal });
  const refused = (advice?: string) => guard.refused(passwordRefused(router, advice));
  const check = (answer: HttpAnswer, what: string): HttpAnswer => {
    if (answer.status === 401 && login === "basic") throw refused();
    requireSuccess(answer, what);
    if (!answer.isComplete) throw cutPage(router);
    return answer;
  };
  return {
    ask,
    refused,
    check,
    forgetCookies: () => client.forgetCookies(),
    page: async (request, what) =>
      check(await ask(typeof request === "string" ? { method: "GET", path: request } : request), what),
    leave: async (path) => void (await Promise.allSettled([ask({ method: "GET", path })])),
  };
}
