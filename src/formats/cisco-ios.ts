import type { Format, LineReading } from "../model/format.ts";
import { note, type PacketWords, readPacket, reject } from "./packet.ts";

/**
 * Lines of access lists of Cisco IOS (`log` and `log-input`). `N packets` is a count: the first packet has a line of its own,
 * the others come as a sum every five minutes. Nothing tells which way a packet went.
 */
export const ciscoIos: Format = {
  id: "cisco-ios",
  title: "Cisco IOS access lists",
  read: ({ text }) => {
    const [head, limited] = mark.exec(text.slice(0, longestHead)) ?? [];
    if (head === undefined) return undefined;
    // Packets that the router had no time to write of.
    return limited !== undefined ? note("rate_limited") : readList(text.slice(text.indexOf(head) + head.length));
  },
};

const longestHead = 2000;
/** IOS XE puts the names of its own parts between the mark and `list`. */
const mark = /%(?:SEC|IPV6|IPV6_ACL|FMANFP)-\d-(?:IP)?ACCESSLOG(?:(RL)|P|DP|NP|RP|SP|S):/;
const listed = /^[^%]{0,80}?\blist (\S{1,128}) (denied|permitted) /;

function readList(text: string): LineReading {
  const [matched, rule, verb] = listed.exec(text) ?? [];
  if (matched === undefined) return reject("truncated line");
  const body = text.slice(matched.length);
  const base = {
    format: "cisco-ios",
    action: verb === "denied" ? "drop" : "accept",
    direction: "unknown",
    rule,
  } as const;
  const arrow = body.indexOf("-> ");
  if (arrow === -1) return readStandard(body, base);
  const left = leftPart.exec(body.slice(0, arrow).trimEnd());
  const right = rightPart.exec(body.slice(arrow + 3));
  if (right === null) return reject("truncated line");
  if (left === null) return reject("unknown form of address");
  const [, protocol, source, sourcePort, name] = left;
  const [, destination, port, type, icmpCode, count] = right;
  // A list that does not look at ports has none to tell, and writes 0 for both.
  const ports = sourcePort === "0" && port === "0" ? {} : { sourcePort, port };
  // One number in brackets is the type of an IGMP message.
  const icmpType = icmpCode === undefined ? undefined : type;
  return readPacket({ ...base, protocol, source, destination, ...ports, icmpType, icmpCode, count, interface: name });
}

/** Protocol, source, its port, and with `log-input` where it came in: `(Serial1/0.123)`, `(Gi0/3 0022.bd37.c800)`, bare in IOS XE. */
const leftPart = /^(\S{1,20}) ([^\s(]{2,60})(?:\((\d{1,6})\))?(?: {1,4}\(?([^\s()]{1,64})(?: [^)]{0,64})?\)?)?$/;
const rightPart = /^([^\s(,]{2,60})(?:\((\d{1,6})\))?(?: \((\d{1,3})(?:\/(\d{1,3}))?\))?, (\d{1,9}) packets?/;

/** Standard lists know the source alone: `list 10 denied 192.0.2.1 3 packets`. */
function readStandard(body: string, base: PacketWords): LineReading {
  const [, source, count] = /^(?:\d{1,3} )?([0-9a-fx*.:]{2,45}),? (\d{1,9}) packets?/i.exec(body) ?? [];
  return source === undefined ? reject("truncated line") : readPacket({ ...base, source, count });
}
