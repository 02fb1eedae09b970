import type { Action } from "../model/event.ts";
import type { Format, LineReading, LineStamp, LogLine } from "../model/format.ts";
import { readKeyValues } from "./key-values.ts";
import { note, readPacket, reject } from "./packet.ts";
import { sonicwallActions, sonicwallNotes } from "./sonicwall-messages.ts";
import { sonicwallDirection } from "./sonicwall-zones.ts";
import { flagsOfNames } from "./tcp-flags.ts";
import { wallTime } from "./wall-time.ts";

/**
 * SonicWall in its default syslog form: `id=firewall sn=.. time="2026-01-03 14:48:06" fw=198.51.100.1 pri=5 c=64 m=36
 * msg="TCP connection dropped" n=2686 src=192.0.2.27:4507:X1 dst=198.51.100.1:445:X0 proto=tcp/445 rule=".."`. Numbers and words of
 * the messages after SonicWall's Log Event Reference Guide (5.8 to 7.0); the shapes of the keys after test lines of public
 * integrations.
 */
export const sonicwall: Format = {
  id: "sonicwall",
  title: "SonicWall",
  read: (line: LogLine) => {
    if (!line.text.includes("id=") || !line.text.includes(" sn=")) return undefined;
    const { pairs, isTorn } = readKeyValues(line.text.slice(0, longestLine));
    if (!pairs.has("id") || !pairs.has("sn") || !(pairs.has("fw") || pairs.has("time"))) return undefined;
    return readMessage(pairs, isTorn, readStamp(pairs.get("time") ?? ""));
  },
};

type SonicwallPairs = ReadonlyMap<string, string>;

const longestLine = 8192;

function readMessage(pairs: SonicwallPairs, isTorn: boolean, stamp: LineStamp | undefined): LineReading {
  const action = actionOf(pairs);
  if (action === undefined && pairs.get("m") === undefined) return reject("truncated line", stamp);
  if (action === undefined) return note(sonicwallNotes.get(pairs.get("m") ?? "") ?? "other", stamp);
  const source = endpointOf(pairs.get("src"), pairs.get("srcV6"));
  const destination = endpointOf(pairs.get("dst"), pairs.get("dstV6"));
  if (source.address === "") return reject(isTorn || !pairs.has("src") ? "truncated line" : "no packet in it", stamp);
  return readDropped(pairs, action, source, destination, stamp);
}

function readDropped(
  pairs: SonicwallPairs,
  action: Action,
  source: SonicwallEndpoint,
  destination: SonicwallEndpoint,
  stamp: LineStamp | undefined,
): LineReading {
  const protocol = protocolOf(pairs);
  // What stands where ports do is the identifier of an ICMP message.
  const hasPorts = protocol !== "icmp" && protocol !== "icmpv6";
  const flags = /TCP Flag\(s\): ([A-Z ]{2,40})/.exec(pairs.get("note") ?? "")?.[1];
  return readPacket({
    format: sonicwall.id,
    action,
    direction: sonicwallDirection(pairs, source, destination),
    protocol,
    source: source.address,
    destination: destination.address,
    sourcePort: hasPorts ? source.port : undefined,
    port: hasPorts ? destination.port : undefined,
    icmpType: hasPorts ? undefined : pairs.get("type"),
    icmpCode: hasPorts ? undefined : pairs.get("code"),
    tcpFlags: flags === undefined ? undefined : flagsOfNames(flags),
    interface: source.interface,
    rule: pairs.get("rule"),
    stamp,
  });
}

/** What became of a packet; undefined for a line that is about something else. */
function actionOf(pairs: SonicwallPairs): Action | undefined {
  const id = pairs.get("m") ?? "";
  if (sonicwallNotes.has(id)) return undefined;
  if (pairs.get("fw_action") === "drop") return "drop";
  const known = sonicwallActions.get(id);
  if (known !== undefined) return known;
  // In the middle of a message the word is about something else: it must end it, or what ends it must be the reason.
  return /\bdropped(?: due to [a-z ]{1,30})?$/i.test((pairs.get("msg") ?? "").slice(-80)) ? "drop" : undefined;
}

interface SonicwallEndpoint {
  readonly address: string;
  readonly port: string;
  readonly interface: string;
}

/** `192.0.2.27:4507:X1`, with a host name behind it or without port or interface; of IPv6 the address has a key of its own. */
function endpointOf(text: string | undefined, addressV6: string | undefined): SonicwallEndpoint {
  const [address = "", port = "", name = ""] = (text ?? "").split(":", 4);
  return { address: addressV6 ?? address, port, interface: name };
}

/** `proto=tcp/https`; older firmware leaves it out, and the number of the message tells. A bare `proto=0` tells nothing. */
function protocolOf(pairs: SonicwallPairs): string | undefined {
  const [name = ""] = (pairs.get("proto") ?? "").split("/", 1);
  if (name !== "" && name !== "0") return name.toLowerCase();
  const word = /^(TCP|UDP|ICMP)\b/.exec(pairs.get("msg") ?? "")?.[1];
  return word?.toLowerCase() ?? (pairs.has("type") && pairs.has("code") ? "icmp" : undefined);
}

/** Local time unless `UTC` stands behind it. */
function readStamp(text: string): LineStamp | undefined {
  const [, year, month, day, time = "", zone] = /^(\d{4})-(\d{2})-(\d{2}) (\d{2}:\d{2}:\d{2})( UTC)?$/.exec(text) ?? [];
  const wall = wallTime({ year: Number(year), month: Number(month), day: Number(day), time });
  return zone === undefined || wall?.kind !== "wall" ? wall : { kind: "instant", timeMs: wall.wallMs };
}
