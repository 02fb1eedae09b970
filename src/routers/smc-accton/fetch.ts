import type { FetchedPage } from "../../model/page.ts";
import type { LogSource } from "../../model/router.ts";
import { openVisits, type Visit } from "../http/visits.ts";
import type { SmcAcctonSettings } from "./options.ts";
import { kindOfPage, notTheLog, type PageKind } from "./page-kind.ts";

/** A line to one router. It logs in when it is asked to, at most once a reading, and leaves. */
export function openSmcAccton(router: SmcAcctonSettings, now: () => number): LogSource {
  return openVisits(router, now, { login: "form", read: (visit) => readLog(visit, router) });
}

async function readLog(visit: Visit, router: SmcAcctonSettings): Promise<FetchedPage> {
  const first = await look(visit, router);
  const { kind, page } = first.kind === "login" ? await logInAndLook(visit, router) : first;
  // It does not say why it asks again, and some firmwares lock everybody out after a few wrong passwords.
  if (kind === "login") throw visit.refused("correct password (or password_field and login_path), then restart");
  // Somebody else's session is not ours to end.
  if (kind !== "busy" && router.options.logout_path !== "") await visit.leave(router.options.logout_path);
  if (kind !== "log") throw notTheLog(kind, router);
  return page;
}

interface Seen {
  readonly kind: PageKind["kind"];
  readonly page: FetchedPage;
}

async function look(visit: Visit, router: SmcAcctonSettings): Promise<Seen> {
  const { body, answeredAtMs } = await visit.page(router.options.log_path, "the log page");
  return { kind: kindOfPage(body, router).kind, page: { body, answeredAtMs } };
}

async function logInAndLook(visit: Visit, router: SmcAcctonSettings): Promise<Seen> {
  const { login_path, user_field, password_field } = router.options;
  const form = {
    ...(user_field === "" ? {} : { [user_field]: router.username }),
    [password_field]: router.password,
  };
  await visit.page({ method: "POST", path: login_path, form }, "the login");
  return look(visit, router);
}
