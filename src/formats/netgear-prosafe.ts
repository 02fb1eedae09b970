import type { Action, Direction } from "../model/event.ts";
import type { Format, LineReading, LineStamp, LogLine } from "../model/format.ts";
import { readPacket, reject } from "./packet.ts";
import { directionByScope } from "./scope.ts";
import { wallTime } from "./wall-time.ts";

/**
 * Netgear's firewalls with VPN, after the appendix "Firewall Log Formats" of their manuals (FVS328, FVL328, FWG114P):
 * `[Fri, 2003-12-05 22:35:04] - TCP Packet - Source:192.0.2.9,34239 ,WAN - Destination:198.51.100.1,21[FTP Control] ,LAN [Drop] -
 * [Inbound Default rule match]`. Older ones put the verdict into words (`TCP connection dropped`). By syslog the time in front holds:
 * the router's own clock is not kept well.
 */
export const netgearProsafe: Format = {
  id: "netgear-prosafe",
  title: "Netgear ProSafe: FR114P, FVS, FVL, FWG",
  read: (line) => {
    const text = line.message.slice(0, longestLine);
    const sourceAt = text.indexOf(sourceMark);
    const [, protocol, type = "", verb = ""] = (sourceAt === -1 ? null : head.exec(text.slice(0, sourceAt))) ?? [];
    if (protocol === undefined) return undefined;
    return readEnds(text.slice(sourceAt + sourceMark.length), { protocol, type, verb, stamp: stampOf(line, text) });
  },
};

const longestLine = 600;
const sourceMark = " - Source:";
const destinationMark = " - Destination:";
const head = /(TCP|UDP|ICMP|IGMP|GRE|ESP|AH) (?:packet|connection)(?: \[([A-Za-z ]{3,30})\])?(?: ([a-z]{4,12}))?$/i;
/** Address, port with the name of its service, or type of ICMP; side. */
const end =
  /^ ?([^\s,]{2,45})(?: ?, ?(\d{1,6})(?:\[[^\]]{0,40}\])?)?(?: ?, ?Type: ?(\d{1,3}))?(?: ?, ?(WAN|LAN|DMZ))?(.*)$/;
const description = /[['] ?((?:In|Out)bound [^\]']{3,60})/i;

interface Start {
  readonly protocol: string;
  /** What an ICMP packet asks or says. */
  readonly type: string;
  readonly verb: string;
  readonly stamp: LineStamp | undefined;
}

function readEnds(text: string, { protocol, type, verb, stamp }: Start): LineReading {
  const at = text.indexOf(destinationMark);
  const [, source, sourcePort, , from] = end.exec(at === -1 ? "" : text.slice(0, at)) ?? [];
  const [, destination, port, typeNumber, to, rest = ""] = end.exec(text.slice(at + destinationMark.length)) ?? [];
  // Behind the destination's port something follows, unless the line was cut in it.
  if (source === undefined || destination === undefined || rest === "") return reject("truncated line", stamp);
  return readPacket({
    format: netgearProsafe.id,
    action: actionOf(/\[(\w{4,8})\]/.exec(rest)?.[1] ?? verb),
    direction: directionOf(from, to) ?? directionByScope(source, destination),
    protocol,
    source,
    sourcePort,
    destination,
    port,
    icmpType: typeNumber ?? icmpTypes.get(type.toLowerCase()),
    rule: description.exec(rest)?.[1],
    stamp,
  });
}

/** Forward: on to the next hop; Receive: let in, and changed or answered. */
function actionOf(word: string): Action {
  if (/^drop/i.test(word)) return "drop";
  if (/^reset/i.test(word)) return "reject";
  return /^(?:forward|receive)/i.test(word) ? "accept" : "unknown";
}

function directionOf(from: string | undefined, to: string | undefined): Direction | undefined {
  if (from === "WAN") return "in";
  if (to === "WAN") return "out";
  return from !== undefined && to !== undefined ? "local" : undefined;
}

function stampOf(line: LogLine, text: string): LineStamp | undefined {
  if (line.stamp !== undefined) return undefined;
  const [, year, month, day, time = ""] = date.exec(text) ?? [];
  return wallTime({ year: Number(year), month: Number(month), day: Number(day), time });
}

const date = /^\[?[A-Z][a-z]{2}, (\d{4})-(\d\d)-(\d\d) (\d\d:\d\d:\d\d)\]? /;

/** RFC 792 and RFC 950, by the names that the manual begins to list. */
const icmpTypes: ReadonlyMap<string, number> = new Map(
  Object.entries({
    "echo reply": 0,
    "destination unreachable": 3,
    "source quench": 4,
    redirect: 5,
    "echo request": 8,
    "time exceeded": 11,
    "timestamp request": 13,
    "address mask request": 17,
  }),
);
