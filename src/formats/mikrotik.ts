import type { Direction } from "../model/event.ts";
import type { Format, LineReading, LineStamp, LogLine } from "../model/format.ts";
import { readAddress } from "./addresses.ts";
import { directionOfArrival, isPrivate } from "./direction.ts";
import { splitEndpoint } from "./endpoint.ts";
import { type PacketWords, readPacket, reject } from "./packet.ts";
import { recalled } from "./recalled.ts";
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
  /** Where the packet came in; in brackets where it came from the router itself. */
  readonly input: string;
  /** From where it went out on. */
  readonly body: string;
  readonly stamp: LineStamp | undefined;
}

const longestHead = 2000;
const inputMark = ": in:";
const outputMark = " out:";

/** `[topics ][prefix ]chain: in:… out:…`: the prefix may hold blanks and colons. What a syslog envelope took for its own is looked for in the whole line. */
function readHead({ text, message }: LogLine): Head | "cut" | undefined {
  const mark = endOfChain(text);
  if (mark === -1) return undefined;
  const chainStart = text.lastIndexOf(" ", mark) + 1;
  const topics = /(?:^|\s)firewall,[a-z,]{2,40} /.exec(text.slice(0, chainStart));
  const inputStart = mark + inputMark.length;
  // The interface's name may hold blanks; its end is what follows it.
  const output = text.indexOf(outputMark, inputStart);
  if (output === -1) return topics === null ? undefined : "cut";
  const prefixStart = topics === null ? text.length - message.length : topics.index + topics[0].length;
  return {
    chain: text.slice(chainStart, mark),
    prefix: plainPrefix(text.slice(prefixStart, chainStart).trim()),
    input: text.slice(inputStart, output),
    body: text.slice(output + outputMark.length),
    stamp: readTime(text),
  };
}

/** Where the colon behind the chain's name stands; -1 where the line has none. */
function endOfChain(text: string): number {
  const mark = text.indexOf(inputMark);
  return mark > 0 && mark < longestHead && /[\w-]/.test(text.charAt(mark - 1)) ? mark : -1;
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

function readBody({ chain, prefix, input, body, stamp }: Head): LineReading {
  // Later parts repeat the addresses as the translation changes them: `NAT (a->b)->c`.
  const arrow = body.indexOf("->");
  const end = body.indexOf(",", arrow);
  const start = body.lastIndexOf(" ", arrow);
  const protocolAt = body.lastIndexOf("proto ", start);
  if (arrow === -1 || end === -1 || protocolAt === -1) return reject("truncated line", stamp);
  const protocol = readProtocol(body.slice(protocolAt, start));
  if (protocol === undefined) return reject("truncated line", stamp);
  const source = splitEndpoint(body.slice(start + 1, arrow));
  const destination = splitEndpoint(body.slice(arrow + 2, end));
  return readPacket({
    format: "mikrotik",
    action: "unknown",
    direction: directionOf(chain, input, source.address, destination.address),
    protocol: protocol.name,
    source: source.address,
    destination: destination.address,
    sourcePort: source.port,
    port: destination.port,
    tcpFlags: protocol.tcpFlags,
    icmpType: protocol.icmpType,
    icmpCode: protocol.icmpCode,
    interface: input.startsWith("(") ? "" : input,
    rule: prefix,
    stamp,
  });
}

interface Protocol extends Pick<PacketWords, "tcpFlags" | "icmpType" | "icmpCode"> {
  readonly name: string;
}

/** `proto TCP (SYN,ACK),`, `proto ICMP (type 8, code 0),`. */
const readProtocol = recalled((text): Protocol | undefined => {
  const [, name, detail = ""] = /^proto ([A-Za-z0-9.+/-]{1,20})(?: \(([^)]{0,60})\))?,?$/.exec(text) ?? [];
  if (name === undefined) return undefined;
  if (/^tcp$/i.test(name)) return detail === "" ? { name } : { name, tcpFlags: flagsOfNames(detail) };
  const [, icmpType, icmpCode] = /^type (\d{1,3}), code (\d{1,3})$/.exec(detail) ?? [];
  return icmpType === undefined ? { name } : { name, icmpType, icmpCode };
});

/** `(unknown 0)` and `(none)` in place of a name: the router itself is that end. Else the addresses tell what the chain does not. */
function directionOf(chain: string, input: string, source: string, destination: string): Direction {
  if (chain === "output" || input.startsWith("(")) return "out";
  const isOutward = isPrivate(source) && readAddress(destination) !== undefined && !isPrivate(destination);
  return isOutward && chain !== "input" ? "out" : directionOfArrival(source);
}
