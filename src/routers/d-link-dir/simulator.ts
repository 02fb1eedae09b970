import { dlinkDir } from "../../formats/dlink-dir.ts";
import { readEnvelope } from "../../formats/envelope.ts";
import { createLocalClock } from "../../formats/local-time.ts";
import type { Simulator, SimulatorOptions } from "../../model/simulator.ts";
import { publicAddress } from "../simulator/address.ts";
import type { SimulatedFamily, SimulatedRouter, WrittenRow } from "../simulator/family.ts";
import { createRandom } from "../simulator/random.ts";
import type { SimulatedAnswer, SimulatedRequest } from "../simulator/server.ts";
import { htmlAnswer } from "../simulator/site.ts";
import { startSimulator } from "../simulator/start.ts";
import { syslogTimeText } from "../simulator/written-time.ts";
import { encoded } from "./login.ts";
import { loginPage, logPage, page, pageCount, refusedPage } from "./simulated-pages.ts";
import { hostileMessages, householdMessage, type Message, probeMessage } from "./simulated-rows.ts";

const username = "admin";
const password = "dir615-make-believe";
const timezone = "Europe/Berlin";

/**
 * A make-believe DIR-615 C1, after the source of its pages and of its log daemon: the login form and its own base64, rows in a hidden
 * field, pages that are turned for everybody, two zones in one log, equal rows of a second written once.
 */
export function startDlinkDir(options: SimulatorOptions): Promise<Simulator> {
  return startSimulator(simulated(publicAddress(createRandom(options.seed ^ 0x3a9))), options);
}

function simulated(wanAddress: string): SimulatedFamily {
  const clock = createLocalClock(timezone);
  const shown = { page: 1 };
  let rowBefore = "";
  const rowOf = ({ text, isUtc }: Message, timeMs: number) =>
    `${syslogTimeText(isUtc ? timeMs : clock.wallAt(timeMs))}|1|${text}`;
  return {
    id: "d-link-dir",
    username,
    password,
    timezone,
    ringSize: 400,
    background: {
      perDay: 200,
      write: (timeMs, random) => ({ text: rowOf(householdMessage(wanAddress, random), timeMs) }),
    },
    writeProbe: (probe) => {
      const text = rowOf(probeMessage(probe, wanAddress), probe.timeMs);
      if (text === rowBefore) return undefined;
      rowBefore = text;
      return readBack(text, probe.timeMs);
    },
    replay: readBack,
    hostileRows: (timeMs) => hostileMessages.map((message) => ({ text: rowOf(message, timeMs) })),
    answer: (request, router) => answer(request, router, shown),
  };
}

/** A row, with what it can tell of a packet that somebody outside sent of his own accord. */
function readBack(text: string, timeMs: number): WrittenRow {
  const [time, , message] = text.split("|");
  const reading = dlinkDir.read(readEnvelope(`${time} ${message}`));
  if (reading?.kind !== "event") return { text };
  return { text, event: { ...reading.event, timeMs: Math.floor(timeMs / 1000) * 1000 } };
}

function answer(request: SimulatedRequest, router: SimulatedRouter, shown: { page: number }): SimulatedAnswer {
  if (request.path === "/login.cgi") return htmlAnswer(logIn(request, router));
  if (!router.sessions.has(request.address)) return htmlAnswer(loginPage);
  shown.page = Math.min(shown.page, pageCount(router));
  switch (request.path) {
    case "/st_log.asp":
      return htmlAnswer(logPage(router, shown.page), { isLog: true });
    case "/log_first_page.cgi":
      return turnTo(1);
    case "/log_last_page.cgi":
      return turnTo(pageCount(router));
    case "/log_next_page.cgi":
      return turnTo(shown.page + 1);
    case "/log_previous_page.cgi":
      return turnTo(shown.page - 1);
    case "/":
      return htmlAnswer(page("<h1>Setup</h1>"));
    default:
      return htmlAnswer(page("404 Not Found"), { status: "HTTP/1.0 404 Not Found" });
  }

  function turnTo(number: number): SimulatedAnswer {
    shown.page = Math.max(1, Math.min(number, pageCount(router)));
    return htmlAnswer(logPage(router, shown.page));
  }
}

/** Whoever logged in is known by the address. */
function logIn({ form, address }: SimulatedRequest, router: SimulatedRouter): string {
  const isRight = form.get("login_name") === encoded(username) && form.get("login_pass") === encoded(password);
  if (!isRight || router.faults.isWrongPassword) return refusedPage;
  router.sessions.add(address);
  return page("<h1>Setup</h1>");
}
