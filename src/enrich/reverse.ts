import ipaddr from "ipaddr.js";

/** An address as names of DNS have it, the last part first: `9.113.0.203.in-addr.arpa`, or 32 hexadecimal digits (RFC 1035, RFC 3596). */
interface Reversed {
  readonly labels: string;
  readonly isIPv6: boolean;
}

/** The name that holds the host name of an address. */
export function reverseName(address: string): string {
  const { labels, isIPv6 } = reverse(address);
  return `${labels}.${isIPv6 ? "ip6" : "in-addr"}.arpa`;
}

/** The name that holds the network of an address at Team Cymru's service. */
export function originName(address: string): string {
  const { labels, isIPv6 } = reverse(address);
  return `${labels}.${isIPv6 ? "origin6" : "origin"}.asn.cymru.com`;
}

function reverse(address: string): Reversed {
  const octets = ipaddr.parse(address).toByteArray();
  if (octets.length === 4) return { labels: octets.toReversed().join("."), isIPv6: false };
  const digits = octets.flatMap((octet) => [octet >> 4, octet & 15]);
  return {
    labels: digits
      .map((digit) => digit.toString(16))
      .reverse()
      .join("."),
    isIPv6: true,
  };
}
