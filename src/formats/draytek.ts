import type { Action, Direction } from "../model/event.ts";
import type { Format, LineReading, LogLine } from "../model/format.ts";
import { type Endpoint, splitEndpoint } from "./endpoint.ts";
import { readPacket, reject } from "./packet.ts";
import { flagsOfLetters } from "./tcp-flags.ts";

/**
 * Syslog of DrayTek's Vigor routers: `[FILTER][Block][WAN->LAN/RT/VPN, 121:50:32    ][@S:R=13:1, 192.0.2.4:43417->198.51.100.75:80]
 * [TCP][HLen=20, TLen=40, Flag=S, ...]`. The time in it is the router's uptime, whose hours run past 24. Seen in the test lines of a
 * relay for such logs.
 */
export const draytek: Format = {
  id: "draytek",
  title: "DrayTek Vigor",
  read: (line: LogLine) => {
    const at = line.text.indexOf(head);
    return at === -1 ? undefined : readSections(line.text.slice(at, at + longestLine));
  },
};

const head = "[FILTER][";
/** The longest seen has 190 characters. */
const longestLine = 1024;

const actions: ReadonlyMap<string, Action> = new Map(
  Object.entries({ Block: "drop", Drop: "drop", Pass: "accept" } as const),
);

/** Kind, action, zones and uptime, rule and addresses, protocol, details: each in its brackets. */
function readSections(text: string): LineReading {
  const [, action = "", zones = "", packet = "", protocol, details = ""] = sectionsOf(text);
  const [, rule, from = "", to = ""] = addresses.exec(packet) ?? [];
  if (protocol === undefined) return reject("truncated line");
  if (rule === undefined) return reject("unknown form of addresses");
  const name = /^PR (\d{1,3})$/.exec(protocol)?.[1] ?? protocol;
  const hasPorts = /^(?:TCP|UDP)$/i.test(name);
  const source = endpointOf(from, hasPorts);
  const destination = endpointOf(to, hasPorts);
  const flags = /(?:^|, )Flag=([A-Z]{1,8})(?:,|$)/.exec(details)?.[1];
  return readPacket({
    format: draytek.id,
    action: actions.get(action) ?? "unknown",
    direction: directionOf(zones),
    protocol: name,
    source: source.address,
    sourcePort: source.port,
    destination: destination.address,
    port: destination.port,
    icmpType: detail(details, "Type"),
    icmpCode: detail(details, "Code"),
    tcpFlags: flags === undefined ? undefined : flagsOfLetters(flags),
    rule,
  });
}

const addresses = /^@S:R=(\d{1,4}:\d{1,4}), {0,2}(\S{2,60})->(\S{2,60})$/;

/** What stands between brackets; a last section that was cut off is none. A bracket within one belongs to an IPv6 address. */
function sectionsOf(text: string): readonly string[] {
  const end = text.lastIndexOf("]");
  return text.slice(1, Math.max(1, end)).split("][");
}

/** An IPv6 address is written without brackets: only the protocol tells whether its last group is a port. */
function endpointOf(text: string, hasPort: boolean): Endpoint {
  const colon = text.lastIndexOf(":");
  const isPlainIPv6 = hasPort && !text.startsWith("[") && text.indexOf(":") !== colon;
  return isPlainIPv6 ? { address: text.slice(0, colon), port: text.slice(colon + 1) } : splitEndpoint(text);
}

/** `WAN->LAN/RT/VPN, 121:50:33`: a zone that is the Internet, or several that are not. */
function directionOf(section: string): Direction {
  const [, from = "", to = ""] = /^([\w/]{1,40})->([\w/]{1,40})(?:,|$)/.exec(section) ?? [];
  if (from === "") return "unknown";
  const isFromInternet = /(?:^|\/)WAN\d?(?:\/|$)/.test(from);
  const isToInternet = /(?:^|\/)WAN\d?(?:\/|$)/.test(to);
  if (isFromInternet) return isToInternet ? "unknown" : "in";
  return isToInternet ? "out" : "local";
}

function detail(details: string, key: "Type" | "Code"): string | undefined {
  return new RegExp(`(?:^|, )${key}=(\\d{1,3})(?:,|$)`).exec(details)?.[1];
}
