import { createHash } from "node:crypto";
import type { Simulator, SimulatorOptions } from "../../model/simulator.ts";
import { fieldsOf, readJson } from "../http/json.ts";
import { publicAddress } from "../simulator/address.ts";
import type { SimulatedFamily, SimulatedRouter } from "../simulator/family.ts";
import { jsonAnswer } from "../simulator/json-answer.ts";
import { createRandom } from "../simulator/random.ts";
import type { RingRow } from "../simulator/ring.ts";
import type { SimulatedAnswer, SimulatedRequest } from "../simulator/server.ts";
import { startSimulator } from "../simulator/start.ts";
import { hostileRows, householdRow, probeRow, reportedRow } from "./simulated-rows.ts";

const username = "reader";
const password = "unifi-pass-1";
const logPath = "/proxy/network/v2/api/site/default/system-log/triggers";

/** A make-believe UniFi gateway: a cookie and a token for each session, pages of the log; with an odd seed the oldest row comes first. */
export function startUnifi(options: SimulatorOptions): Promise<Simulator> {
  return startSimulator(simulatedUnifi(options.seed), options);
}

function simulatedUnifi(seed: number): SimulatedFamily {
  const wan = publicAddress(createRandom(seed ^ 0x0dd));
  return {
    id: "unifi",
    username,
    password,
    timezone: "UTC",
    ringSize: 3000,
    background: { perDay: 100, write: (_, random) => householdRow(wan, random) },
    writeProbe: (probe) => probeRow(probe, wan),
    replay: (line, timeMs) => reportedRow(readJson(line), timeMs),
    hostileRows: (timeMs) => hostileRows(timeMs, wan),
    answer: (request, router) => answer(request, router, seed % 2 === 1),
  };
}

function answer(request: SimulatedRequest, router: SimulatedRouter, isOldestFirst: boolean): SimulatedAnswer {
  const read = readJson(request.body);
  const question = fieldsOf(read.kind === "json" ? read.value : undefined);
  if (request.path === "/api/auth/login") return logIn(question, router);
  const session = /(?:^|;\s*)TOKEN=([0-9a-f]+)/.exec(request.headers.get("cookie") ?? "")?.[1] ?? "";
  const isForged = request.headers.get("x-csrf-token") !== csrfOf(session);
  if (!router.sessions.has(session)) return jsonAnswer({ error: { code: 401 } }, { status: "401 Unauthorized" });
  if (isForged) return jsonAnswer({ error: { code: 403 } }, { status: "403 Forbidden" });
  // Addresses of the first version of the API are gone.
  if (request.path !== logPath) return jsonAnswer({ error: { code: 404 } }, { status: "404 Not Found" });
  if (request.method !== "POST") return jsonAnswer({ error: { code: 405 } }, { status: "405 Method Not Allowed" });
  return jsonAnswer(pageOf(router, question, isOldestFirst), { isLog: true });
}

function logIn(given: Readonly<Record<string, unknown>>, router: SimulatedRouter): SimulatedAnswer {
  const isRight = given["username"] === username && given["password"] === password;
  if (!isRight || router.faults.isWrongPassword)
    return jsonAnswer({ code: "AUTHENTICATION_FAILED_INVALID_CREDENTIALS" }, { status: "401 Unauthorized" });
  const session = Math.floor(router.random.next() * 2 ** 48).toString(16);
  router.sessions.add(session);
  const headers: SimulatedAnswer["headers"] = [
    ["Set-Cookie", `TOKEN=${session}; path=/; secure; httponly`],
    ["X-CSRF-Token", csrfOf(session)],
  ];
  return jsonAnswer({ unique_id: "0", username }, { headers });
}

function csrfOf(session: string): string {
  return createHash("sha256").update(session).digest("hex").slice(0, 32);
}

function pageOf(router: SimulatedRouter, question: Readonly<Record<string, unknown>>, isOldestFirst: boolean): object {
  const [from, to] = [Number(question["timestampFrom"]), Number(question["timestampTo"])];
  const size = Number(question["pageSize"]);
  const page = Number(question["pageNumber"]);
  const rows = router.rows().filter(({ timeMs }) => timeMs >= from && timeMs <= to);
  const ordered = isOldestFirst ? rows : rows.toReversed();
  return {
    data: ordered.slice(page * size, (page + 1) * size).map((row) => shownRow(row, router.bootMs)),
    page_number: page,
    total_element_count: rows.length,
    total_page_count: Math.ceil(rows.length / size),
  };
}

/** Ids are those of a database, and never given twice. */
function shownRow({ text, number, timeMs }: RingRow, bootMs: number): object {
  const id = createHash("sha1").update(`${bootMs} ${number}`).digest("hex").slice(0, 24);
  return { id, timestamp: timeMs, ...JSON.parse(text) };
}
