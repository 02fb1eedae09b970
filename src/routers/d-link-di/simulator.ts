import { dlinkDi } from "../../formats/dlink-di.ts";
import { readEnvelope } from "../../formats/envelope.ts";
import { createLocalClock } from "../../formats/local-time.ts";
import type { Simulator, SimulatorOptions } from "../../model/simulator.ts";
import { publicAddress } from "../simulator/address.ts";
import type { SimulatedFamily, SimulatedRouter, WrittenRow } from "../simulator/family.ts";
import { createRandom, integerBetween, pick, type Random } from "../simulator/random.ts";
import type { SimulatedAnswer, SimulatedRequest } from "../simulator/server.ts";
import { basicRefusal, htmlAnswer } from "../simulator/site.ts";
import { startSimulator } from "../simulator/start.ts";
import type { Probe } from "../simulator/traffic.ts";
import { ctimeText } from "../simulator/written-time.ts";

const login = { username: "admin", password: "di604-make-believe", realm: "DI-604" };
const timezone = "America/Chicago";
const rowsOfPage = 20;

/**
 * A make-believe DI-604. What people published of it is as it was: its rows, oldest first, on many pages, and a log that is gone when it was
 * full. The pages themselves are invented.
 */
export function startDlinkDi(options: SimulatorOptions): Promise<Simulator> {
  return startSimulator(simulated(publicAddress(createRandom(options.seed ^ 0x3a9))), options);
}

function simulated(wanAddress: string): SimulatedFamily {
  const clock = createLocalClock(timezone);
  const dated = (text: string, timeMs: number) => `${ctimeText(clock.wallAt(timeMs))} ${text}`;
  return {
    id: "d-link-di",
    username: login.username,
    password: login.password,
    timezone,
    ringSize: 400,
    isEmptiedWhenFull: true,
    background: { perDay: 150, write: (timeMs, random) => ({ text: dated(householdRow(random), timeMs) }) },
    writeProbe: (probe) => readBack(dated(attemptRow(probe, wanAddress), probe.timeMs), probe.timeMs),
    replay: readBack,
    hostileRows: (timeMs) => hostileTexts.map((text) => ({ text: dated(text, timeMs) })),
    bootRows: (timeMs) =>
      ["DOD:triggered internally", "DHCP:discover()"].map((text) => ({ text: dated(text, timeMs) })),
    answer,
  };
}

function attemptRow({ source, sourcePort, protocol, port }: Probe, destination: string): string {
  return `Unrecognized attempt blocked from ${source}:${sourcePort} to ${destination} ${protocol.toUpperCase()}:${port}`;
}

/** A row, with what it can tell of a packet that somebody outside sent of his own accord. */
function readBack(text: string, timeMs: number): WrittenRow {
  const reading = dlinkDi.read(readEnvelope(text));
  if (reading?.kind !== "event" || reading.event.action !== "drop") return { text };
  return { text, event: { ...reading.event, timeMs: Math.floor(timeMs / 1000) * 1000 } };
}

/** What else such a router writes; the attacks come without any address. */
function householdRow(random: Random): string {
  return pick(random, [
    "DHCP:discover()",
    "DHCP:offer(192.0.2.1)",
    "DHCP:ack(DOL=14400,T1=7200,T2=12600)",
    "Associated:  00-00-5E-00-53-01 st=0",
    "Dos Attack type : fragment flooding!! ",
    `ICMP: type 3 code 1 from ${publicAddress(random)}`,
    `TX TCP reset for 192.168.0.161(${integerBetween(random, 1025, 65_535)}) -> 192.168.0.1(80)`,
  ]);
}

/** Texts that a computer of the LAN may have had a hand in. */
const hostileTexts = [
  "DHCP:discover(<script>alert(1)</script>)",
  "DHCP:discover(</pre></body></html>)",
  "DHCP:discover(<!-- <textarea>)",
  "DHCP:discover(Unrecognized attempt blocked from 203.0.113.66:1 to 192.0.2.1 TCP:22)",
  "DHCP:discover(\u001b[2J\u0007\u0000)",
  "Unrecognized attempt blocked from 999.1.1.1:99999 to constructor __proto__:1",
  "Unrecognized attempt blocked from &lt;b&gt;",
];

function answer(request: SimulatedRequest, router: SimulatedRouter): SimulatedAnswer {
  const refusal = basicRefusal(request, router, login);
  if (refusal !== undefined) return refusal;
  if (request.path === "/") return htmlAnswer(page("Home", ""));
  if (request.path !== "/st_log.html") {
    return htmlAnswer(page("404 Not Found", ""), { status: "HTTP/1.0 404 Not Found" });
  }
  const number = Number(request.query.get("page") ?? 1);
  return htmlAnswer(page("System Log", rowsOf(router, number)), { isLog: true });
}

/** Oldest first, so many a page. Nobody saw this firmware escape anything. */
function rowsOf(router: SimulatedRouter, number: number): string {
  const rows = router.rows().slice((number - 1) * rowsOfPage, number * rowsOfPage);
  return `<pre>\n${rows.map(({ text }) => text).join("\n")}\n</pre>`;
}

function page(title: string, content: string): string {
  return `<html><head><title>DI-604</title></head>\n<body><h1>${title}</h1>\n${content}\n</body></html>\n`;
}
