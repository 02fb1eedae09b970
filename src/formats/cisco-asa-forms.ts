import type { LineReading } from "../model/format.ts";

/** An address may be followed by the user that the firewall knows behind it, and by security group tags; older lines have a blank before the port. */
const user = String.raw`(?: ?\((?!type )[^)]{0,100}\)){0,2}`;
const from = String.raw`(?<source>[^\s/(]{2,60})(?: ?/(?<sourcePort>[^\s(]{1,20}))?${user}`;
const to = String.raw`(?<destination>[^\s/(]{2,60})(?: ?/(?<port>[^\s(]{1,20}))?${user}`;
/** An interface in front of an address is no beginning of an IPv6 address. */
const named = (name: string): string => String.raw`(?:(?![0-9a-f]{1,4}:[0-9a-f]{0,4}:)(?<${name}>[^\s:/]{1,60}) ?:)?`;
const fromInterface = `${named("from")}${from}`;
const toInterface = `${named("to")}${to}`;
const protocol = "(?:protocol )?(?<protocol>[A-Za-z0-9._+-]{1,20})";
const icmp = String.raw`(?: ?\(type (?<type>\d{1,3}), code (?<code>\d{1,3})\))?`;
const listedFrom = String.raw`(?<from>[^\s/]{1,60})/(?<source>[^\s(]{2,60})\((?<sourcePort>\d{1,6})\)${user}`;
const listedTo = String.raw`(?<to>[^\s/]{1,60})/(?<destination>[^\s(]{2,60})\((?<port>\d{1,6})\)${user}`;

/** The forms of the messages that tell of one packet, or by their count of several. None needs the line's whole end. */
export const asaForms: Readonly<Record<string, RegExp>> = {
  "106001": form(
    `(?<way>\\w{7,8}) (?<protocol>TCP) connection denied from ${from} to ${to} flags (?<flags>[A-Z ]{0,40}?) +on interface (?<at>\\S{1,60})`,
  ),
  "106006": form(`Deny (?<way>\\w{7,8}) (?<protocol>UDP) from ${from} to ${to} on interface (?<at>\\S{1,60})`),
  "106007": form(`Deny (?<way>\\w{7,8}) (?<protocol>UDP) from ${from} to ${to} due to DNS (?:Query|Response)`),
  "106010": form(`Deny (?<way>\\w{7,8}) ${protocol} src ${fromInterface} dst ${toInterface}${icmp}`),
  "106014": form(`Deny (?<way>\\w{7,8}) (?<protocol>icmp) src ${fromInterface} dst ${toInterface}${icmp}`),
  "106015": form(
    `Deny (?<protocol>TCP) \\(no connection\\) from ${from} to ${to} flags (?<flags>[A-Z ]{0,40}?) +on interface (?<at>\\S{1,60})`,
  ),
  "106021": form(`Deny ${protocol} reverse path check from ${from} to ${to} on interface (?<at>\\S{1,60})`),
  "106023": form(
    `Deny ${protocol} src ${fromInterface} dst ${toInterface}${icmp} by access-group (?:"(?<rule>[^"]{1,128})"|(?<rule>[^"\\s]{1,128})(?=\\s|$))`,
  ),
  "106100": form(
    `access-list (?<rule>\\S{1,128}) (?<verb>permitted|denied|est-allowed) ${protocol} ${listedFrom} ?-> ?${listedTo} hit-cnt (?<count>\\d{1,9}) `,
  ),
  "313001": form(
    `Denied (?<protocol>ICMP) type=(?<type>\\d{1,3}), code=(?<code>\\d{1,3}) from (?<source>[^\\s/(]{2,60}) on interface (?<at>\\S{1,60})`,
  ),
  "710003": form(`(?<protocol>TCP|UDP) access denied by ACL from ${from} to ${named("at")}${to}`),
};

function form(source: string): RegExp {
  return new RegExp(`^${source}`, "i");
}

/** Messages that are no packet, by the class that their number's first three digits are; a denial of a form that is not known is a reject. */
export function readAsaNote(id: string): LineReading {
  if (id === "733100") return { kind: "note", note: "rate_exceeded" };
  const messageClass = id.slice(0, 3);
  if (["106", "313", "710"].includes(messageClass)) return { kind: "reject", reason: "unknown message" };
  return { kind: "note", note: notes[messageClass] ?? "message" };
}

const notes: Readonly<Record<string, string>> = {
  "302": "connection",
  "305": "translation",
  "605": "login",
  "611": "login",
};
