import { createLocalClock } from "../../formats/local-time.ts";
import type { Simulator, SimulatorOptions } from "../../model/simulator.ts";
import { publicAddress } from "../simulator/address.ts";
import type { SimulatedFamily, SimulatedRouter } from "../simulator/family.ts";
import { createRandom } from "../simulator/random.ts";
import type { SimulatedAnswer, SimulatedRequest } from "../simulator/server.ts";
import { startSimulator } from "../simulator/start.ts";
import { createRowWriter, type RowWriter } from "./simulated-rows.ts";

const username = "admin";
const password = "asuswrt1";
const timezone = "Europe/Paris";

/** A make-believe ASUS: a token for one person at a time, a log of hundreds of kilobytes, no year; with an odd seed the log is not escaped. */
export function startAsuswrt(options: SimulatorOptions): Promise<Simulator> {
  return startSimulator(simulatedAsuswrt(options.seed), options);
}

function simulatedAsuswrt(seed: number): SimulatedFamily {
  const rows = createRowWriter(publicAddress(createRandom(seed ^ 0xa50)), createLocalClock(timezone));
  return {
    id: "asuswrt",
    username,
    password,
    timezone,
    ringSize: 2500,
    background: { perDay: 800, write: rows.household },
    writeProbe: rows.probe,
    replay: (line) => ({ text: line }),
    bootRows: rows.boot,
    hostileRows: rows.hostile,
    answer: (request, router) => answer(request, router, rows, seed % 2 === 1),
  };
}

function answer(request: SimulatedRequest, router: SimulatedRouter, rows: RowWriter, isRaw: boolean): SimulatedAnswer {
  // A login elsewhere ends every other.
  if (router.faults.isOtherAdministrator) router.sessions.clear();
  if (request.path === "/login.cgi") return logIn(request, router, rows);
  const token = /(?:^|;\s*)asus_token=([0-9a-f]+)/.exec(request.headers.get("cookie") ?? "")?.[1] ?? "";
  if (!router.sessions.has(token)) return html(sentToLogin);
  if (request.path === "/Logout.asp") {
    router.sessions.clear();
    return json('{\n"error_status":"8"\n}\n');
  }
  const hasReferrer = /\/Main_LogStatus_Content\.asp$/.test(request.headers.get("referer") ?? "");
  if (request.path === "/appGet.cgi" && request.query.get("hook") === 'nvram_dump("syslog.log","")' && hasReferrer)
    return { ...json(logOf(router, isRaw)), isLog: true };
  return html(sentToLogin);
}

/** Status 200, as to everything. */
const sentToLogin = "<HTML><HEAD><script>window.top.location.href='/Main_Login.asp';</script>\n</HEAD></HTML>\n";

function logIn(request: SimulatedRequest, router: SimulatedRouter, rows: RowWriter): SimulatedAnswer {
  if (router.faults.isOtherAdministrator) return json('{\n"error_status":"9"\n}\n');
  const given = Buffer.from(request.form.get("login_authorization") ?? "", "base64").toString("utf8");
  const hasReferrer = /\/Main_Login\.asp$/.test(request.headers.get("referer") ?? "");
  if (!hasReferrer) return json('{\n"error_status":"4"\n}\n');
  if (given !== `${username}:${password}` || router.faults.isWrongPassword) {
    router.log(rows.own(`httpd: login fail from ${request.address}`, router.nowMs));
    return json('{\n"error_status":"3"\n}\n');
  }
  const token = Math.floor(router.random.next() * 2 ** 48)
    .toString(16)
    .padStart(16, "a");
  router.sessions.clear();
  router.sessions.add(token);
  return json(`{\n"asus_token":"${token}"\n}\n`);
}

function logOf(router: SimulatedRouter, isRaw: boolean): string {
  const text = router
    .rows()
    .map((row) => `${row.text}\n`)
    .join("");
  const inside = isRaw ? text.replaceAll("\n", "\\n") : JSON.stringify(text).slice(1, -1);
  return `{\n"nvram_dump-syslog.log": "${inside}"\n}\n`;
}

function json(text: string): SimulatedAnswer {
  return answered("application/json;charset=UTF-8", text);
}

function html(text: string): SimulatedAnswer {
  return answered("text/html", text);
}

/** Without a length: the body ends with the connection. */
function answered(type: string, text: string): SimulatedAnswer {
  return {
    status: "HTTP/1.0 200 OK",
    headers: [
      ["Server", "httpd/2.0"],
      ["Content-Type", type],
      ["Connection", "close"],
    ],
    body: Buffer.from(text, "utf8"),
  };
}
