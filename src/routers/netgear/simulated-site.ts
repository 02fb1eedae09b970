import type { SimulatedRouter } from "../simulator/family.ts";
import { basicCredentials } from "../simulator/request.ts";
import type { SimulatedAnswer, SimulatedRequest } from "../simulator/server.ts";
import {
  busyPage,
  duplicateAdministratorPage,
  logoutPage,
  logPage,
  page,
  refusalPage,
  takeOverPage,
  takeOverPath,
} from "./simulated-pages.ts";
import { dated, type LineStyle, lineStyles } from "./simulated-rows.ts";

export const username = "admin";
export const password = "password1";

/** What the router's web server answers; `wallMs` is what its clock shows. */
export function answer(
  request: SimulatedRequest,
  router: SimulatedRouter,
  style: LineStyle,
  wallMs: number,
): SimulatedAnswer {
  const log = (text: string) => router.log(dated(text, style, wallMs));
  if (request.path === "/multi_login.cgi") return throwOut(request, router);
  const session = sessionOf(request, router);
  if (session === undefined) return refuse(router);
  if (!isRightPassword(request, router)) {
    log(`[admin login failure] from source ${request.address}`);
    return refuse(router);
  }
  if (request.path === takeOverPath) return ok(takeOverPage(takeOverId(router)));
  if (router.faults.isOtherAdministrator)
    return ok(style === lineStyles[0] ? busyPage() : duplicateAdministratorPage());
  if (request.path === "/LGO_logout.htm") {
    router.sessions.clear();
    return ok(logoutPage());
  }
  if (!router.sessions.has(`in ${session}`)) {
    router.sessions.add(`in ${session}`);
    log(`[admin login] from source ${request.address}`);
  }
  return content(request, router);
}

function content(request: SimulatedRequest, router: SimulatedRouter): SimulatedAnswer {
  switch (request.path) {
    case "/FW_log.htm":
      return { ...ok(logPage(router)), isLog: true };
    case "/":
      return ok(page("NETGEAR Router", '<a href="/FW_log.htm">Logs</a> <a href="/LGO_logout.htm">Logout</a>'));
    default:
      return { ...ok(page("404 Not Found", "<h1>404 Not Found</h1>")), status: "HTTP/1.0 404 Not Found" };
  }
}

/** The cookie, if it is one that we gave out. */
function sessionOf(request: SimulatedRequest, router: SimulatedRouter): string | undefined {
  const [, token] = /(?:^|;\s*)XSRF_TOKEN=(\d+)/.exec(request.headers.get("cookie") ?? "") ?? [];
  return token !== undefined && router.sessions.has(token) ? token : undefined;
}

function isRightPassword(request: SimulatedRequest, router: SimulatedRouter): boolean {
  const given = basicCredentials(request);
  return !router.faults.isWrongPassword && given?.username === username && given.password === password;
}

/** Without a cookie that it knows, it refuses even the right password, and gives one. */
function refuse(router: SimulatedRouter): SimulatedAnswer {
  const token = String(Math.floor(router.random.next() * 2 ** 32));
  router.sessions.add(token);
  return {
    ...ok(refusalPage()),
    status: "HTTP/1.0 401 Unauthorized",
    headers: [
      ["WWW-Authenticate", 'Basic realm="NETGEAR R7000"'],
      ["Content-Type", "text/html"],
      ["Set-Cookie", `XSRF_TOKEN=${token}; Path=/`],
      ["Connection", "close"],
    ],
  };
}

/** The form of the take-over page leads here; a wrong id does nothing. Everybody has to begin anew. */
function throwOut(request: SimulatedRequest, router: SimulatedRouter): SimulatedAnswer {
  const isMeant = request.form.get("act") === "yes" && request.query.get("id") === takeOverId(router);
  if (request.method === "POST" && isMeant) {
    router.faults.isOtherAdministrator = false;
    router.sessions.clear();
  }
  return ok(page("Multiple login", "<p>Please log in again."));
}

function takeOverId(router: SimulatedRouter): string {
  return Buffer.from(`take-over since ${router.bootMs}`).toString("hex");
}

function ok(body: string): SimulatedAnswer {
  return {
    status: "HTTP/1.0 200 OK",
    headers: [
      ["Server", "R7000"],
      ["Content-Type", "text/html"],
      ["Connection", "close"],
    ],
    body: Buffer.from(body, "utf8"),
  };
}
