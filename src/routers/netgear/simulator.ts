import { createLineClock, createLocalClock, type LocalClock } from "../../formats/local-time.ts";
import { readNetgearLine } from "../../formats/netgear.ts";
import type { LogEvent } from "../../model/event.ts";
import type { Simulator, SimulatorOptions } from "../../model/simulator.ts";
import { publicAddress } from "../simulator/address.ts";
import type { SimulatedFamily, SimulatedRouter, WrittenRow } from "../simulator/family.ts";
import type { Random } from "../simulator/random.ts";
import { startSimulator } from "../simulator/start.ts";
import { withoutRepetitions } from "./replay.ts";
import { dated, householdLine, type LineStyle, lineStyles, probeLine } from "./simulated-rows.ts";
import { answer, password, username } from "./simulated-site.ts";

/**
 * A make-believe Netgear: 256 rows, a clock of its own in a zone with summer time, a cookie before every login, one person at
 * a time. The seed also chooses which of the three generations of firmware writes the lines.
 */
export function startNetgear(options: SimulatorOptions): Promise<Simulator> {
  const { replay } = options;
  const style = lineStyles[options.seed % lineStyles.length] ?? lineStyles[0];
  return startSimulator(simulatedNetgear(style, replay !== undefined), {
    ...options,
    ...(replay === undefined ? {} : { replay: withoutRepetitions(replay) }),
  });
}

const timezone = "America/New_York";

function simulatedNetgear(style: LineStyle, isReplay: boolean): SimulatedFamily {
  const clock = createLocalClock(timezone);
  const replayClock = createLineClock(clock);
  return {
    id: "netgear",
    username,
    password,
    timezone,
    // Mails of the log hold 256 rows.
    ringSize: 256,
    background: {
      perDay: 600,
      write: (timeMs, random) => ({ text: householdLine(style, clock.wallAt(timeMs), random) }),
    },
    writeProbe: (probe, random) => withTruth(probeLine(style, clock, probe, random), () => wholeSecond(probe.timeMs)),
    replay: (line) => withTruth(line, replayClock),
    hostileRows: (timeMs) => hostileTexts.map((text) => ({ text: dated(text, style, clock.wallAt(timeMs)) })),
    bootRows: (timeMs, random) => bootRows(style, clock, timeMs, random),
    answer: (request, router) => answer(request, router, style, wallNow(router, clock, isReplay)),
  };
}

/** What the router's clock shows: the present, or, where old lines are replayed with their own dates, that of the last one. */
function wallNow(router: SimulatedRouter, clock: LocalClock, isReplay: boolean): number {
  const newest = isReplay ? router.rows().at(-1) : undefined;
  return (newest && readNetgearLine(newest.text).wallMs) ?? clock.wallAt(router.nowMs);
}

/** The row, and the event that it stands for where that is a probe. `timeOf` turns the date that the row shows into UTC, if it is to be believed. */
function withTruth(text: string, timeOf: (wallMs: number) => number | undefined): WrittenRow {
  const reading = readNetgearLine(text);
  if (reading.kind !== "event" || !isProbe(reading.event)) return { text };
  const { wallMs } = reading;
  return { text, event: wallMs === undefined ? reading.event : { ...reading.event, timeMs: timeOf(wallMs) } };
}

/** The log's resolution. */
function wholeSecond(timeMs: number): number {
  return Math.floor(timeMs / 1000) * 1000;
}

const answers: ReadonlySet<string> = new Set(["syn_ack", "rst", "ack", "fin"]);
const servicePorts: ReadonlySet<number> = new Set([53, 80, 123, 443, 853, 3478]);

/** Dropped, from outside, and neither the answer to something nor the echo of an attack on somebody else. */
function isProbe({ action, direction, namedScan, protocol, sourcePort }: LogEvent): boolean {
  if (action === "accept" || direction !== "in" || answers.has(namedScan ?? "")) return false;
  const mayBeReply = protocol === "udp" || (protocol === "tcp" && namedScan !== "syn");
  return !(mayBeReply && servicePorts.has(sourcePort ?? 0));
}

/** Until it has heard from a time server, an R6400 is in the first hour of 2020. */
const unsetWallMs = Date.UTC(2020, 0, 1);

/** What a router writes when it starts, probe included: that one has no time that can be believed. */
function bootRows(style: LineStyle, clock: LocalClock, timeMs: number, random: Random): readonly WrittenRow[] {
  const source = publicAddress(random);
  const unset = (text: string, seconds: number) => dated(text, style, unsetWallMs + seconds * 1000);
  return [
    { text: unset("[Initialized, firmware version: V1.0.1.52_1.0.36]", 5) },
    { text: unset("[Internet connected] IP address: 192.0.2.33", 27) },
    withTruth(unset(style.attack("STORM", source, undefined, random), 41), () => undefined),
    { text: dated("[Time synchronized with NTP server]", style, clock.wallAt(timeMs)) },
  ];
}

/** Names of sites and services, which anybody in the LAN may choose. */
const hostileTexts = [
  "[Site blocked: <script>alert(1)</script>] from source 192.168.1.21",
  "[Site blocked: </textarea></form>] from source 192.168.1.21",
  '[Site blocked: top.location.href = "MNU_access_multiLogin2.htm"] from source 192.168.1.21',
  "[Site blocked: x] from source: 203.0.113.66, port 1, Monday, February 22, 2016 18:10:18] from source 192.168.1.21",
  "[service blocked: &lt;b&gt; &amp;amp; &#91;DoS Attack] from source 192.168.1.21",
  "[service blocked: \u001b[2J\u0007\u0000] from source 192.168.1.21",
  "[DoS Attack: <img src=x onerror=alert(1)>] from source: 999.999.999.999, port 99999",
  "[] from source",
  "[[[[[[",
];
