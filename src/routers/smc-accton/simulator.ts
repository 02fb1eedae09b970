import { readEnvelope } from "../../formats/envelope.ts";
import { createLocalClock } from "../../formats/local-time.ts";
import { smcAccton } from "../../formats/smc-accton.ts";
import type { Simulator, SimulatorOptions } from "../../model/simulator.ts";
import { publicAddress } from "../simulator/address.ts";
import type { SimulatedFamily, SimulatedRouter, WrittenRow } from "../simulator/family.ts";
import { createRandom } from "../simulator/random.ts";
import type { SimulatedAnswer, SimulatedRequest } from "../simulator/server.ts";
import { htmlAnswer } from "../simulator/site.ts";
import { startSimulator } from "../simulator/start.ts";
import { hostileTexts, householdRow, probeRow, type RowStyle, rowStyles } from "./simulated-rows.ts";

const username = "";
const password = "smcadmin";
const timezone = "Europe/London";

/**
 * A make-believe SMC with Accton firmware. What people published of it is as it was: its rows in three styles (the seed chooses), newest
 * first, and its password. Its pages are invented, and so is how many rows it keeps.
 */
export function startSmcAccton(options: SimulatorOptions): Promise<Simulator> {
  const style = rowStyles[options.seed % rowStyles.length] ?? rowStyles[0];
  return startSimulator(simulated(style, publicAddress(createRandom(options.seed ^ 0x3a9))), options);
}

function simulated(style: RowStyle, wanAddress: string): SimulatedFamily {
  const clock = createLocalClock(timezone);
  const dated = (text: string, timeMs: number) => `${style.date(clock.wallAt(timeMs))} ${text}`;
  return {
    id: "smc-accton",
    username,
    password,
    timezone,
    ringSize: 128,
    background: {
      perDay: 200,
      write: (timeMs, random) => ({ text: dated(householdRow(wanAddress, style.line, random), timeMs) }),
    },
    writeProbe: (probe) => readBack(dated(probeRow(probe, wanAddress, style.line), probe.timeMs), probe.timeMs),
    replay: readBack,
    hostileRows: (timeMs) => hostileTexts.map((text) => ({ text: dated(text, timeMs) })),
    answer: (request, router) => answer(request, router, style, (text) => router.log(dated(text, router.nowMs))),
  };
}

/** A row, with what it can tell of a packet that somebody outside sent of his own accord. */
function readBack(text: string, timeMs: number): WrittenRow {
  const reading = smcAccton.read(readEnvelope(text));
  if (reading?.kind !== "event" || reading.event.direction !== "in" || reading.event.namedScan === "fin")
    return { text };
  return { text, event: { ...reading.event, timeMs: Math.floor(timeMs / 1000) * 1000 } };
}

function answer(
  request: SimulatedRequest,
  router: SimulatedRouter,
  style: RowStyle,
  log: (text: string) => void,
): SimulatedAnswer {
  if (router.faults.isOtherAdministrator && request.path !== "/") return htmlAnswer(busyPage);
  switch (request.path) {
    case "/login.stm":
      if (request.form.get("password") !== password || router.faults.isWrongPassword) {
        log(`${request.address} login fail`);
        return htmlAnswer(loginPage);
      }
      router.sessions.add(request.address);
      log(`${request.address} login success`);
      return htmlAnswer(page("Status", ""));
    case "/logout.stm":
      if (router.sessions.delete(request.address)) log(`${request.address} logout`);
      return htmlAnswer(loginPage);
    case "/security_log.stm":
      return router.sessions.has(request.address)
        ? htmlAnswer(page("Security Log", rowsOf(router, style)), { isLog: true })
        : htmlAnswer(loginPage);
    case "/":
      return htmlAnswer(loginPage);
    default:
      return htmlAnswer(page("Not found", ""), { status: "HTTP/1.0 404 Not Found" });
  }
}

/** Newest first, each on a line of its own. Nobody saw this firmware escape anything. */
function rowsOf(router: SimulatedRouter, style: RowStyle): string {
  const rows = router.rows().map((row) => row.text);
  const shown = rows.reverse().map((row, index) => (style.isNumbered ? `${index + 1}. ${row}` : row));
  return `<pre>\n${shown.join("\n")}\n</pre>`;
}

function page(title: string, content: string): string {
  return `<html><head><title>SMC Barricade</title></head>\n<body><h1>${title}</h1>\n${content}\n</body></html>\n`;
}

const loginPage = page("Login", "<form method=post action=login.stm><input type=password name=password></form>");
const busyPage = page("Login", "<p>192.168.2.33 is managing this device.</p>");
