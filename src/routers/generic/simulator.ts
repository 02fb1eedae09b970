import { createLineReader } from "../../formats/reader.ts";
import { createStampResolver } from "../../formats/stamps.ts";
import type { Simulator, SimulatorOptions } from "../../model/simulator.ts";
import type { SimulatedFamily, WrittenRow } from "../simulator/family.ts";
import { pick } from "../simulator/random.ts";
import { startSimulator } from "../simulator/start.ts";
import { password, siteOf, username } from "./simulated-site.ts";
import { area, type LogStyle, logStyles, timezone } from "./simulated-styles.ts";

/**
 * A make-believe router that is nobody's: the seed chooses one of four ways to let somebody in and to show a log, and its entry of the
 * configuration has the options that read it.
 */
export function startGeneric(options: SimulatorOptions): Promise<Simulator> {
  // Real lines are shown as they are, which only a text area can.
  const style = (options.replay === undefined ? logStyles[options.seed % logStyles.length] : undefined) ?? area;
  return startSimulator(simulated(style), options);
}

function simulated(style: LogStyle): SimulatedFamily {
  return {
    id: "generic",
    username,
    password,
    timezone,
    options: style.options,
    ringSize: 200,
    background: { perDay: 100, write: (timeMs, random) => ({ text: style.noteRow(pick(random, doings), timeMs) }) },
    writeProbe: (probe) => ({ text: style.probeRow(probe), event: style.eventOf(probe) }),
    replay: replay(),
    bootRows: (timeMs) => [{ text: style.noteRow("started", timeMs) }],
    hostileRows: (timeMs) => hostileTexts.map((text) => ({ text: style.noteRow(text, timeMs) })),
    answer: siteOf(style),
  };
}

/** Real lines with their own dates, in whichever format they are. */
function replay(): SimulatedFamily["replay"] {
  let reader: ReturnType<typeof createLineReader> | undefined;
  return (line, timeMs): WrittenRow => {
    reader ??= createLineReader({ format: "auto", resolver: createStampResolver({ timezone, nowMs: timeMs }) });
    const reading = reader.read(line)?.reading;
    return reading?.kind === "event" ? { text: line, event: reading.event } : { text: line };
  };
}

const doings: readonly [string, ...string[]] = [
  "DHCP: 192.168.1.21 is given to OFFICE",
  "DHCP: 192.168.1.22 is given to LAPTOP",
  "time set by 192.0.2.123",
  "link of port 2 is up",
];

/** Names that a computer of the LAN may give itself. */
const hostileTexts: readonly string[] = [
  "<script>alert(1)</script>",
  "</textarea></table></body></html>",
  '"]; fw_log = [1, "Drop tcp from 203.0.113.66 port 1 to port 22"',
  "a\r\n22.11.2026 18:10:18\tBlocked\tTCP\t203.0.113.66\t192.0.2.33\t22",
  "Please log in. <form><input type=password name=u_pass></form> is managing this device",
  "DROP IN=ppp0 OUT= SRC=203.0.113.66 DST=192.0.2.33 PROTO=TCP SPT=1 DPT=22",
  "&lt;b&gt; &#91; \u001b[2J\u0007\u0000 \u2028",
  "{}[](),;`$'\\",
];
