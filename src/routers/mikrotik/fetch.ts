import { FatalError } from "../../errors.ts";
import type { LogSource } from "../../model/router.ts";
import { createHttpClient, reachOf } from "../http/client.ts";
import { createLoginGuard, passwordRefused } from "../http/login-guard.ts";
import { requireSuccess } from "../http/status.ts";
import type { MikrotikSettings } from "./options.ts";

/** A line to one MikroTik. User and password go with every request; there is no session, and nobody to keep out. */
export function openMikrotik(router: MikrotikSettings, now: () => number): LogSource {
  const client = createHttpClient({
    ...reachOf(router),
    reader: "auto",
    credentials: { username: router.username, password: router.password, isUnasked: true },
    now,
  });
  const guard = createLoginGuard(now);
  return {
    async fetch(signal) {
      guard.check();
      const answer = await client.request({ method: "GET", path: router.options.log_path, signal });
      if (answer.status === 401) throw guard.refused(passwordRefused(router));
      if (answer.status === 403) throw notAllowed(router);
      requireSuccess(answer, "the log");
      guard.letIn();
      return { body: answer.isComplete ? answer.body : "", answeredAtMs: answer.answeredAtMs };
    },
    close: () => client.close(),
  };
}

function notAllowed(router: MikrotikSettings): FatalError {
  return new FatalError(
    "the password is right, and this user may not use the REST API: its group needs the policies read and rest-api",
    { facts: { router: router.name, url: router.url } },
  );
}
