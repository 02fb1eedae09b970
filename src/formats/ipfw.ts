import type { Action, Direction } from "../model/event.ts";
import type { Format, LineReading } from "../model/format.ts";
import { directionOfArrival } from "./direction.ts";
import { splitEndpoint } from "./endpoint.ts";
import { readPacket } from "./packet.ts";

/** Kernel lines of ipfw (FreeBSD, DragonFly, older macOS): `ipfw: 65000 Deny TCP 192.0.2.1:1234 192.0.2.2:23 in via em0`. After FreeBSD's ip_fw_log.c. */
export const ipfw: Format = {
  id: "ipfw",
  title: "ipfw (FreeBSD)",
  read: (line) => {
    const body = line.program === "ipfw" ? line.message : (bodyOf(line.message) ?? bodyOf(line.text));
    return body === undefined ? undefined : readBody(body);
  },
};

const mark = "ipfw: ";
const longestHead = 200;

function bodyOf(text: string): string | undefined {
  const at = text.slice(0, longestHead).indexOf(mark);
  return at === -1 ? undefined : text.slice(at + mark.length);
}

const limit = /^limit \d{1,10} reached on entry -?\d{1,10}/;
const head = /^(-?\d{1,10}) ([A-Z][A-Za-z]{2,9})(?: (?:to (\S{1,64})|(\d{1,10})))? /;
const packet =
  /^(TCP|UDP|ICMP|ICMPv6|P)(?::(\d{1,3})(?:\.(\d{1,3}))?)? (\S{2,60}) (\S{2,60}) (?:(in|out) via (\S{1,32})|\[no if info\])/;

function readBody(body: string): LineReading | undefined {
  // The rule has written its share of lines; what it meets from here on is not told.
  if (limit.test(body)) return { kind: "note", note: "rate_limited" };
  const [matched, rule, verb = ""] = head.exec(body) ?? [];
  if (matched === undefined) return undefined;
  const rest = body.slice(matched.length);
  if (/^MAC (?:in|out|\[)/.test(rest)) return { kind: "note", note: "not_ip" };
  const [told, kind = "", first, second, from = "", to = "", way, name] = packet.exec(rest) ?? [];
  if (told === undefined) return { kind: "reject", reason: "truncated line" };
  const source = splitEndpoint(from);
  const destination = splitEndpoint(to);
  return readPacket({
    format: "ipfw",
    ...judgement(verb),
    direction: directionOf(way, source.address),
    protocol: kind === "P" ? first : kind,
    source: source.address,
    destination: destination.address,
    sourcePort: source.port,
    port: destination.port,
    ...(kind.startsWith("ICMP") ? { icmpType: first, icmpCode: second } : {}),
    interface: name,
    rule,
  });
}

const actions: ReadonlyMap<string, Action> = new Map<string, Action>(
  Object.entries({
    Accept: "accept",
    Forward: "accept",
    Deny: "drop",
    Refuse: "drop",
    Reject: "reject",
    Reset: "reject",
    Unreach: "reject",
    Divert: "unknown",
    Nat: "unknown",
    Netgraph: "unknown",
    Pipe: "unknown",
    Queue: "unknown",
    Reass: "unknown",
    UNKNOWN: "unknown",
  }),
);

/** Rules that count, tag or jump judge nothing: the packet goes on to the next rule. */
function judgement(verb: string): { readonly action: Action; readonly isObservation: boolean } {
  const action = actions.get(verb);
  return action === undefined ? { action: "unknown", isObservation: true } : { action, isObservation: false };
}

function directionOf(way: string | undefined, source: string): Direction {
  if (way === "out") return "out";
  return way === "in" ? directionOfArrival(source) : "unknown";
}
