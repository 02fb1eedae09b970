import { FatalError } from "../../errors.ts";
import { createCooldown } from "../../model/cooldown.ts";
import type { FetchedPage } from "../../model/page.ts";
import type { LogSource } from "../../model/router.ts";
import { createHttpClient, reachOf } from "../http/client.ts";
import type { HttpAnswer, HttpClient } from "../http/contract.ts";
import { errorForStatus } from "../http/status.ts";
import type { SmcBarricadeSettings } from "./options.ts";
import { kindOfPage, type PageKind } from "./page-kind.ts";
import { notTheLog } from "./parse.ts";

/** A line to one Barricade. It logs in when the router asks for it, at most once a pass, and stays logged in. */
export function openSmcBarricade(router: SmcBarricadeSettings, now: () => number): LogSource {
  const client = createHttpClient({
    ...reachOf(router),
    reader: "auto",
    now,
    ...(router.options.login === "basic"
      ? { credentials: { username: router.username, password: router.password } }
      : {}),
  });
  const cooldown = createCooldown(now);
  let refusal: Error | undefined;
  return {
    async fetch(signal) {
      if (refusal !== undefined && cooldown.isOn()) throw refusal;
      const seen = await readLog({ client, router, signal });
      if (seen.kind === "page") {
        await logOut({ client, router, signal });
        return seen.page;
      }
      refusal = seen.error;
      cooldown.start(seen.refusedForMs);
      throw seen.error;
    },
    close: () => client.close(),
  };
}

/** What one pass needs. */
interface Visit {
  readonly client: HttpClient;
  readonly router: SmcBarricadeSettings;
  readonly signal: AbortSignal;
}

type Seen =
  | { readonly kind: "page"; readonly page: FetchedPage }
  | {
      readonly kind: "failure";
      readonly error: Error;
      /** How long the password must not be sent again: some firmwares lock everybody out after a few tries. */
      readonly refusedForMs: number;
    };

/** Where the router does not say why it still asks for a login, a reboot in between may be the reason. */
const unexplainedRefusalMs = 3_600_000;

/** Asks for the log; logs in and asks again where the session is lost or, with take_over, somebody else's. */
async function readLog(visit: Visit): Promise<Seen> {
  const { router } = visit;
  const first = await askForLog(visit);
  const kind = kindOfAnswer(first, router);
  if (kind === "log") return pageOf(first);
  const isWanted = kind === "login" || (kind === "busy" && router.take_over);
  if (!isWanted || router.options.login !== "form") return failure(kind, router);
  const loggedIn = kindOfAnswer(await logIn(visit), router);
  if (loggedIn === "refused" || loggedIn === "busy") return failure(loggedIn, router);
  const second = await askForLog(visit);
  const kindNow = kindOfAnswer(second, router);
  return kindNow === "log" ? pageOf(second) : failure(kindNow, router);
}

function pageOf(answer: HttpAnswer): Seen {
  return { kind: "page", page: { body: answer.body, answeredAtMs: answer.answeredAtMs } };
}

function failure(kind: Exclude<AnswerKind, "log">, router: SmcBarricadeSettings): Seen {
  return { kind: "failure", error: errorFor(kind, router), refusedForMs: refusedForMs(kind) };
}

/** A password that was refused in so many words is never sent again by this line. */
function refusedForMs(kind: Exclude<AnswerKind, "log">): number {
  if (kind === "refused" || kind === 401 || kind === 403) return Number.POSITIVE_INFINITY;
  return kind === "login" ? unexplainedRefusalMs : 0;
}

/** What a page is, that the router does not let us see it, or what else its status says. */
type AnswerKind = PageKind["kind"] | 401 | 403 | Error;

function kindOfAnswer(answer: HttpAnswer, router: SmcBarricadeSettings): AnswerKind {
  if (answer.status === 401 || answer.status === 403) return answer.status;
  if (answer.status === 404) return "other";
  const error = errorForStatus(answer, "the log page");
  if (error !== undefined) return error;
  return answer.isComplete ? kindOfPage(answer.body, router.options).kind : "cut";
}

function errorFor(kind: Exclude<AnswerKind, "log">, router: SmcBarricadeSettings): Error {
  if (kind instanceof Error) return kind;
  if (kind !== 401 && kind !== 403) return notTheLog(kind, router);
  const advice = router.options.login === "basic" ? "check username and password" : "try the option login: basic";
  return new FatalError(`the router refuses us with status ${kind}: ${advice}`, {
    facts: { router: router.name, url: router.url, log_path: router.options.log_path, status: kind },
  });
}

function askForLog({ client, router, signal }: Visit): Promise<HttpAnswer> {
  return client.request({ method: "GET", path: router.options.log_path, signal });
}

function logIn({ client, router, signal }: Visit): Promise<HttpAnswer> {
  const { options } = router;
  const named = [
    [options.user_field, router.username],
    [options.password_field, router.password],
  ].filter(([field]) => field !== "");
  const form = {
    ...Object.fromEntries(new URLSearchParams(options.extra_fields)),
    ...(router.take_over ? Object.fromEntries(new URLSearchParams(options.take_over_fields)) : {}),
    ...Object.fromEntries(named),
  };
  return client.request({ method: "POST", path: options.login_path, form, signal });
}

/** Leaves the router to the household again, where it has an address for that. The page is ours by then, whatever becomes of this. */
async function logOut({ client, router, signal }: Visit): Promise<void> {
  const path = router.options.logout_path;
  if (path !== "") await Promise.allSettled([client.request({ method: "GET", path, signal })]);
}
