import type { Format, LineReading, LogLine } from "../model/format.ts";
import { splitEndpoint } from "./endpoint.ts";
import { note, readPacket, reject } from "./packet.ts";
import { isOfLan } from "./scope.ts";

/** What the firmware writes beside packets. */
type DlinkDiNote =
  | "dos_attack"
  | "time_synchronized"
  | "wlan_associated"
  | "dial_on_demand"
  | "dhcp"
  | "login"
  | "login_failed"
  | "logout"
  | "heading";

/**
 * D-Link DI-604, DI-624 and DI-524: the page and the saved file, with C's ctime in front, and syslog. Seen in logs that their
 * owners published in 2010 and 2017 and in the notes of DShield's parser; words and lineage are those of AMIT's firmware.
 */
export const dlinkDi: Format = {
  id: "dlink-di",
  title: "D-Link DI-604, DI-624, DI-524",
  read: (line: LogLine) => {
    if (isHeading(line.text)) return note("heading" satisfies DlinkDiNote);
    return readMessage(line.message, line.stamp !== undefined);
  },
};

/** The saved file begins with its title between two lines of 49 dashes. */
function isHeading(text: string): boolean {
  return text.length < 80 && (/^-{49}\s*$/.test(text) || /^\s{4,40}System Logs\s*$/.test(text));
}

const attempt = "Unrecognized attempt blocked from ";
/** Each of these may be all that is left of an attempt when a page or a datagram was cut. */
const cutAttempt = /^[\d.:]{0,50}(?: t?o?(?: [\d.x*]{0,15}(?: [A-Za-z]{0,8}:?)?)?)?$/;
const wholeAttempt = /^(\S{2,52}) to (\S{2,45}) ([A-Za-z]{2,8})(?::(\d{1,6}))?$/;
const icmp = /^ICMP: type (\d{1,4}) code (\d{1,4}) from (\S{2,45})$/;
const reset = /^TX TCP reset for ([^\s()]{2,45})\((\d{1,6})\) -> ([^\s()]{2,45})\((\d{1,6})\)$/;

/** Prefixes, because what follows them was written by computers of the LAN. Without any time they may as well be AMIT's. */
const notes: readonly (readonly [RegExp, DlinkDiNote])[] = [
  [/^Syn time: /, "time_synchronized"],
  [/^Associated: /, "wlan_associated"],
  [/^DOD: ?/, "dial_on_demand"],
  [/^DHCP: ?[a-z]/, "dhcp"],
  [/^[0-9.]{7,15} login successful$/, "login"],
  [/^[0-9.]{7,15} login failed$/, "login_failed"],
  [/^[0-9.]{7,15} logged out$/, "logout"],
];

function readMessage(text: string, hasTime: boolean): LineReading | undefined {
  if (text.startsWith(attempt)) return readAttempt(text.slice(attempt.length));
  if (text.startsWith("ICMP: type ")) return readIcmp(text);
  if (text.startsWith("TX TCP reset for ")) return readReset(text);
  // Dozens of these come within seconds, and none tells an address: there is nobody to count them for.
  if (/^Dos Attack type ?:/i.test(text)) return note("dos_attack");
  const kind = hasTime ? notes.find(([pattern]) => pattern.test(text))?.[1] : undefined;
  return kind === undefined ? undefined : note(kind);
}

/** The router blocked it, came from outside: that is the only reason why it writes such a line. */
function readAttempt(text: string): LineReading {
  const [, from = "", destination, protocol, port] = wholeAttempt.exec(text) ?? [];
  if (protocol === undefined) return reject(cutAttempt.test(text) ? "truncated line" : "unknown form of attempt");
  const source = splitEndpoint(from);
  return readPacket({
    format: dlinkDi.id,
    action: "drop",
    direction: "in",
    protocol,
    source: source.address,
    sourcePort: source.port,
    destination,
    port,
  });
}

/** Says that the message came, and not what became of it. */
function readIcmp(text: string): LineReading {
  const [, icmpType, icmpCode, source] = icmp.exec(text) ?? [];
  if (source === undefined) return reject("truncated line");
  const direction = "in";
  return readPacket({ format: dlinkDi.id, action: "unknown", direction, protocol: "icmp", source, icmpType, icmpCode });
}

/** The router answered a packet with a reset; most of these are about the browser that shows its pages. */
function readReset(text: string): LineReading {
  const [, source, sourcePort, destination, port] = reset.exec(text) ?? [];
  if (source === undefined) return reject("truncated line");
  return readPacket({
    format: dlinkDi.id,
    action: "reject",
    ...(isOfLan(source) ? {} : { direction: "in" }),
    protocol: "tcp",
    source,
    sourcePort,
    destination,
    port,
  });
}
