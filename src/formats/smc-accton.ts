import type { Format, LineReading, LineStamp, LogLine } from "../model/format.ts";
import { type AttackName, readAttackName } from "./netgear-titles.ts";
import { note, readPacket, reject } from "./packet.ts";
import { wallTime } from "./wall-time.ts";

/** What the firmware writes beside packets. */
type AcctonNote = "login" | "login_failed" | "logout" | "dhcp" | "time_synchronized" | "wlan";

/**
 * The security log of SMC, Belkin and others with Accton firmware (SMC 7401, 7404, 7908, WBR14; no AMIT):
 * `10/06/2009  23:06:22 **SYN Flood to Host** 192.168.2.101, 53341->> 192.0.2.104, 80 (from WAN Outbound)`. It names what its
 * intrusion detection took for an attack, and most of that is the household's own traffic on its way out: the last word decides.
 * Seen in logs that people published from 2004 to 2012.
 */
export const smcAccton: Format = {
  id: "smc-accton",
  title: "SMC Barricade and Belkin with Accton firmware",
  read: (line: LogLine) => {
    const { rest, stamp } = cutDate(line.message);
    if (rest.startsWith("**")) return readAttack(rest.trimEnd(), stamp);
    const kind = stamp === undefined ? undefined : notes.find(([pattern]) => pattern.test(rest))?.[1];
    return kind === undefined ? undefined : note(kind, stamp);
  },
};

/** Some firmware numbers its lines, and some has two blanks in front of the time. */
const slashed = /^(?:\d{1,5}\. {1,2})?(\d{1,2})\/(\d{1,2})\/(\d{4}) {1,2}(\d{1,2}:\d{2}:\d{2}) {1,3}/;
const dotted = /^(?:\d{1,5}\. {1,2})?(\d{4})\.(\d{1,2})\.(\d{1,2}) {1,2}(\d{1,2}:\d{2}:\d{2}) {1,3}/;

const attack =
  /^\*\*([^*]{1,60})\*\* {0,2}([\w.:*]{2,45})(?:, {0,2}(\d{1,5}))? ?->> ?([\w.:*]{2,45})(?:, {0,2}(\d{1,5}))?(?:, {0,2}Type: ?(\d{1,3}))?(?:, {0,2}Code: ?(\d{1,3}))? \(from ([\w-]{1,20}) (Inbound|Outbound)\)$/;

/** The first two are seen, failed logins and logouts are from memory, the rest are in the firmware's own table of strings. */
const notes: readonly (readonly [RegExp, AcctonNote])[] = [
  [/^DHCP Client: /, "dhcp"],
  [/^[0-9.]{7,15} login success/, "login"],
  [/^[0-9.]{7,15} login fail/, "login_failed"],
  [/^[0-9.]{7,15} logout/, "logout"],
  [/^User from [0-9.]{7,15} timed out/, "logout"],
  [/^NTP Date\/Time updated/, "time_synchronized"],
  [/^Get system time from NTP server:/, "time_synchronized"],
  [/^802\.1X supplicant /, "wlan"],
];

function readAttack(text: string, stamp: LineStamp | undefined): LineReading {
  const [, name = "", source, sourcePort, destination, port, icmpType, icmpCode, from, way] = attack.exec(text) ?? [];
  if (way === undefined) return reject(text.endsWith(")") ? "unknown form of attack" : "truncated line", stamp);
  const { namedScan, protocol } = readName(name);
  const packet = {
    format: smcAccton.id,
    // The log lists what the firewall kept from passing.
    action: "drop",
    direction: way === "Inbound" ? "in" : "out",
    // "Smurf" is named of packets with ports too, which no ICMP message has.
    protocol: icmpType !== undefined ? "icmp" : protocol === "icmp" && port !== undefined ? undefined : protocol,
    source,
    sourcePort,
    destination,
    port,
    icmpType,
    icmpCode,
    namedScan,
    interface: from,
    stamp,
  } as const;
  return readPacket(packet);
}

/** `TCP FIN Scan` is what others call `FIN Scan`. */
function readName(name: string): AttackName {
  return name.startsWith("TCP ") ? { ...readAttackName(name.slice(4)), protocol: "tcp" } : readAttackName(name);
}

/**
 * `10/06/2009` is month first in the logs that tell them apart; where only the other order makes a date, it is that. Firmware for
 * Asia writes `2010.04.13`.
 */
function cutDate(text: string): { readonly rest: string; readonly stamp?: LineStamp | undefined } {
  const [american = "", first = "", second = "", lastYear = "", lateTime = ""] = slashed.exec(text) ?? [];
  if (american !== "") {
    const isDayFirst = Number(first) > 12;
    const [month, day] = isDayFirst ? [Number(second), Number(first)] : [Number(first), Number(second)];
    return {
      rest: text.slice(american.length),
      stamp: wallTime({ year: Number(lastYear), month, day, time: lateTime }),
    };
  }
  const [all = "", year = "", month = "", day = "", time = ""] = dotted.exec(text) ?? [];
  if (all === "") return { rest: text };
  const stamp = wallTime({ year: Number(year), month: Number(month), day: Number(day), time });
  return { rest: text.slice(all.length), stamp };
}
