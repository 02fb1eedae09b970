import { readEnvelope } from "../../formats/envelope.ts";
import { createLocalClock } from "../../formats/local-time.ts";
import type { Simulator, SimulatorOptions } from "../../model/simulator.ts";
import { publicAddress } from "../simulator/address.ts";
import type { SimulatedFamily, SimulatedRouter, WrittenRow } from "../simulator/family.ts";
import { createRandom } from "../simulator/random.ts";
import type { SimulatedAnswer, SimulatedRequest } from "../simulator/server.ts";
import { basicRefusal, htmlAnswer } from "../simulator/site.ts";
import { startSimulator } from "../simulator/start.ts";
import { tomatoLines } from "./parse.ts";
import { bootLines, dropLine, hostileLines, householdLine } from "./simulated-lines.ts";

const login = { username: "admin", password: "tomato-make-believe", realm: "FreshTomato" };
const timezone = "America/Los_Angeles";

/**
 * A make-believe router with Tomato, after its source: Basic, an id that every request must carry and that changes when it starts,
 * the log as plain text, oldest line first, its tail or all of it.
 */
export function startTomato(options: SimulatorOptions): Promise<Simulator> {
  return startSimulator(simulated(publicAddress(createRandom(options.seed ^ 0x3a9))), options);
}

function simulated(wanAddress: string): SimulatedFamily {
  const clock = createLocalClock(timezone);
  return {
    id: "tomato",
    username: login.username,
    password: login.password,
    timezone,
    ringSize: 800,
    background: {
      perDay: 300,
      write: (timeMs, random) => ({ text: householdLine(clock.wallAt(timeMs), publicAddress(random), random) }),
    },
    writeProbe: (probe, random) =>
      readBack(dropLine(clock.wallAt(probe.timeMs), probe, wanAddress, random), probe.timeMs),
    replay: readBack,
    bootRows: (timeMs) => bootLines(clock.wallAt(timeMs)).map((text) => ({ text })),
    hostileRows: (timeMs) => hostileLines(clock.wallAt(timeMs)).map((text) => ({ text })),
    answer,
  };
}

/** A line, with what it can tell of a packet from outside that was not let in. */
function readBack(text: string, timeMs: number): WrittenRow {
  const reading = tomatoLines.read(readEnvelope(text));
  if (reading?.kind !== "event" || reading.event.action !== "drop") return { text };
  return { text, event: { ...reading.event, timeMs: Math.floor(timeMs / 1000) * 1000 } };
}

function answer(request: SimulatedRequest, router: SimulatedRouter): SimulatedAnswer {
  const refusal = basicRefusal(request, router, login);
  if (refusal !== undefined) return refusal;
  const id = httpId(router);
  if (request.path === "/") {
    return htmlAnswer(
      `<html><head><script>\nnvram = {\n\t'http_id': '${id}',\n\t'web_css': 'tomato' };\n</script></head></html>\n`,
    );
  }
  // Somebody who is led here by another site does not know the id.
  if (request.query.get("_http_id") !== id) return redirectHome;
  if (request.path !== "/logs/view.cgi")
    return htmlAnswer("<html>404 Not Found</html>", { status: "HTTP/1.0 404 Not Found" });
  const lines = router.rows().map(({ text }) => text);
  const which = request.query.get("which") ?? "";
  const shown = which === "all" ? lines : lines.slice(-Number(which));
  return {
    status: "HTTP/1.0 200 OK",
    headers: [
      ["Content-Type", "text/plain"],
      ["Connection", "close"],
    ],
    body: Buffer.from(shown.map((line) => `${line}\n`).join(""), "latin1"),
    isLog: true,
  };
}

/** Kept until the router starts, or forgets who is there. */
function httpId({ sessions, random }: SimulatedRouter): string {
  if (sessions.size === 0)
    sessions.add(
      `TID${Math.floor(random.next() * 2 ** 48)
        .toString(16)
        .padStart(12, "0")}`,
    );
  return [...sessions][0] ?? "";
}

const redirectHome: SimulatedAnswer = {
  status: "HTTP/1.0 302 Found",
  headers: [
    ["Location", "/"],
    ["Connection", "close"],
  ],
  body: "",
};
