import type { Action, Direction } from "../model/event.ts";
import type { Format, LineReading, LineStamp } from "../model/format.ts";
import { isMasked, readAddress } from "./addresses.ts";
import { directionOfArrival } from "./direction.ts";
import { readIpmonIcmp } from "./ipmon-icmp.ts";
import { note, readPacket, reject } from "./packet.ts";
import { portOfService } from "./service-ports.ts";
import { flagsOfLetters } from "./tcp-flags.ts";
import { wallTime } from "./wall-time.ts";

/** Lines of ipmon(8), the logger of IPFilter, by syslog or in a file of its own: `03:31:25.230438 2x fxp0 @0:21 b 192.0.2.1,2114 -> …`. After ipmon.c. */
export const ipmon: Format = {
  id: "ipmon",
  title: "IPFilter, ipmon (BSD, Solaris)",
  read: ({ text, message }) => {
    // In a file of ipmon's own the date in front may have been taken for that of an envelope.
    const body = table.test(message) || head.test(message) ? message : text;
    const kind = table.exec(body)?.groups?.["kind"];
    if (kind !== undefined) return note(kind.toLowerCase());
    const found = head.exec(body);
    if (found === null) return undefined;
    const { date = "", time = "", count, name, rule, verdict = "" } = found.groups ?? {};
    const told = { count, interface: name, rule, verdict, stamp: readDate(date, time) };
    return readBody(body.slice(found[0].length), told);
  },
};

const clock = String.raw`^(?:(?<date>\d\d/\d\d/\d{4}) )?(?<time>\d\d:\d\d:\d\d)\.\d{1,6} {1,24}`;
/** Date (in files), time, how often, interface, group and rule, verdict. */
const head = new RegExp(
  String.raw`${clock}(?:(?<count>\d{1,9})x {1,24})?(?<name>[\w.:-]{1,16}) {1,24}@(?<rule>[\w-]{1,16}:-?\d{1,10}) (?<verdict>[SpPbBLn?]{1,2}) `,
);
/** Lines of the tables of translations and states. */
const table = new RegExp(String.raw`${clock}(?:@-?\d{1,10} )?(?<kind>NAT|STATE):`);

/** In a file the line has its date; by syslog only a time of day, whose day is that of the envelope's stamp, which is used. */
function readDate(date: string, time: string): LineStamp | undefined {
  if (date === "") return undefined;
  const [day, month, year] = date.split("/").map(Number);
  return wallTime({ year: year ?? 0, month: month ?? 0, day: day ?? 0, time });
}

interface Head {
  readonly count: string | undefined;
  readonly interface: string | undefined;
  readonly rule: string | undefined;
  readonly verdict: string;
  readonly stamp: LineStamp | undefined;
}

const addresses = /^(\S{2,340}) -> (\S{2,340}) PR (\S{1,20})( len \d{1,3} \(?\d{1,6}\)?)?/;

function readBody(body: string, { verdict, ...told }: Head): LineReading {
  const [matched, from = "", to = "", protocol = "", length] = addresses.exec(body) ?? [];
  if (matched === undefined || length === undefined) return reject("truncated line", told.stamp);
  const tail = body.slice(matched.length);
  const source = splitHost(from);
  const destination = splitHost(to);
  return readPacket({
    format: "ipmon",
    ...judgement(verdict),
    direction: directionOf(tail, source.address),
    protocol,
    source: source.address,
    destination: destination.address,
    sourcePort: source.port,
    port: destination.port,
    ...readTail(protocol, tail),
    ...told,
  });
}

/**
 * `address,port`, with -n also `name[address],service`. A name alone is no address: then the source is not told, and the probe
 * counts all the same.
 */
function splitHost(text: string): { readonly address?: string | undefined; readonly port?: string | undefined } {
  const comma = text.lastIndexOf(",");
  const host = comma === -1 ? text : text.slice(0, comma);
  const service = comma === -1 ? undefined : text.slice(comma + 1);
  const port = service === undefined || /^\d+$/.test(service) ? service : portOfService(service);
  const address = /\[([0-9a-f.:]{2,45})\]$/i.exec(host)?.[1] ?? host;
  const isName = readAddress(address) === undefined && !isMasked(address) && /^(?=.*[a-z])[a-z0-9_.-]+$/i.test(address);
  return { address: isName ? undefined : address, port };
}

/** `-AS` of TCP, `icmp echo/0` of ICMP. What an ICMP error quotes of another packet comes behind `for`. */
function readTail(protocol: string, tail: string): object {
  const flags = /^ -([A-Z]{0,8})(?= |$)/.exec(tail)?.[1];
  if (protocol === "tcp" && flags !== undefined) return { tcpFlags: flagsOfLetters(flags) };
  const [, name = "", icmp] = /^ (icmp(?:v6)?) (\S{1,40})/.exec(tail) ?? [];
  return icmp === undefined ? {} : readIpmonIcmp(icmp, name === "icmpv6");
}

/** A capital means that the line was asked for by a global flag. `S` in front: the packet was too short. */
const actions: ReadonlyMap<string, Action> = new Map<string, Action>(
  Object.entries({ b: "drop", p: "accept", n: "unknown", "?": "unknown" }),
);

/** `L` is a rule that only logs; the rule which decides has a line of its own. */
function judgement(verdict: string): { readonly action: Action; readonly isObservation: boolean } {
  const letter = verdict.slice(-1);
  return { action: actions.get(letter.toLowerCase()) ?? "unknown", isObservation: letter === "L" };
}

function directionOf(tail: string, source: string | undefined): Direction {
  if (/ OUT(?= |$)/.test(tail)) return "out";
  if (!/ IN(?= |$)/.test(tail)) return "unknown";
  return source === undefined ? "in" : directionOfArrival(source);
}
