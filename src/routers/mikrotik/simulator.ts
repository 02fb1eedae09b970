import { createLocalClock, type LocalClock } from "../../formats/local-time.ts";
import type { Simulator, SimulatorOptions } from "../../model/simulator.ts";
import { publicAddress } from "../simulator/address.ts";
import type { SimulatedFamily, SimulatedRouter } from "../simulator/family.ts";
import { jsonAnswer } from "../simulator/json-answer.ts";
import { createRandom } from "../simulator/random.ts";
import { basicCredentials } from "../simulator/request.ts";
import type { SimulatedAnswer, SimulatedRequest } from "../simulator/server.ts";
import { startSimulator } from "../simulator/start.ts";
import { mikrotikOptions } from "./options.ts";
import {
  apiLine,
  bootRows,
  type DateStyle,
  dateStyles,
  hostileRows,
  householdRow,
  otherRow,
  probeRow,
} from "./simulated-rows.ts";

const username = "reader";
const password = "mikrotik1";
const timezone = "Europe/Riga";

/** A make-believe MikroTik: REST, a thousand numbered lines, times without a date on their day; the seed chooses how others are printed. */
export function startMikrotik(options: SimulatorOptions): Promise<Simulator> {
  return startSimulator(simulatedMikrotik(options.seed), options);
}

function simulatedMikrotik(seed: number): SimulatedFamily {
  const wan = publicAddress(createRandom(seed ^ 0x311));
  const clock = createLocalClock(timezone);
  const style = dateStyles[seed % 2 === 1 ? 0 : 1];
  return {
    id: "mikrotik",
    username,
    password,
    timezone,
    ringSize: 1000,
    background: { perDay: 120, write: (_, random) => householdRow(random) },
    writeProbe: (probe) => probeRow(probe, wan),
    replay: (line) => otherRow("firewall,info", line),
    bootRows: (timeMs, random) => bootRows(timeMs, wan, random),
    hostileRows: (timeMs) => hostileRows(timeMs, wan),
    answer: (request, router) => answer(request, router, clock, style),
  };
}

function answer(
  request: SimulatedRequest,
  router: SimulatedRouter,
  clock: LocalClock,
  style: DateStyle,
): SimulatedAnswer {
  const given = basicCredentials(request);
  const log = (topics: string, message: string) => router.log(otherRow(topics, message).text);
  if (given?.username !== username || given.password !== password || router.faults.isWrongPassword) {
    log(
      "system,error,critical",
      `login failure for user ${given?.username ?? ""} from ${request.address} via rest-api`,
    );
    return jsonAnswer({ error: 401, message: "Unauthorized" }, { status: "401 Unauthorized" });
  }
  if (request.path !== mikrotikOptions.log_path.default)
    return jsonAnswer({ error: 404, message: "Not Found" }, { status: "404 Not Found" });
  log("system,info,account", `user ${username} logged in from ${request.address} via rest-api`);
  const lines = router.rows().map((row) => apiLine(row, router.nowMs, clock, style));
  log("system,info,account", `user ${username} logged out from ${request.address} via rest-api`);
  return jsonAnswer(lines, { isLog: true });
}
