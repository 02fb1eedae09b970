import { FatalError } from "../../errors.ts";
import type { LogSource } from "../../model/router.ts";
import { createHttpClient, reachOf } from "../http/client.ts";
import type { HttpAnswer, HttpClient } from "../http/contract.ts";
import { createLoginGuard, type LoginGuard, passwordRefused } from "../http/login-guard.ts";
import { requireSuccess } from "../http/status.ts";
import { type Cursor, cursorBehind } from "./cursor.ts";
import type { OpnsenseSettings } from "./options.ts";
import { kindOfPage } from "./page-kind.ts";

/** A line to one OPNsense. Key and secret go with every request; there is no session, and nobody to keep out. */
export function openOpnsense(router: OpnsenseSettings, now: () => number): LogSource {
  const client = createHttpClient({
    ...reachOf(router),
    reader: "auto",
    credentials: { username: router.username, password: router.password, isUnasked: true },
    now,
  });
  const guard = createLoginGuard(now);
  let cursor: Cursor | undefined;
  let fetched: Cursor | undefined;
  return {
    async fetch(signal) {
      guard.check();
      const visit = { client, router, signal, guard };
      const answer = await readFrom(visit, cursor);
      const body = answer.isComplete ? answer.body : "";
      fetched = cursorOf(body);
      return { body, answeredAtMs: answer.answeredAtMs };
    },
    kept: () => {
      cursor = fetched;
    },
    close: () => client.close(),
  };
}

/** What one pass needs. */
interface Visit {
  readonly client: HttpClient;
  readonly router: OpnsenseSettings;
  readonly signal: AbortSignal;
  readonly guard: LoginGuard;
}

/**
 * What came after the cursor. Where its row is not met among so many rows, the API says nothing of it and just ends: then the log went
 * on further than that, and more of it is asked for.
 */
async function readFrom(visit: Visit, cursor: Cursor | undefined): Promise<HttpAnswer> {
  const { limit } = visit.router.options;
  if (cursor === undefined) return ask(visit, `limit=${limit}`);
  const digest = encodeURIComponent(cursor.from);
  const answer = await ask(visit, `limit=${limit}&digest=${digest}`);
  const isMet = !answer.isComplete || answer.body.includes(cursor.newest);
  const more = mostRows(answer.body, visit.router);
  // Never what lies before the cursor: nobody remembers whether that was counted.
  return isMet || more <= limit ? answer : ask(visit, `limit=${more}&digest=${digest}`);
}

/** Ten times the limit, or as many rows as one answer may hold: one that is too large would be so the next time, too. */
function mostRows(body: string, { max_page_bytes, options }: OpnsenseSettings): number {
  const seen = kindOfPage(body);
  const rows = seen.kind === "log" ? seen.rows.length : 0;
  const fitting = Math.floor((max_page_bytes * 0.8 * rows) / Buffer.byteLength(body));
  return Math.min(10 * options.limit, fitting);
}

function cursorOf(body: string): Cursor | undefined {
  const seen = kindOfPage(body);
  return seen.kind === "log" ? cursorBehind(seen.rows) : undefined;
}

async function ask({ client, router, signal, guard }: Visit, query: string): Promise<HttpAnswer> {
  const answer = await client.request({ method: "GET", path: `${router.options.log_path}?${query}`, signal });
  if (answer.status === 401) {
    throw guard.refused(
      passwordRefused(router, "username is the API's key and password its secret; correct them, then restart"),
    );
  }
  if (answer.status === 403) {
    throw new FatalError(
      "the key is right, and its user may not read the log: give it the privilege Diagnostics: Logs: Firewall: Live View",
      { facts: { router: router.name, url: router.url } },
    );
  }
  requireSuccess(answer, "the log");
  guard.letIn();
  return answer;
}
