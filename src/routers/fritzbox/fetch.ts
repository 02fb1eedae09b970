import { FatalError, RetryableError } from "../../errors.ts";
import type { LogSource } from "../../model/router.ts";
import { createHttpClient, reachOf } from "../http/client.ts";
import type { HttpAnswer, HttpClient } from "../http/contract.ts";
import { createKeptLogin } from "../http/kept-login.ts";
import { createLoginGuard, type LoginGuard, passwordRefused } from "../http/login-guard.ts";
import { requireSuccess } from "../http/status.ts";
import { answerTo } from "./challenge.ts";
import type { FritzboxSettings } from "./options.ts";
import { kindOfPage } from "./page-kind.ts";
import { readSessionInfo, type SessionInfo } from "./session-info.ts";

/**
 * A line to one FRITZ!Box. It stays logged in, for each login is an event of the very list that it reads. While the box lets nobody in
 * after wrong passwords, no password is sent: each wrong one makes that time longer, for its owner too.
 */
export function openFritzbox(router: FritzboxSettings, now: () => number): LogSource {
  const client = createHttpClient({
    ...reachOf(router),
    // The answer to a challenge is a POST, which is never sent a second time for another reader.
    reader: "lenient",
    now,
  });
  const guard = createLoginGuard(now);
  const login = createKeptLogin();
  return {
    async fetch(signal) {
      guard.check();
      const visit = { client, router, signal, guard };
      const answer = await login.use({
        logIn: () => logIn(visit),
        ask: (session) => readLog(visit, session),
        isLost,
      });
      if (answer.status === 403) throw notAllowed(router);
      requireSuccess(answer, "the events");
      return { body: answer.isComplete ? answer.body : "", answeredAtMs: answer.answeredAtMs };
    },
    close: () => client.close(),
  };
}

/** What one pass needs. */
interface Visit {
  readonly client: HttpClient;
  readonly router: FritzboxSettings;
  readonly signal: AbortSignal;
  readonly guard: LoginGuard;
}

/** The id of a new session. */
async function logIn(visit: Visit): Promise<string> {
  const { client, router, signal, guard } = visit;
  const { login_path: path } = router.options;
  const facts = { router: router.name, url: router.url };
  const before = infoOf(requireSuccess(await client.request({ method: "GET", path, signal }), "its login"), router);
  if (before.sid !== undefined) return before.sid;
  if (before.blockSeconds > 0) {
    const words = `the box lets nobody in for ${before.blockSeconds} s after wrong passwords; nothing is sent until that is over`;
    throw new RetryableError(words, { facts });
  }
  const response = await answerTo(before.challenge, router.password);
  if (response === undefined)
    throw new FatalError("the box asks a question that no FRITZ!Box asks: check url", { facts });
  const form = { username: router.username, response };
  const after = infoOf(
    requireSuccess(await client.request({ method: "POST", path, form, signal }), "its login"),
    router,
  );
  if (after.sid === undefined) {
    throw guard.refused(
      passwordRefused(
        router,
        "correct username and password, then restart; each wrong one keeps everybody out for longer",
      ),
    );
  }
  guard.letIn();
  return after.sid;
}

function infoOf(answer: HttpAnswer, router: FritzboxSettings): SessionInfo {
  const facts = { router: router.name, url: router.url };
  const info = answer.isComplete ? readSessionInfo(answer.body) : undefined;
  if (info !== undefined) return info;
  if (!answer.isComplete || answer.body.trim() === "" || answer.body.includes("<SessionInfo>"))
    throw new RetryableError("the box's answer to the login ends in the middle; the next reading tries again", {
      facts,
    });
  throw new FatalError(`${router.options.login_path} does not answer as a FRITZ!Box does: check url`, { facts });
}

function readLog({ client, router, signal }: Visit, sid: string): Promise<HttpAnswer> {
  const form = { xhr: "1", sid, page: "log", lang: "de", filter: "all" };
  return client.request({ method: "POST", path: router.options.log_path, form, signal });
}

function isLost({ status, body, isComplete }: HttpAnswer): boolean {
  return status === 403 || (isComplete && kindOfPage(body).kind === "logged out");
}

/** Right after a login it is the user who may not. */
function notAllowed(router: FritzboxSettings): FatalError {
  return new FatalError("the box lets this user in, and not see its events: give it the right FRITZ!Box Settings", {
    facts: { router: router.name, url: router.url },
  });
}
