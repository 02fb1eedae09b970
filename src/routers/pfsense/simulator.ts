import { createLocalClock } from "../../formats/local-time.ts";
import type { Simulator, SimulatorOptions } from "../../model/simulator.ts";
import { publicAddress } from "../simulator/address.ts";
import type { SimulatedFamily, SimulatedRouter } from "../simulator/family.ts";
import { createRandom } from "../simulator/random.ts";
import type { SimulatedAnswer, SimulatedRequest } from "../simulator/server.ts";
import { startSimulator } from "../simulator/start.ts";
import { pfsenseOptions } from "./options.ts";
import { hostileRows, householdRow, probeRow, shownRow } from "./simulated-rows.ts";

const username = "admin";
const password = "pfsense1";
const timezone = "America/Chicago";

/** A make-believe pfSense: a login against forged requests, rows by AJAX, no year; with an odd seed the newest row comes first. */
export function startPfsense(options: SimulatorOptions): Promise<Simulator> {
  return startSimulator(simulatedPfsense(options.seed), options);
}

function simulatedPfsense(seed: number): SimulatedFamily {
  const wan = publicAddress(createRandom(seed ^ 0x9f5));
  const clock = createLocalClock(timezone);
  return {
    id: "pfsense",
    username,
    password,
    timezone,
    ringSize: 600,
    background: { perDay: 200, write: (timeMs, random) => householdRow(timeMs, wan, clock, random) },
    writeProbe: (probe) => probeRow(probe, wan, clock),
    replay: (line) => ({ text: line }),
    hostileRows: (timeMs) => hostileRows(timeMs, wan, clock),
    answer: (request, router) => answer(request, router, seed % 2 === 1),
  };
}

function answer(request: SimulatedRequest, router: SimulatedRouter, isNewestFirst: boolean): SimulatedAnswer {
  const cookie = /(?:^|;\s*)PHPSESSID=([0-9a-f]+)/.exec(request.headers.get("cookie") ?? "")?.[1];
  const isKnown = cookie !== undefined && (router.sessions.has(cookie) || router.sessions.has(`in ${cookie}`));
  if (!isKnown) return loginPage(newSession(router), request.method === "POST" ? "403 Forbidden" : "200 OK");
  if (!router.sessions.has(`in ${cookie}`)) return logIn(request, router, cookie);
  if (request.path !== pfsenseOptions.log_path.default)
    return request.path === "/"
      ? page("200 OK", "<h1>Status / Dashboard</h1>")
      : page("404 Not Found", "404 Not Found");
  return request.query.get("lastsawtime") === null
    ? page("200 OK", viewOf(router))
    : rows(request, router, isNewestFirst);
}

function newSession(router: SimulatedRouter): string {
  const session = Math.floor(router.random.next() * 2 ** 48).toString(16);
  router.sessions.add(session);
  return session;
}

/** A form without the token of its own session is a forged request. */
function logIn(request: SimulatedRequest, router: SimulatedRouter, session: string): SimulatedAnswer {
  if (request.method !== "POST") return loginPage(session);
  if (request.form.get("__csrf_magic") !== tokenOf(session)) return page("403 Forbidden", "CSRF check failed.");
  const isRight = request.form.get("usernamefld") === username && request.form.get("passwordfld") === password;
  const isMeant = request.form.has("login") && isRight && !router.faults.isWrongPassword;
  if (!isMeant) return loginPage(session, "200 OK", "Username or Password incorrect");
  router.sessions.delete(session);
  const inside = newSession(router);
  router.sessions.add(`in ${inside}`);
  const query = request.query.toString();
  return html("302 Found", "", [cookieOf(inside), ["Location", `${request.path}${query === "" ? "" : `?${query}`}`]]);
}

function tokenOf(session: string): string {
  return `sid:${Buffer.from(session).toString("hex")},1700000000`;
}

function loginPage(session: string, status = "200 OK", words = ""): SimulatedAnswer {
  const form = `<form method="post" action="/index.php" class="login">
<input type='hidden' name='__csrf_magic' value="${tokenOf(session)}" />
<p>${words}</p>
<input type="text" name="usernamefld" id="usernamefld"><input type="password" name="passwordfld" id="passwordfld">
<button type="submit" name="login" value="Sign In">Sign In</button>
</form>`;
  return html(status, `<!DOCTYPE html>\n<html><body id="login">${form}</body></html>\n`, [cookieOf(session)]);
}

function cookieOf(session: string): readonly [string, string] {
  return ["Set-Cookie", `PHPSESSID=${session}; path=/; HttpOnly`];
}

/** The newest rows that are younger than the time that is asked for, in whole seconds. */
function rows(request: SimulatedRequest, router: SimulatedRouter, isNewestFirst: boolean): SimulatedAnswer {
  const most = Number(request.query.get("nentries") ?? 50);
  const since = Number(request.query.get("lastsawtime"));
  const shown = router
    .rows()
    .slice(-most)
    .filter(({ timeMs }) => Math.floor(timeMs / 1000) > since)
    .map(({ text }) => `${shownRow(text, router.nowMs)}\n`);
  return { ...html("200 OK", (isNewestFirst ? shown.toReversed() : shown).join("")), isLog: true };
}

/** The page around the rows, for people. */
function viewOf(router: SimulatedRouter): string {
  const cells = router.rows().map(({ text }) => `<tr><td>${text.split("||").slice(1).join("</td><td>")}</td></tr>`);
  return `<table><thead><tr><th>Act</th><th>Time</th></tr></thead><tbody id="filter-log-entries">
${cells.join("\n")}
</tbody></table>`;
}

function page(status: string, content: string): SimulatedAnswer {
  return html(status, `<!DOCTYPE html>\n<html><body>${content}</body></html>\n`);
}

function html(status: string, text: string, headers: SimulatedAnswer["headers"] = []): SimulatedAnswer {
  const body = Buffer.from(text, "utf8");
  return {
    status: `HTTP/1.1 ${status}`,
    headers: [
      ["Server", "nginx"],
      ["Content-Type", "text/html; charset=UTF-8"],
      ["Content-Length", String(body.length)],
      ["Connection", "close"],
      ...headers,
    ],
    body,
  };
}
