import type { Action, Direction } from "../model/event.ts";
import type { Format, LineReading, LineStamp, LogLine } from "../model/format.ts";
import { readKeyValues } from "./key-values.ts";
import { note, readPacket, reject } from "./packet.ts";
import { wallTime } from "./wall-time.ts";

/** What the firewall writes beside traffic: its own events, and what its content inspection found in sessions that have a traffic line too. */
type FortigateNote = "event" | "utm" | "other";

/**
 * FortiGate in its default `key=value` form: `... type="traffic" subtype="local" srcip=192.0.2.7 srcport=4711 srcintfrole="wan"
 * dstip=198.51.100.1 dstport=23 proto=6 action="deny" ...`. Keys and the words of `action` after Fortinet's FortiOS Log Message
 * Reference (5.6 to 7.6); `eventtime` in seconds and in nanoseconds after logs that people published.
 */
export const fortigate: Format = {
  id: "fortigate",
  title: "Fortinet FortiGate",
  read: (line: LogLine) => {
    if (!line.text.includes("logid=") || !line.text.includes("type=")) return undefined;
    const { pairs, isTorn } = readKeyValues(line.text.slice(0, longestLine));
    const type = pairs.get("type");
    if (type === undefined || !pairs.has("logid")) return undefined;
    const stamp = readStamp(pairs);
    if (type === "traffic") return readTraffic(pairs, isTorn, stamp);
    return note((type === "event" || type === "utm" ? type : "other") satisfies FortigateNote, stamp);
  },
};

type Pairs = ReadonlyMap<string, string>;

/** Lines of traffic have about 1000 characters; the rest are values that nobody asks for. */
const longestLine = 8192;

/**
 * "deny" alone is a refusal. All the other words say how a session went that was let in, and "ip-conn" that the server did not
 * answer it.
 */
const actions: ReadonlyMap<string, Action> = new Map(
  Object.entries({
    deny: "drop",
    accept: "accept",
    start: "accept",
    close: "accept",
    timeout: "accept",
    "client-rst": "accept",
    "server-rst": "accept",
    "ip-conn": "accept",
    dns: "accept",
  } as const),
);

function readTraffic(pairs: Pairs, isTorn: boolean, stamp: LineStamp | undefined): LineReading {
  const action = pairs.get("action");
  // The addresses stand in front of the action: with it, all that counts is there, whatever is torn behind it.
  if (action === undefined || !pairs.has("srcip")) return reject(isTorn ? "truncated line" : "no packet in it", stamp);
  const proto = pairs.get("proto");
  const isIcmp = proto === "1" || proto === "58";
  return readPacket({
    format: fortigate.id,
    action: actions.get(action) ?? "unknown",
    direction: directionOf(pairs),
    protocol: proto,
    source: pairs.get("srcip"),
    destination: pairs.get("dstip"),
    // Of ICMP some releases print an identifier or a type where ports stand.
    sourcePort: isIcmp ? undefined : pairs.get("srcport"),
    port: isIcmp ? undefined : pairs.get("dstport"),
    icmpType: isIcmp ? echoRequests.get(pairs.get("service") ?? "") : undefined,
    interface: pairs.get("srcintf"),
    rule: ruleOf(pairs),
    isObservation: pairs.get("subtype") === "sniffer",
    stamp,
  });
}

/** Predefined services that are one ICMP type (from memory of FortiOS); of other ICMP the log tells two numbers in an order that is not documented. */
const echoRequests: ReadonlyMap<string, number> = new Map(Object.entries({ PING: 8, PING6: 128 } as const));

/** Roles are what the owner gave his interfaces; where they say nothing, the scope of the addresses decides. */
function directionOf(pairs: Pairs): Direction | undefined {
  const isFromWan = pairs.get("srcintfrole") === "wan";
  const isToWan = pairs.get("dstintfrole") === "wan";
  // Local traffic that came in by the WAN is meant for the firewall itself.
  if (isFromWan) return isToWan && pairs.get("subtype") !== "local" ? undefined : "in";
  if (isToWan) return "out";
  const isInside = insideRoles.has(pairs.get("srcintfrole") ?? "") && insideRoles.has(pairs.get("dstintfrole") ?? "");
  return isInside ? "local" : undefined;
}

const insideRoles: ReadonlySet<string> = new Set(["lan", "dmz"]);

/** Policy 0 is the refusal of whatever no policy allows, and stands for local traffic too: no rule of the owner's. */
function ruleOf(pairs: Pairs): string | undefined {
  const id = pairs.get("policyid");
  return pairs.get("policyname") ?? (id === "0" ? undefined : id);
}

/** `eventtime` counts from the epoch, in seconds at first (6.0), later in nanoseconds; before that there are date, time and `tz`. */
function readStamp(pairs: Pairs): LineStamp | undefined {
  const epoch = pairs.get("eventtime") ?? "";
  if (/^\d{10}(?:\d{3}|\d{6}|\d{9})?$/.test(epoch))
    return { kind: "instant", timeMs: Number(epoch.padEnd(13, "0").slice(0, 13)) };
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(pairs.get("date") ?? "") ?? [];
  const wall = wallTime({ year: Number(year), month: Number(month), day: Number(day), time: pairs.get("time") ?? "" });
  const [, sign, hours, minutes] = /^(?:UTC)?([+-])(\d{1,2}):?(\d{2})$/.exec(pairs.get("tz") ?? "") ?? [];
  if (sign === undefined || wall?.kind !== "wall") return wall;
  const offsetMs = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return { kind: "instant", timeMs: sign === "-" ? wall.wallMs + offsetMs : wall.wallMs - offsetMs };
}
