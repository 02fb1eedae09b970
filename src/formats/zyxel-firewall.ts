import type { Action, Direction } from "../model/event.ts";
import type { Format, LineReading, LogLine } from "../model/format.ts";
import { splitEndpoint } from "./endpoint.ts";
import { readKeyValues } from "./key-values.ts";
import { note, readPacket, reject } from "./packet.ts";

/** What the firewall writes beside packets. */
type ZyxelNote = "login" | "vpn" | "dhcp" | "session" | "other";

/**
 * The log of ZyXEL's ZyWALL, P-2602 and USG: `src="192.0.2.33:11031" dst="198.51.100.45:23" msg="Firewall default policy: TCP
 * (W to W/ZW)" note="ACCESS BLOCK" ... cat="Access Control"`. Messages after the appendix "Log Descriptions" of the manuals; the
 * lines of today's USG FLEX after those that people published.
 */
export const zyxelFirewall: Format = {
  id: "zyxel-firewall",
  title: "ZyXEL ZyWALL and USG, firewall",
  read: (line: LogLine) => {
    if (!line.text.includes('msg="') || !line.text.includes('note="')) return undefined;
    const { pairs, isTorn } = readKeyValues(line.text.slice(0, longestLine));
    if (!pairs.has("src") || !pairs.has("note")) return undefined;
    return readMessage(pairs, isTorn);
  },
};

type Pairs = ReadonlyMap<string, string>;

const longestLine = 4096;

/** "BLOCK" and "FORWARD" are the manual's; the other words, and the ways that a USG has to name zones, are from memory. */
const actions: ReadonlyMap<string, Action> = new Map(
  Object.entries({
    "ACCESS BLOCK": "drop",
    "ACCESS DROPPED": "drop",
    "ACCESS REJECT": "reject",
    "ACCESS FORWARD": "accept",
    "ACCESS PERMITTED": "accept",
  } as const),
);

function readMessage(pairs: Pairs, isTorn: boolean): LineReading {
  const action = actions.get((pairs.get("note") ?? "").toUpperCase());
  if (action === undefined) return isTorn ? reject("truncated line") : note(noteOf(pairs));
  if (isTorn && !pairs.has("dst")) return reject("truncated line");
  const source = splitEndpoint(pairs.get("src") ?? "");
  const destination = splitEndpoint(pairs.get("dst") ?? "");
  const message = (pairs.get("msg") ?? "").slice(0, 200);
  const protocol = /\b(TCP|UDP|ICMP|IGMP|GRE|ESP)\b/.exec(message)?.[1] ?? pairs.get("protoID");
  const hasPorts = protocol !== "ICMP" && protocol !== "1";
  return readPacket({
    format: zyxelFirewall.id,
    action,
    direction: directionOf(message, pairs),
    protocol,
    source: source.address,
    destination: destination.address,
    // 0 stands there where the protocol has no ports.
    sourcePort: hasPorts && source.port !== "0" ? source.port : undefined,
    port: hasPorts && destination.port !== "0" ? destination.port : undefined,
    icmpType: /<type:(\d{1,3})>/.exec(message)?.[1],
    icmpCode: /<code:(\d{1,3})>/.exec(message)?.[1],
    rule: ruleOf(message),
  });
}

/** `(W to W/ZW)`: from the WAN to the WAN or the firewall itself; L is the LAN, D the DMZ. A USG has `dir="WAN:ZyWALL"`. */
function directionOf(message: string, pairs: Pairs): Direction | undefined {
  const [, from = "", to = ""] =
    /\(([A-Z]{1,4}) to ([A-Z]{1,4}(?:\/[A-Z]{1,4})?)\)/.exec(message) ??
    /\bfrom (\w{1,20}) to (\w{1,20})\b/.exec(message) ??
    /^([\w-]{1,32}):([\w-]{1,32})$/.exec(pairs.get("dir") ?? "") ??
    [];
  if (from === "") return undefined;
  if (isWan(from)) return isWan(to) ? undefined : "in";
  return isWan(to) ? "out" : undefined;
}

/** `W/ZW` includes the firewall, and so does "any". */
function isWan(zone: string): boolean {
  return /^(?:W|WAN\d?)$/i.test(zone);
}

function ruleOf(message: string): string | undefined {
  return /^(?:Firewall (?:default policy|rule (?:NOT )?match)|Match default rule)/i.exec(message)?.[0];
}

function noteOf(pairs: Pairs): ZyxelNote {
  const category = pairs.get("cat") ?? "";
  if (/^User/i.test(category)) return "login";
  if (/VPN|IKE/i.test(category)) return "vpn";
  if (/DHCP/i.test(category)) return "dhcp";
  return /Session|Traffic/i.test(category) ? "session" : "other";
}
