import type { LogSource } from "../../model/router.ts";
import { createHttpClient, reachOf } from "../http/client.ts";
import type { HttpAnswer, HttpClient } from "../http/contract.ts";
import { textOf } from "../http/json.ts";
import { createKeptLogin } from "../http/kept-login.ts";
import { createLoginGuard, type LoginGuard, passwordRefused } from "../http/login-guard.ts";
import { requireSuccess } from "../http/status.ts";
import type { OpenwrtSettings } from "./options.ts";
import { nobody, notTheLog, readUbusAnswer, ubusCall } from "./ubus.ts";

/**
 * A line to one OpenWrt. It stays logged in: sessions are many there, keep nobody out, and end by themselves when nobody uses
 * them. One that has ended is begun anew, once a pass.
 */
export function openOpenwrt(router: OpenwrtSettings, now: () => number): LogSource {
  const client = createHttpClient({
    ...reachOf(router),
    // Every request is a POST, which is never sent a second time for another reader.
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
        isLost: (answer) => readUbusAnswer(answer.body).kind === "denied",
      });
      return { body: answer.isComplete ? answer.body : "", answeredAtMs: answer.answeredAtMs };
    },
    close: () => client.close(),
  };
}

/** What one pass needs. */
interface Visit {
  readonly client: HttpClient;
  readonly router: OpenwrtSettings;
  readonly signal: AbortSignal;
  readonly guard: LoginGuard;
}

/** The id of a new session. */
async function logIn(visit: Visit): Promise<string> {
  const { username, password } = visit.router;
  const { body } = await call(visit, ubusCall(nobody, "session", "login", { username, password }), "its login");
  const answer = readUbusAnswer(body);
  if (answer.kind === "denied") throw visit.guard.refused(passwordRefused(visit.router));
  const session = answer.kind === "data" ? textOf(answer.data["ubus_rpc_session"]) : undefined;
  if (session === undefined) throw notTheLog(answer.kind === "data" ? undefined : answer, visit.router);
  visit.guard.letIn();
  return session;
}

/** `stream` is true where nothing is said, and would never end. */
function readLog(visit: Visit, session: string): Promise<HttpAnswer> {
  const values = { lines: visit.router.options.lines, stream: false, oneshot: true };
  return call(visit, ubusCall(session, "log", "read", values), "the log");
}

async function call({ client, router, signal }: Visit, json: object, what: string): Promise<HttpAnswer> {
  return requireSuccess(await client.request({ method: "POST", path: router.options.ubus_path, json, signal }), what);
}
