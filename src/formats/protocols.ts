import { recalled } from "./recalled.ts";

/**
 * The lower-case IANA keyword of a protocol that a log names or numbers (`TCP`, `6`, `ICMPv6`, `58`, `IPv6-ICMP`); the number as
 * text where it has no keyword here, and an unknown name in lower case. Undefined for what is neither: it came from somebody who
 * wanted to write there, or from a torn line. Keywords are those of the IANA registry "Assigned Internet Protocol Numbers".
 */
export const protocolName: (nameOrNumber: string) => string | undefined = recalled((nameOrNumber) => {
  const text = nameOrNumber.trim().toLowerCase();
  if (/^\d+$/.test(text)) return keywordOf(Number(text));
  return aliases.get(text) ?? (word.test(text) ? text : undefined);
});

/** The IANA number of a keyword that this module gives, or of a number as text. */
export function protocolNumber(keyword: string): number | undefined {
  return /^\d{1,3}$/.test(keyword) ? Number(keyword) : numbers.get(keyword);
}

function keywordOf(number: number): string | undefined {
  return number > 255 ? undefined : (keywords.get(number) ?? String(number));
}

const word = /^[a-z0-9][a-z0-9 ._+/-]{0,31}$/;

const keywords: ReadonlyMap<number, string> = new Map([
  [0, "hopopt"],
  [1, "icmp"],
  [2, "igmp"],
  [3, "ggp"],
  [4, "ipv4"],
  [6, "tcp"],
  [8, "egp"],
  [9, "igp"],
  [12, "pup"],
  [17, "udp"],
  [27, "rdp"],
  [33, "dccp"],
  [41, "ipv6"],
  [43, "ipv6-route"],
  [44, "ipv6-frag"],
  [46, "rsvp"],
  [47, "gre"],
  [50, "esp"],
  [51, "ah"],
  [55, "mobile"],
  [58, "ipv6-icmp"],
  [59, "ipv6-nonxt"],
  [60, "ipv6-opts"],
  [88, "eigrp"],
  [89, "ospfigp"],
  [94, "ipip"],
  [97, "etherip"],
  [98, "encap"],
  [103, "pim"],
  [108, "ipcomp"],
  [112, "vrrp"],
  [115, "l2tp"],
  [132, "sctp"],
  [136, "udplite"],
  [137, "mpls-in-ip"],
]);

const numbers: ReadonlyMap<string, number> = new Map([...keywords].map(([number, keyword]) => [keyword, number]));

/** Names that programs print instead of the keyword: pf, Windows, RouterOS, Cisco, `/etc/protocols`. */
const aliases: ReadonlyMap<string, string> = new Map([
  ["icmp6", "ipv6-icmp"],
  ["icmpv6", "ipv6-icmp"],
  ["ipv6icmp", "ipv6-icmp"],
  ["icmp-v6", "ipv6-icmp"],
  ["ip-encap", "ipv4"],
  ["ipencap", "ipv4"],
  ["ipsec-esp", "esp"],
  ["ipsec-ah", "ah"],
  ["ospf", "ospfigp"],
  ["carp", "vrrp"],
  ["udp-lite", "udplite"],
]);
