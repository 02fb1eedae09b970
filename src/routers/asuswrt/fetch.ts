import { RetryableError } from "../../errors.ts";
import { createCooldown } from "../../model/cooldown.ts";
import type { FetchedPage } from "../../model/page.ts";
import type { LogSource } from "../../model/router.ts";
import { createHttpClient, reachOf } from "../http/client.ts";
import type { HttpAnswer, HttpClient } from "../http/contract.ts";
import { createKeptLogin } from "../http/kept-login.ts";
import { createLoginGuard } from "../http/login-guard.ts";
import { requireSuccess } from "../http/status.ts";
import { type LoginAnswer, readLoginAnswer } from "./login.ts";
import type { AsuswrtSettings } from "./options.ts";
import { kindOfPage, logPage } from "./page-kind.ts";
import { lastLineOf, tailOf } from "./tail.ts";

/**
 * A line to one ASUS. It lets one person in at a time, so we log out after each reading. With an empty `logout_path` the token is used
 * until the router does not know it any more.
 */
export function openAsuswrt(router: AsuswrtSettings, now: () => number): LogSource {
  const client = createHttpClient({
    ...reachOf(router),
    // The login is a POST, which is never sent a second time for another reader.
    reader: "lenient",
    now,
  });
  const guard = createLoginGuard(now);
  const login = createKeptLogin();
  const lock = createCooldown(now);
  let locked: RetryableError | undefined;
  let lastFetched: string | undefined;
  let lastKept: string | undefined;
  return {
    async fetch(signal) {
      guard.check();
      if (locked !== undefined && lock.isOn()) throw locked;
      const visit = { client, router, signal };
      try {
        const answer = await login.use({
          logIn: async () => admitted(await logIn(visit)),
          ask: (token) => readLog(visit, token),
          isLost: ({ body }) => kindOfPage(body).kind === "logged out",
        });
        return pageOf(answer);
      } finally {
        const token = router.options.logout_path === "" ? undefined : login.take();
        if (token !== undefined) await logOut(visit, token);
      }
    },
    kept: () => {
      lastKept = lastFetched;
    },
    close: () => client.close(),
  };

  /** Only the end of the log goes on from here. */
  function pageOf({ body, answeredAtMs, isComplete }: HttpAnswer): FetchedPage {
    const seen = kindOfPage(isComplete ? body : "");
    if (seen.kind !== "log") return { body: isComplete ? body : "", answeredAtMs };
    const tail = tailOf(seen.text, router.options.tail_lines, lastKept);
    lastFetched = lastLineOf(tail);
    return { body: logPage(tail), answeredAtMs };
  }

  function admitted(answer: LoginAnswer): string {
    if (answer.kind === "token") {
      guard.letIn();
      return answer.token;
    }
    if (answer.kind === "refused") throw guard.refused(answer.error);
    if (answer.kind === "locked") {
      locked = answer.error;
      lock.start(answer.forMs);
    }
    throw answer.error;
  }
}

/** What one pass needs. */
interface Visit {
  readonly client: HttpClient;
  readonly router: AsuswrtSettings;
  readonly signal: AbortSignal;
}

/** Without the page that the form stands on as its referrer, the router takes none. */
async function logIn({ client, router, signal }: Visit): Promise<LoginAnswer> {
  client.forgetCookies();
  const form = {
    group_id: "",
    action_mode: "",
    action_script: "",
    action_wait: "5",
    current_page: "Main_Login.asp",
    next_page: "index.asp",
    login_authorization: Buffer.from(`${router.username}:${router.password}`, "utf8").toString("base64"),
    login_captcha: "",
  };
  const headers = headersOf(router, "/Main_Login.asp");
  const answer = await client.request({ method: "POST", path: "/login.cgi", headers, form, signal });
  requireSuccess(answer, "its login page");
  if (!answer.isComplete || answer.body.trim() === "")
    throw new RetryableError("the router's answer to the login has no end; the next reading tries again");
  return readLoginAnswer(answer, client.cookie("asus_token"), router);
}

async function readLog(visit: Visit, token: string): Promise<HttpAnswer> {
  return requireSuccess(await get(visit, visit.router.options.log_path, token), "the log");
}

/** The page is ours by then, whatever becomes of this. */
async function logOut(visit: Visit, token: string): Promise<void> {
  await Promise.allSettled([get(visit, visit.router.options.logout_path, token)]);
}

function get({ client, router, signal }: Visit, path: string, token: string): Promise<HttpAnswer> {
  // An app gets its token in JSON, and no cookie.
  const cookie = client.cookie("asus_token") === undefined ? { Cookie: `asus_token=${token}` } : {};
  const headers = { ...headersOf(router, "/Main_LogStatus_Content.asp"), ...cookie };
  return client.request({ method: "GET", path: path.replaceAll('"', "%22"), headers, signal });
}

function headersOf(router: AsuswrtSettings, page: string): Readonly<Record<string, string>> {
  const origin = URL.parse(router.url)?.origin ?? router.url;
  return { "User-Agent": router.options.user_agent, Referer: `${origin}${page}` };
}
