import { createLocalClock } from "../../formats/local-time.ts";
import type { Simulator, SimulatorOptions } from "../../model/simulator.ts";
import { publicAddress } from "../simulator/address.ts";
import type { SimulatedFamily, SimulatedRouter } from "../simulator/family.ts";
import { jsonAnswer } from "../simulator/json-answer.ts";
import { createRandom } from "../simulator/random.ts";
import { basicCredentials } from "../simulator/request.ts";
import type { SimulatedAnswer, SimulatedRequest } from "../simulator/server.ts";
import { startSimulator } from "../simulator/start.ts";
import { opnsenseOptions } from "./options.ts";
import { apiRow, createRowWriter } from "./simulated-rows.ts";

const key = "w86XNZob/8Oq8aC5r0kbNarNtdpoQU781fyoeaOBQsBwkXUt";
const secret = "XeD26XVrJ5ilAc/EmglCRC+0j2e57tRsjHwFepOseySWLM53pJASeTA3";

/** A make-believe OPNsense: key and secret, a digest a row, newest row first; with an even seed it stands where the API leaves the zone in. */
export function startOpnsense(options: SimulatorOptions): Promise<Simulator> {
  return startSimulator(simulatedOpnsense(options.seed), options);
}

function simulatedOpnsense(seed: number): SimulatedFamily {
  const timezone = seed % 2 === 0 ? "America/New_York" : "Europe/Berlin";
  const rows = createRowWriter(publicAddress(createRandom(seed ^ 0x095)), createLocalClock(timezone));
  return {
    id: "opnsense",
    username: key,
    password: secret,
    timezone,
    ringSize: 1200,
    background: { perDay: 300, write: rows.household },
    writeProbe: rows.probe,
    replay: (line) => ({ text: line }),
    hostileRows: rows.hostile,
    answer,
  };
}

function answer(request: SimulatedRequest, router: SimulatedRouter): SimulatedAnswer {
  const given = basicCredentials(request);
  const isRight = given?.username === key && given.password === secret && !router.faults.isWrongPassword;
  if (!isRight) return jsonAnswer({ status: 401, message: "Authentication Failed" }, { status: "401 Unauthorized" });
  if (request.path !== opnsenseOptions.log_path.default)
    return jsonAnswer({ errorMessage: "Endpoint not found" }, { status: "404 Not Found" });
  return jsonAnswer(logOf(router, request.query), { isLog: true });
}

/** From the newest row to the one of that digest, which is given too; where there is none, as many rows as there may be. */
function logOf(router: SimulatedRouter, query: URLSearchParams): readonly object[] {
  const limit = Number(query.get("limit") ?? 0);
  const digest = query.get("digest");
  const newestFirst = router.rows().toReversed().slice(0, limit).map(apiRow);
  const met = newestFirst.findIndex((row) => "__digest__" in row && row.__digest__ === digest);
  return met === -1 ? newestFirst : newestFirst.slice(0, met + 1);
}
