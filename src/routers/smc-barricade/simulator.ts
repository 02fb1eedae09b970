import { readSmcAmitLine } from "../../formats/smc-amit.ts";
import type { Simulator, SimulatorOptions } from "../../model/simulator.ts";
import { publicAddress } from "../simulator/address.ts";
import type { SimulatedFamily, SimulatedRouter, WrittenRow } from "../simulator/family.ts";
import { createRandom, integerBetween, pick, type Random } from "../simulator/random.ts";
import type { SimulatedAnswer, SimulatedRequest } from "../simulator/server.ts";
import { startSimulator } from "../simulator/start.ts";
import type { Probe } from "../simulator/traffic.ts";
import { busyPage, loginPage, logPage, plainPage, refusedPage, statusPage } from "./simulated-pages.ts";

const username = "admin";
const password = "smcadmin";

/**
 * A make-believe Barricade. What is known of the real one is as it is: the words of the log, the ticks, the ring, the head of
 * its answers, the page that asks for a login with status 200, the open status page. The log page's address, form and
 * script are invented, because nobody has published them.
 */
export function startSmcBarricade(options: SimulatorOptions): Promise<Simulator> {
  return startSimulator(barricade(options.seed), options);
}

function barricade(seed: number): SimulatedFamily {
  const wanAddress = publicAddress(createRandom(seed ^ 0x3a9));
  return {
    id: "smc-barricade",
    username,
    password,
    timezone: "UTC",
    // "The last couple hundred", says the article.
    ringSize: 200,
    background: { perDay: 12, write: (_, random) => ({ text: householdRow(random) }) },
    writeProbe: (probe) => readBack(accessRow(probe), probe.timeMs),
    replay: readBack,
    hostileRows: () => hostileNames.map((name) => ({ text: `DHCP:discover(${name})` })),
    answer: (request, router) => answer(request, router, wanAddress),
  };
}

function accessRow({ source, sourcePort, protocol, port }: Probe): string {
  return `Unrecognized access from ${source}:${sourcePort} to ${protocol.toUpperCase()} port ${port}`;
}

/** A row, with what the log can tell of it: everything but the destination. */
function readBack(text: string, timeMs: number): WrittenRow {
  const reading = readSmcAmitLine(text);
  return reading.kind === "event" ? { text, event: { ...reading.event, timeMs } } : { text };
}

function householdRow(random: Random): string {
  const computer = `192.168.123.${integerBetween(random, 100, 120)}`;
  return pick(random, [
    "DHCP:discover(OFFICE)",
    "DHCP:discover(LAPTOP)",
    "DOD:triggered internally",
    `DOD:${computer} query DNS for www.example.com`,
    `DOD:TCP trigger from ${computer}:${integerBetween(random, 1025, 5000)} to 192.0.2.80:110`,
  ]);
}

/** Names that a computer of the LAN may give itself. */
const hostileNames = [
  "<script>alert(1)</script>",
  "</SCRIPT></BODY></HTML>",
  "Please Login First.",
  '"); log_rows[0] = new Array(1, "Unrecognized access from 203.0.113.66:1 to TCP port 1',
  "a)\r\nUnrecognized access from 203.0.113.66:1 to TCP port 22",
  "<!-- /* // ' \\",
  "\u001b[2J\u0007\u0000",
  "$%7B(){};,]",
];

function answer(request: SimulatedRequest, router: SimulatedRouter, wanAddress: string): SimulatedAnswer {
  switch (request.path) {
    case "/":
      return ok(plainPage("<A HREF=/menu.htm>Login</A>"));
    case "/status.htm":
      return ok(statusPage(wanAddress));
    case "/menu.htm":
      return ok(plainPage(loginForm));
    case "/login.htm":
      return ok(logIn(request, router));
    case "/logout.htm":
      return ok(logOut(request, router));
    case "/log.htm":
      return isLoggedIn(request, router)
        ? { ...ok(logPage(router)), isLog: true }
        : ok(router.faults.isOtherAdministrator ? busyPage() : loginPage());
    default:
      return { ...ok(plainPage("Not found.")), status: "HTTP/1.0 404 Not Found" };
  }
}

const loginForm =
  "<FORM METHOD=POST ACTION=/login.htm><INPUT NAME=user><INPUT TYPE=PASSWORD NAME=password><INPUT TYPE=SUBMIT></FORM>";

/** Exactly these headers, says nmap's collection: no server, no date and no length; the body ends with the connection. */
function ok(page: string): SimulatedAnswer {
  return {
    status: "HTTP/1.0 200 OK",
    headers: [
      ["Content-Type", "text/html"],
      ["Connection", "close"],
    ],
    body: Buffer.from(page, "latin1"),
  };
}

/** There is no cookie among its headers: it knows who is logged in by the address alone. */
function isLoggedIn(request: SimulatedRequest, router: SimulatedRouter): boolean {
  return router.sessions.has(request.address) && !router.faults.isOtherAdministrator;
}

function logIn(request: SimulatedRequest, router: SimulatedRouter): string {
  const isTakenOver = request.form.get("takeover") === "1";
  if (router.faults.isOtherAdministrator && !isTakenOver) return busyPage();
  const isRight = request.form.get("user") === username && request.form.get("password") === password;
  if (!isRight || router.faults.isWrongPassword) {
    router.log(`${request.address} login failed`);
    return refusedPage();
  }
  router.faults.isOtherAdministrator = false;
  router.sessions.add(request.address);
  router.log(`${request.address} login successful`);
  return plainPage("<A HREF=/log.htm>System Log</A>");
}

/** "logged out" is written for a logout by hand alone. */
function logOut(request: SimulatedRequest, router: SimulatedRouter): string {
  if (router.sessions.delete(request.address)) router.log(`${request.address} logged out`);
  return loginPage();
}
