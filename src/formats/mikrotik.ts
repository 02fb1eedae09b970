import type { Direction } from "../model/event.ts";
import type { Format, LineReading, LineStamp, LogLine } from "../model/format.ts";
import { readAddress } from "./addresses.ts";
import { directionOfArrival, isPrivate } from "./direction.ts";
import { splitEndpoint } from "./endpoint.ts";
import { type PacketWords, readPacket, reject } from "./packet.ts";
import { flagsOfNames } from "./tcp-flags.ts";
import { monthOf, readTimeOfDay, wallTime } from "./wall-time.ts";

/**
 * Firewall lines of MikroTik's RouterOS 6 and 7. They say nothing of what became of the packet: only its owner knows what the
 * prefix of a rule means, so `action` is unknown and the prefix is given as `rule`.
 */
export const mikrotik: Format = {
  id: "mikrotik",
  title: "MikroTik RouterOS",
  read: (line) => {
    const head = readHead(line);
    return head === "cut" ? reject("truncated line") : head && readBody(head);
  },
};

interface Head {
  readonly chain: string;
  readonly prefix: string;
  /** From the name of the interface on. */
  readonly body: string;
  readonly stamp: LineStamp | undefined;
}

const longestHead = 2000;

/** `[topics ][prefix ]chain: in:…`: the prefix may hold blanks and colons. What a syslog envelope took for its own is looked for in the whole line. */
function readHead({ text, message }: LogLine): Head | "cut" | undefined {
  const mark = text.slice(0, longestHead).search(/(?<=[\w-]): in:/);
  if (mark === -1) return undefined;
  const body = text.slice(mark + ": in:".length);
  const chainStart = text.lastIndexOf(" ", mark) + 1;
  const topics = /(?:^|\s)firewall,[a-z,]{2,40} /.exec(text.slice(0, chainStart));
  if (!body.includes(" out:")) return topics === null ? undefined : "cut";
  const prefixStart = topics === null ? text.length - message.length : topics.index + topics[0].length;
  const prefix = plainPrefix(text.slice(prefixStart, chainStart).trim());
  return { chain: text.slice(chainStart, mark), prefix, body, stamp: readTime(text) };
}

/** RouterOS 7 writes some prefixes twice (`wan-in: wan-in input:`). */
function plainPrefix(text: string): string {
  const prefix = text.replace(/:$/, "");
  const half = prefix.slice(0, (prefix.length - 2) / 2);
  return prefix === `${half}: ${half}` ? half : prefix;
}

/** As `/log print` shows times of another day (`jul/19 14:27:01`) or year; those of today have no date, and tell no moment. */
function readTime(text: string): LineStamp | undefined {
  const [, month = "", day, year, time = ""] = /^([a-z]{3})\/(\d\d)(?:\/(\d{4}))? (\d\d:\d\d:\d\d) /.exec(text) ?? [];
  if (day === undefined) return undefined;
  const date = { month: monthOf(month), day: Number(day) };
  if (year !== undefined) return wallTime({ ...date, year: Number(year), time });
  const timeOfDayMs = readTimeOfDay(time);
  return date.month === 0 || timeOfDayMs === undefined ? undefined : { kind: "yearless", ...date, timeOfDayMs };
}

const protocolPart = /proto ([A-Za-z0-9.+/-]{1,20})(?: \(([^)]{0,60})\))?,? /;
const addressPart = /^([^\s,>]{2,60}?)->([^\s,]{2,60})(,|$)/;

function readBody({ chain, prefix, body, stamp }: Head): LineReading {
  const protocol = protocolPart.exec(body);
  // The interface's name may hold blanks; its end is what follows it.
  const out = body.indexOf(" out:");
  const name = out === -1 ? "" : body.slice(0, out);
  if (protocol === null) return reject("truncated line", stamp);
  const [matched, protocolName = "", detail = ""] = protocol;
  // Later parts repeat the addresses as the translation changes them: `NAT (a->b)->c`.
  const addresses = addressPart.exec(body.slice(protocol.index + matched.length));
  if (addresses === null || addresses[3] === "") return reject("truncated line", stamp);
  const source = splitEndpoint(addresses[1] ?? "");
  const destination = splitEndpoint(addresses[2] ?? "");
  const { tcpFlags, icmpType, icmpCode } = readDetail(protocolName, detail);
  return readPacket({
    format: "mikrotik",
    action: "unknown",
    direction: directionOf(chain, name, source.address, destination.address),
    protocol: protocolName,
    source: source.address,
    destination: destination.address,
    sourcePort: source.port,
    port: destination.port,
    tcpFlags,
    icmpType,
    icmpCode,
    interface: name.startsWith("(") ? "" : name,
    rule: prefix,
    stamp,
  });
}

/** `(SYN,ACK)` of TCP, `(type 8, code 0)` of ICMP. */
function readDetail(protocol: string, detail: string): Pick<PacketWords, "tcpFlags" | "icmpType" | "icmpCode"> {
  if (/^tcp$/i.test(protocol)) return detail === "" ? {} : { tcpFlags: flagsOfNames(detail) };
  const [, icmpType, icmpCode] = /^type (\d{1,3}), code (\d{1,3})$/.exec(detail) ?? [];
  return icmpType === undefined ? {} : { icmpType, icmpCode };
}

/** `(unknown 0)` and `(none)` in place of a name: the router itself is that end. Else the addresses tell what the chain does not. */
function directionOf(chain: string, inInterface: string, source: string, destination: string): Direction {
  if (chain === "output" || inInterface.startsWith("(")) return "out";
  const isOutward = isPrivate(source) && readAddress(destination) !== undefined && !isPrivate(destination);
  return isOutward && chain !== "input" ? "out" : directionOfArrival(source);
}
