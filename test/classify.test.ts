import assert from "node:assert/strict";
import { test } from "node:test";
import { classify, hostList } from "../src/classify.ts";
import type { EventClass, LogEvent } from "../src/model/event.ts";
import { packet } from "./support/events.ts";

const context = { knownHosts: hostList(["198.51.100.7", "192.0.2.128/25", "2001:db8:5::/48"]), countUnknown: true };

/** Each rule of the design in its order, and beside each the neighbour that it must not take. */
const cases: readonly (readonly [string, Partial<LogEvent>, EventClass | undefined])[] = [
  // None: outbound, local, observed
  ["an outbound packet is not counted", { direction: "out" }, undefined],
  ["an outbound packet that was let out is not counted either", { direction: "out", action: "accept" }, undefined],
  ["an outbound packet of a known host is not counted", { direction: "out", source: "198.51.100.7" }, undefined],
  ["an outbound multicast is not counted", { direction: "out", destination: "224.0.0.251" }, undefined],
  ["a packet within the own network is not counted", { direction: "local" }, undefined],
  ["an inbound one is", { direction: "in", port: 23 }, "probe"],
  ["an observation is not counted", { isObservation: true }, undefined],
  ["an observation of what was let in is not counted either", { isObservation: true, action: "accept" }, undefined],
  ["an unknown direction from 10.0.0.0/8 is not counted", { direction: "unknown", source: "10.0.0.4" }, undefined],
  ["an unknown direction from 172.16.0.0/12 is not", { direction: "unknown", source: "172.31.255.4" }, undefined],
  ["its neighbour above is", { direction: "unknown", source: beside("172.31.255.255", 1), port: 23 }, "probe"],
  ["its neighbour below is", { direction: "unknown", source: beside("172.16.0.0", -1), port: 23 }, "probe"],
  ["an unknown direction from 192.168.0.0/16 is not", { direction: "unknown", source: "192.168.1.4" }, undefined],
  ["the neighbour of 192.168 is", { direction: "unknown", source: beside("192.168.255.255", 1), port: 23 }, "probe"],
  ["an unknown direction from a unique local address is not", { direction: "unknown", source: "fd00::4" }, undefined],
  ["an unknown direction from a link is not", { direction: "unknown", source: "fe80::4" }, undefined],
  ["an unknown direction from loopback is not", { direction: "unknown", source: "127.0.0.1" }, undefined],
  ["an unknown direction from outside is", { direction: "unknown", port: 23 }, "probe"],
  ["an unknown direction from a global IPv6 address is", { direction: "unknown", source: "2001:db8::4" }, "probe"],
  ["addresses that providers share are outside (RFC 6598)", { direction: "unknown", source: "100.64.0.4" }, "probe"],
  ["a private source that came in is", { source: "10.0.0.4", port: 23 }, "probe"],
  [
    "a private source that nobody places and that speaks to everybody is chatter",
    { direction: "unknown", source: "192.168.1.4", destination: "224.0.0.251", protocol: "udp", port: 5353 },
    "chatter",
  ],
  [
    "so is one at the broadcast of its network",
    { direction: "unknown", source: "192.168.1.4", destination: "192.168.1.255", protocol: "udp", port: 137 },
    "chatter",
  ],
  [
    "so is one at the limited broadcast",
    { direction: "unknown", source: "192.168.1.4", destination: "255.255.255.255", protocol: "udp", port: 6667 },
    "chatter",
  ],
  [
    "at a single address it is not counted",
    { direction: "unknown", source: "192.168.1.4", destination: "192.168.1.254", protocol: "udp", port: 137 },
    undefined,
  ],
  ["a local multicast is not counted", { direction: "local", destination: "224.0.0.251" }, undefined],

  // Own
  ["a known host is our own", { source: "198.51.100.7", port: 22 }, "own"],
  ["a known host is our own whatever it sends", { source: "198.51.100.7", destination: "224.0.0.1" }, "own"],
  ["what a known host was let in for is our own", { source: "198.51.100.7", action: "accept" }, "own"],
  ["a known network is our own", { source: "2001:db8:5::9", port: 22 }, "own"],
  ["a known network of IPv4 is our own", { source: "192.0.2.255", port: 22 }, "own"],
  ["the neighbour of a host is not", { source: "198.51.100.8", port: 22 }, "probe"],
  ["the neighbour of a network is not", { source: "2001:db8:6::9", port: 22 }, "probe"],
  ["the neighbour of a network of IPv4 is not", { source: "192.0.2.127", port: 22 }, "probe"],
  ["the router's own syslog is our own", { protocol: "udp", source: "192.168.1.1", port: 514 }, "own"],
  ["the port beside it is not", { protocol: "udp", source: "192.168.1.1", port: 515 }, "probe"],
  ["TCP to that port is rsh, and is not", { protocol: "tcp", source: "192.168.1.1", port: 514 }, "probe"],
  ["a stranger at the syslog port is a probe", { protocol: "udp", port: 514 }, "probe"],
  ["an event without a source is nobody's own", { source: undefined, port: 22 }, "probe"],

  // Chatter
  ["multicast is chatter", { destination: "224.0.0.251", protocol: "udp", port: 5353 }, "chatter"],
  ["the end of multicast is chatter", { destination: "239.255.255.250", protocol: "udp", port: 1900 }, "chatter"],
  ["multicast over IPv6 is chatter", { source: "2001:db8::1", destination: "ff02::1", protocol: "udp" }, "chatter"],
  ["the address before multicast is none", { destination: beside("224.0.0.0", -1), port: 23 }, "probe"],
  ["the address behind multicast is none", { destination: "240.0.0.1", port: 23 }, "probe"],
  ["the limited broadcast is chatter", { destination: "255.255.255.255", protocol: "udp", port: 6000 }, "chatter"],
  ["a network's broadcast is chatter", { destination: "192.168.1.255", protocol: "udp", port: 137 }, "chatter"],
  ["the address in front of it is none", { destination: "192.168.1.254", protocol: "udp", port: 137 }, "probe"],
  ["a public address that ends in 255 is a host", { destination: "203.0.113.255", port: 23 }, "probe"],
  ["a zero source is chatter", { source: "0.0.0.0", port: 80 }, "chatter"],
  ["a zero destination is chatter", { destination: "0.0.0.0", port: 80 }, "chatter"],
  ["an unspecified source is chatter", { source: "::", protocol: "udp", port: 80 }, "chatter"],
  ["the address behind the zero network is a host", { source: beside("0.255.255.255", 1), port: 80 }, "probe"],
  ["a loopback source is chatter", { source: "127.0.0.1", port: 80 }, "chatter"],
  ["a loopback source of IPv6 is chatter", { source: "::1", port: 80 }, "chatter"],
  ["the address behind loopback is a host", { source: beside("127.255.255.255", 1), port: 80 }, "probe"],
  ["a link-local source is chatter", { source: "fe80::1", protocol: "udp", port: 80 }, "chatter"],
  ["the last link-local source is chatter", { source: "febf::1", protocol: "udp", port: 80 }, "chatter"],
  ["the address behind it is none", { source: "fec0::1", protocol: "udp", port: 80 }, "probe"],
  ["a link-local source of IPv4 is chatter", { source: "169.254.9.9", port: 80 }, "chatter"],
  ["its neighbour is a host", { source: beside("169.254.255.255", 1), port: 80 }, "probe"],
  ["a link-local destination is chatter", { destination: "169.254.9.9", port: 80 }, "chatter"],
  ["IGMP is chatter", { protocol: "igmp" }, "chatter"],
  ["GRE is a probe", { protocol: "gre" }, "probe"],
  ["DHCP is chatter", { protocol: "udp", sourcePort: 67, port: 68 }, "chatter"],
  ["DHCP over IPv6 is chatter", { protocol: "udp", source: "2001:db8::1", sourcePort: 547, port: 546 }, "chatter"],
  ["a stranger at the DHCP port is a probe", { protocol: "udp", sourcePort: 40_000, port: 68 }, "probe"],
  ["a source port that is not told is no server's", { protocol: "udp", port: 68 }, "probe"],
  ["TCP between those ports is none", { protocol: "tcp", sourcePort: 67, port: 68 }, "probe"],
  ["TFTP beside it is none", { protocol: "udp", sourcePort: 67, port: 69 }, "probe"],
  ["SSDP of a neighbour is chatter", { source: "192.168.1.9", protocol: "udp", port: 1900 }, "chatter"],
  ["mDNS of a neighbour is chatter", { source: "fd00::9", protocol: "udp", port: 5353 }, "chatter"],
  ["SSDP over TCP is none", { source: "192.168.1.9", protocol: "tcp", port: 1900 }, "probe"],
  ["SSDP from outside is a probe", { protocol: "udp", port: 1900 }, "probe"],
  ["mDNS from outside is a probe", { protocol: "udp", port: 5353 }, "probe"],
  ["neighbour discovery is chatter", { protocol: "ipv6-icmp", source: "2001:db8::1", icmpType: 135 }, "chatter"],
  ["router discovery is chatter", { protocol: "ipv6-icmp", source: "2001:db8::1", icmpType: 134 }, "chatter"],
  ["a listener's query is chatter", { protocol: "ipv6-icmp", source: "2001:db8::1", icmpType: 130 }, "chatter"],
  ["a listener's report is chatter", { protocol: "ipv6-icmp", source: "2001:db8::1", icmpType: 143 }, "chatter"],
  ["a redirect is chatter", { protocol: "ipv6-icmp", source: "2001:db8::1", icmpType: 137 }, "chatter"],
  ["a renumbering behind it is none", { protocol: "ipv6-icmp", source: "2001:db8::1", icmpType: 138 }, "backscatter"],
  ["that type of version 4 is none", { protocol: "icmp", icmpType: 135 }, "backscatter"],

  // Backscatter
  ["SYN+ACK is backscatter", { tcpFlags: ["syn", "ack"], port: 80 }, "backscatter"],
  ["RST is backscatter", { tcpFlags: ["rst"], port: 80 }, "backscatter"],
  ["RST+ACK is backscatter", { tcpFlags: ["ack", "rst"], port: 40_000 }, "backscatter"],
  ["SYN alone is a probe", { tcpFlags: ["syn"], port: 80 }, "probe"],
  ["SYN+FIN is a probe", { tcpFlags: ["syn", "fin"], port: 80 }, "probe"],
  ["no flag at all is a probe", { tcpFlags: [], sourcePort: 443, port: 40_000 }, "probe"],
  ["every flag together is backscatter: RST is among them", { tcpFlags: ["syn", "ack", "fin", "rst"] }, "backscatter"],
  ["an ICMP error is backscatter", { protocol: "icmp", icmpType: 3, icmpCode: 1 }, "backscatter"],
  ["a time exceeded is backscatter", { protocol: "icmp", icmpType: 11 }, "backscatter"],
  ["an echo reply is backscatter", { protocol: "icmp", icmpType: 0 }, "backscatter"],
  ["a timestamp reply is backscatter", { protocol: "icmp", icmpType: 14 }, "backscatter"],
  ["a mask reply is backscatter", { protocol: "icmp", icmpType: 18 }, "backscatter"],
  ["an echo request is a probe", { protocol: "icmp", icmpType: 8 }, "probe"],
  ["a timestamp request is a probe", { protocol: "icmp", icmpType: 13 }, "probe"],
  ["a mask request is a probe", { protocol: "icmp", icmpType: 17 }, "probe"],
  ["ICMP of a type that the log does not tell is a probe", { protocol: "icmp" }, "probe"],
  ["an IPv6 error is backscatter", { protocol: "ipv6-icmp", source: "2001:db8::1", icmpType: 1 }, "backscatter"],
  ["an IPv6 echo reply is backscatter", { protocol: "ipv6-icmp", source: "2001:db8::1", icmpType: 129 }, "backscatter"],
  ["an IPv6 echo request is a probe", { protocol: "ipv6-icmp", source: "2001:db8::1", icmpType: 128 }, "probe"],
  ["ICMPv6 of a type that the log does not tell is a probe", { protocol: "ipv6-icmp", source: "2001:db8::1" }, "probe"],
  ["what a log calls SYN/ACK scan is backscatter", { namedScan: "syn_ack", sourcePort: 80 }, "backscatter"],
  ["what a log calls RST scan is backscatter", { namedScan: "rst", sourcePort: 80 }, "backscatter"],
  ["what it calls SYN scan is a probe", { namedScan: "syn", sourcePort: 80 }, "probe"],
  ["any other name is a probe", { namedScan: "other", sourcePort: 40_000, port: 23 }, "probe"],

  // Reply
  [
    "ACK without SYN to a high port is a reply",
    { tcpFlags: ["ack", "psh"], sourcePort: 40_000, port: 40_001 },
    "reply",
  ],
  ["FIN+ACK to a high port is a reply", { tcpFlags: ["ack", "fin"], sourcePort: 443, port: 40_001 }, "reply"],
  ["ACK to a port that is not told is a reply", { tcpFlags: ["ack"], sourcePort: 443 }, "reply"],
  ["ACK to port 1024 is a reply", { tcpFlags: ["ack"], port: 1024 }, "reply"],
  ["ACK to port 1023 is a probe", { tcpFlags: ["ack"], port: 1023 }, "probe"],
  ["what a log calls ACK scan is a reply", { namedScan: "ack", sourcePort: 80 }, "reply"],
  ["what a log calls FIN scan is a reply", { namedScan: "fin", sourcePort: 443 }, "reply"],
  ["what it calls so from any other port too", { namedScan: "ack", sourcePort: 40_000 }, "reply"],
  ["what it calls FIN scan from any other port too", { namedScan: "fin", sourcePort: 40_000 }, "reply"],
  ["an ACK scan of a low port is a probe", { namedScan: "ack", port: 443 }, "probe"],
  ["FIN alone is a probe", { tcpFlags: ["fin"], sourcePort: 40_000, port: 40_001 }, "probe"],
  ["UDP from a name server to a high port is a reply", { protocol: "udp", sourcePort: 53, port: 40_000 }, "reply"],
  ["UDP from a web server (QUIC) is a reply", { protocol: "udp", sourcePort: 443, port: 40_000 }, "reply"],
  ["UDP from a web server's other port is a reply", { protocol: "udp", sourcePort: 80, port: 40_000 }, "reply"],
  ["UDP from a time server is a reply", { protocol: "udp", sourcePort: 123, port: 40_000 }, "reply"],
  ["UDP from a name server over TLS is a reply", { protocol: "udp", sourcePort: 853, port: 40_000 }, "reply"],
  ["UDP from a STUN server is a reply", { protocol: "udp", sourcePort: 3478, port: 40_000 }, "reply"],
  ["UDP to a port that is not told is a reply", { protocol: "udp", sourcePort: 53 }, "reply"],
  ["UDP from a name server to port 1023 is a probe", { protocol: "udp", sourcePort: 53, port: 1023 }, "probe"],
  ["UDP from a name server to port 1024 is a reply", { protocol: "udp", sourcePort: 53, port: 1024 }, "reply"],
  ["UDP from time server to time server is a probe", { protocol: "udp", sourcePort: 123, port: 123 }, "probe"],
  ["UDP from another port is a probe", { protocol: "udp", sourcePort: 54, port: 40_000 }, "probe"],
  ["UDP from a port that is not told is a probe", { protocol: "udp", port: 40_000 }, "probe"],
  ["TCP without flags from a web server to a high port is a reply", { sourcePort: 443, port: 40_000 }, "reply"],
  ["TCP without flags from another port is a probe", { sourcePort: 444, port: 40_000 }, "probe"],
  ["TCP with SYN from a web server's port is a probe", { tcpFlags: ["syn"], sourcePort: 443, port: 40_000 }, "probe"],
  ["a SYN scan from a web server's port is a probe", { namedScan: "syn", sourcePort: 443, port: 40_000 }, "probe"],
  ["SCTP from such a port is a probe", { protocol: "sctp", sourcePort: 443, port: 40_000 }, "probe"],

  // Admitted
  ["what was let in is admitted", { action: "accept", port: 8080 }, "admitted"],
  ["a ping that was let in is admitted", { action: "accept", protocol: "icmp", icmpType: 8 }, "admitted"],
  ["a late reply that was let in is still a reply", { action: "accept", tcpFlags: ["ack"], port: 40_000 }, "reply"],
  ["backscatter that was let in is still backscatter", { action: "accept", tcpFlags: ["rst"] }, "backscatter"],
  ["chatter that was let in is still chatter", { action: "accept", destination: "224.0.0.1" }, "chatter"],

  // Probe
  ["what was dropped is a probe", { action: "drop", port: 8080 }, "probe"],
  ["what was refused is a probe", { action: "reject", port: 8080 }, "probe"],
  ["an unknown fate counts as a probe", { action: "unknown", port: 23 }, "probe"],
];

for (const [name, facts, expected] of cases) {
  test(name, () => assert.equal(classify(packet(facts), context), expected));
}

test("an unknown fate does not count where the configuration says so", () => {
  const strict = { ...context, countUnknown: false };
  assert.equal(classify(packet({ action: "unknown", port: 23 }), strict), undefined);
  assert.equal(classify(packet({ action: "drop", port: 23 }), strict), "probe");
  assert.equal(classify(packet({ action: "reject", port: 23 }), strict), "probe");
  assert.equal(classify(packet({ action: "accept", port: 23 }), strict), "admitted");
  assert.equal(classify(packet({ action: "unknown", tcpFlags: ["rst"] }), strict), "backscatter");
});

test("whoever is not told is no known host, and an empty list knows nobody", () => {
  assert.equal(hostList([]).has("198.51.100.7"), false);
  assert.equal(
    classify(packet({ source: "198.51.100.7", port: 22 }), { ...context, knownHosts: hostList([]) }),
    "probe",
  );
});

test("what is no address and no network is an error", () => {
  assert.throws(() => hostList(["router"]), Error);
  assert.throws(() => hostList(["192.0.2.0/33"]), RangeError);
});

/** The address behind another, or in front of it: it may be somebody's, and so it stands in no file. */
function beside(address: string, step: 1 | -1): string {
  const number = step + address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
  return [24, 16, 8, 0].map((bits) => Math.floor(number / 2 ** bits) % 256).join(".");
}
