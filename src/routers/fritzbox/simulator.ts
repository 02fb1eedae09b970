import { createLocalClock, type LocalClock } from "../../formats/local-time.ts";
import type { Simulator, SimulatorOptions } from "../../model/simulator.ts";
import type { SimulatedFamily, SimulatedRouter } from "../simulator/family.ts";
import { jsonAnswer } from "../simulator/json-answer.ts";
import type { SimulatedAnswer, SimulatedRequest } from "../simulator/server.ts";
import { startSimulator } from "../simulator/start.ts";
import { answerTo } from "./challenge.ts";
import { bootRows, eventLine, hostileRows, householdRow, loginText, tryRow } from "./simulated-rows.ts";

const username = "fritz7654";
const password = "kennwort-1";
const timezone = "Europe/Berlin";
const challenges = ["2$6000$5A1711$600$5A1722", "1234567z"] as const;

/** A make-believe FRITZ!Box: a challenge, a time in which nobody is let in, events; with an odd seed of the time before FRITZ!OS 7.24. */
export async function startFritzbox(options: SimulatorOptions): Promise<Simulator> {
  const challenge = challenges[options.seed % 2 === 1 ? 1 : 0];
  const response = (await answerTo(challenge, password)) ?? "";
  return startSimulator(simulatedFritzbox(options.seed % 2 === 1, challenge, response), options);
}

function simulatedFritzbox(isOld: boolean, challenge: string, response: string): SimulatedFamily {
  const clock = createLocalClock(timezone);
  const door: Door = { challenge, response, failures: 0, blockedUntilMs: 0 };
  return {
    id: "fritzbox",
    username,
    password,
    timezone,
    ringSize: 400,
    background: { perDay: 80, write: (timeMs, random) => householdRow(timeMs, clock, random) },
    writeProbe: (probe) => tryRow(probe, clock),
    replay: (line) => ({ text: line }),
    bootRows: (timeMs, random) => bootRows(timeMs, clock, random),
    hostileRows: (timeMs) => hostileRows(timeMs, clock),
    answer: (request, router) => answer(request, router, door, clock, isOld),
  };
}

/** The login, and how often it was tried in vain. */
interface Door {
  readonly challenge: string;
  readonly response: string;
  failures: number;
  blockedUntilMs: number;
}

function answer(
  request: SimulatedRequest,
  router: SimulatedRouter,
  door: Door,
  clock: LocalClock,
  isOld: boolean,
): SimulatedAnswer {
  if (request.path === "/login_sid.lua")
    return request.method === "POST" ? logIn(request, router, door, clock) : sessionInfo(undefined, router, door);
  if (request.path !== "/data.lua") return xml("404 Not Found", "<html><body>ERR_NOT_FOUND</body></html>");
  const sid = request.form.get("sid") ?? "";
  if (!router.sessions.has(sid)) return xml("403 Forbidden", "<html><body>403 Forbidden</body></html>");
  if (request.form.get("page") !== "log") return jsonAnswer({ pid: "overview", data: {}, sid });
  const log = router
    .rows()
    .toReversed()
    .map(({ text }) => shown(text, isOld));
  return jsonAnswer({ pid: "log", data: { filter: "all", log }, sid }, { isLog: true });
}

function shown(text: string, isOld: boolean): unknown {
  const [date = "", time = "", ...words] = text.split(" ");
  const msg = words.join(" ");
  return isOld ? [date, time, msg, "501", "4", ""] : { date, time, msg, group: "sys", id: 501 };
}

function logIn(request: SimulatedRequest, router: SimulatedRouter, door: Door, clock: LocalClock): SimulatedAnswer {
  const isMeant = request.form.get("username") === username && request.form.get("response") === door.response;
  const isRight = isMeant && router.nowMs >= door.blockedUntilMs && !router.faults.isWrongPassword;
  router.log(
    eventLine(loginText(request.form.get("username") ?? "", request.address, isRight), clock.wallAt(router.nowMs)),
  );
  if (!isRight) {
    door.failures += 1;
    door.blockedUntilMs = router.nowMs + 1000 * 2 ** Math.min(door.failures, 12);
    return sessionInfo(undefined, router, door);
  }
  door.failures = 0;
  const sid = Math.floor(router.random.next() * 2 ** 48)
    .toString(16)
    .padStart(16, "a");
  router.sessions.add(sid);
  return sessionInfo(sid, router, door);
}

function sessionInfo(sid: string | undefined, router: SimulatedRouter, door: Door): SimulatedAnswer {
  const block = Math.max(0, Math.ceil((door.blockedUntilMs - router.nowMs) / 1000));
  const body = `<?xml version="1.0" encoding="utf-8"?><SessionInfo><SID>${sid ?? "0".repeat(16)}</SID><Challenge>${door.challenge}</Challenge><BlockTime>${block}</BlockTime><Rights></Rights><Users><User last="1">${username}</User></Users></SessionInfo>\n`;
  return xml("200 OK", body);
}

function xml(status: string, text: string): SimulatedAnswer {
  const body = Buffer.from(text, "utf8");
  return {
    status: `HTTP/1.1 ${status}`,
    headers: [
      ["Content-Type", "text/xml; charset=utf-8"],
      ["Content-Length", String(body.length)],
      ["Connection", "close"],
    ],
    body,
  };
}
