import { FatalError, RetryableError } from "../../errors.ts";
import { createCooldown } from "../../model/cooldown.ts";
import { createHttpClient, reachOf } from "../http/client.ts";
import type { HttpAnswer } from "../http/contract.ts";
import { createLoginGuard, passwordRefused } from "../http/login-guard.ts";
import { errorForStatus, requireSuccess } from "../http/status.ts";
import type { UnifiSettings } from "./options.ts";

/** A login that is kept: logins are rationed, and a session keeps nobody out. */
export interface UnifiSession {
  /**
   * Sends a question; logs in where that is needed, at most once for all questions since `begin`.
   * @throws FatalError where the password is refused, RetryableError where logins are locked
   */
  ask(path: string, json: object, signal: AbortSignal): Promise<HttpAnswer>;
  /** A new pass begins. */
  begin(): void;
  close(): Promise<void>;
}

/** How long too many logins are not tried again. */
const lockMs = 15 * 60_000;

export function createUnifiSession(router: UnifiSettings, now: () => number): UnifiSession {
  const client = createHttpClient({
    ...reachOf(router),
    // Every request is a POST, which is never sent a second time for another reader.
    reader: "lenient",
    now,
  });
  const guard = createLoginGuard(now);
  const lock = createCooldown(now);
  const facts = { router: router.name, url: router.url };
  let isLoggedIn = false;
  let mayLogIn = true;
  let token: string | undefined;
  return {
    begin: () => {
      mayLogIn = true;
    },
    close: () => client.close(),
    async ask(path, json, signal) {
      guard.check();
      if (lock.isOn()) throw locked();
      if (!isLoggedIn) await logIn(signal);
      const answer = await send(path, json, signal);
      if (answer.status !== 401 && answer.status !== 403) return requireSuccess(answer, "the log");
      isLoggedIn = false;
      if (!mayLogIn) throw notAllowed(answer);
      await logIn(signal);
      const second = await send(path, json, signal);
      if (second.status === 401 || second.status === 403) throw notAllowed(second);
      return requireSuccess(second, "the log");
    },
  };

  async function send(path: string, json: object, signal: AbortSignal): Promise<HttpAnswer> {
    const headers = token === undefined ? {} : { "X-CSRF-Token": token };
    const answer = await client.request({ method: "POST", path, json, headers, signal });
    // It gives a new one now and then.
    token = answer.headers("x-updated-csrf-token")[0] ?? answer.headers("x-csrf-token")[0] ?? token;
    return answer;
  }

  async function logIn(signal: AbortSignal): Promise<void> {
    mayLogIn = false;
    client.forgetCookies();
    token = undefined;
    const { username, password } = router;
    const answer = await send(router.options.login_path, { username, password, rememberMe: false }, signal);
    if (answer.status === 401 || answer.status === 403) throw guard.refused(passwordRefused(router));
    if (answer.status === 429) {
      lock.start(lockMs);
      throw locked();
    }
    if (answer.status === 499) {
      throw new FatalError("the router wants a second factor: make a local user for this program, without one", {
        facts,
      });
    }
    const error = errorForStatus(answer, "its login");
    if (error !== undefined) throw error;
    if (client.cookie("TOKEN") === undefined && client.cookie("unifises") === undefined) {
      throw new RetryableError("the router's answer to the login brings no session; the next reading tries again", {
        facts,
      });
    }
    isLoggedIn = true;
    guard.letIn();
  }

  function locked(): RetryableError {
    return new RetryableError(
      "the router takes no login for some minutes, because there were too many; it is asked again in a quarter of an hour",
      { facts },
    );
  }

  /** Right after a login it is the user who may not. */
  function notAllowed({ status }: HttpAnswer): FatalError {
    return new FatalError("the router lets this user in, and not see the log: give it the role View Only of Network", {
      facts: { ...facts, status },
    });
  }
}
