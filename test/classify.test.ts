import assert from "node:assert/strict";
import { test } from "node:test";
import { classify, hostList } from "../src/classify.ts";
import type { EventClass, LogEvent } from "../src/model/event.ts";
import { packet } from "./support/events.ts";

const context = { knownHosts: hostList(["198.51.100.7", "2001:db8:5::/48"]), countUnknown: true };

/** Each rule of the design in its order, and beside each the neighbour that it must not take. */
const cases: readonly (readonly [string, Partial<LogEvent>, EventClass | undefined])[] = [
  ["an outbound packet is not counted", { direction: "out" }, undefined],
  ["a packet within the own network is not counted", { direction: "local" }, undefined],
  ["an observation is not counted", { isObservation: true }, undefined],
  [
    "an unknown direction from a private source is not counted",
    { direction: "unknown", source: "192.168.1.4" },
    undefined,
  ],
  ["an unknown direction from outside is", { direction: "unknown", port: 23 }, "probe"],
  ["a private source that came in is", { source: "10.0.0.4", port: 23 }, "probe"],
  ["a known host is our own", { source: "198.51.100.7", port: 22 }, "own"],
  ["a known network is our own", { source: "2001:db8:5::9", port: 22 }, "own"],
  ["its neighbour is not", { source: "198.51.100.8", port: 22 }, "probe"],
  ["the router's own syslog is our own", { protocol: "udp", source: "192.168.1.1", port: 514 }, "own"],
  ["a stranger at the syslog port is a probe", { protocol: "udp", port: 514 }, "probe"],
  ["multicast is chatter", { destination: "224.0.0.251", protocol: "udp", port: 5353 }, "chatter"],
  ["the limited broadcast is chatter", { destination: "255.255.255.255", protocol: "udp", port: 6000 }, "chatter"],
  ["a network's broadcast is chatter", { destination: "192.168.1.255", protocol: "udp", port: 137 }, "chatter"],
  ["a zero source is chatter", { source: "0.0.0.0", port: 80 }, "chatter"],
  ["a loopback source is chatter", { source: "127.0.0.1", port: 80 }, "chatter"],
  ["a link-local source is chatter", { source: "fe80::1", protocol: "udp", port: 80 }, "chatter"],
  ["IGMP is chatter", { protocol: "igmp" }, "chatter"],
  ["DHCP is chatter", { protocol: "udp", sourcePort: 67, port: 68 }, "chatter"],
  ["a stranger at the DHCP port is a probe", { protocol: "udp", sourcePort: 40_000, port: 68 }, "probe"],
  ["SSDP of a neighbour is chatter", { source: "192.168.1.9", protocol: "udp", port: 1900 }, "chatter"],
  ["SSDP from outside is a probe", { protocol: "udp", port: 1900 }, "probe"],
  ["neighbour discovery is chatter", { protocol: "ipv6-icmp", source: "2001:db8::1", icmpType: 135 }, "chatter"],
  ["SYN+ACK is backscatter", { tcpFlags: ["syn", "ack"], port: 80 }, "backscatter"],
  ["RST is backscatter", { tcpFlags: ["rst"], port: 80 }, "backscatter"],
  ["SYN alone is a probe", { tcpFlags: ["syn"], port: 80 }, "probe"],
  ["an ICMP error is backscatter", { protocol: "icmp", icmpType: 3, icmpCode: 1 }, "backscatter"],
  ["an echo request is a probe", { protocol: "icmp", icmpType: 8 }, "probe"],
  ["a timestamp request is a probe", { protocol: "icmp", icmpType: 13 }, "probe"],
  ["a mask request is a probe", { protocol: "icmp", icmpType: 17 }, "probe"],
  ["an echo reply is backscatter", { protocol: "icmp", icmpType: 0 }, "backscatter"],
  ["ICMP of a type that the log does not tell is a probe", { protocol: "icmp" }, "probe"],
  ["an IPv6 echo request is a probe", { protocol: "ipv6-icmp", source: "2001:db8::1", icmpType: 128 }, "probe"],
  ["an IPv6 error is backscatter", { protocol: "ipv6-icmp", source: "2001:db8::1", icmpType: 1 }, "backscatter"],
  ["what a log calls SYN/ACK scan is backscatter", { namedScan: "syn_ack", sourcePort: 80 }, "backscatter"],
  ["what a log calls RST scan is backscatter", { namedScan: "rst", sourcePort: 80 }, "backscatter"],
  [
    "ACK without SYN to a high port is a reply",
    { tcpFlags: ["ack", "psh"], sourcePort: 40_000, port: 40_001 },
    "reply",
  ],
  ["ACK without SYN to a low port is a probe", { tcpFlags: ["ack"], port: 443 }, "probe"],
  ["what a log calls ACK scan is a reply", { namedScan: "ack", sourcePort: 80 }, "reply"],
  ["what a log calls FIN scan is a reply", { namedScan: "fin", sourcePort: 443 }, "reply"],
  ["FIN alone is a probe", { tcpFlags: ["fin"], sourcePort: 40_000, port: 40_001 }, "probe"],
  ["UDP from a name server to a high port is a reply", { protocol: "udp", sourcePort: 53, port: 40_000 }, "reply"],
  ["UDP from a name server to port 1023 is a probe", { protocol: "udp", sourcePort: 53, port: 1023 }, "probe"],
  ["UDP from a name server to port 1024 is a reply", { protocol: "udp", sourcePort: 53, port: 1024 }, "reply"],
  ["UDP from another port is a probe", { protocol: "udp", sourcePort: 54, port: 40_000 }, "probe"],
  ["TCP without flags from a web server to a high port is a reply", { sourcePort: 443, port: 40_000 }, "reply"],
  ["TCP with SYN from a web server's port is a probe", { tcpFlags: ["syn"], sourcePort: 443, port: 40_000 }, "probe"],
  ["what was let in is admitted", { action: "accept", port: 8080 }, "admitted"],
  ["a late reply that was let in is still a reply", { action: "accept", tcpFlags: ["ack"], port: 40_000 }, "reply"],
  ["an unknown fate counts as a probe", { action: "unknown", port: 23 }, "probe"],
];

for (const [name, facts, expected] of cases) {
  test(name, () => assert.equal(classify(packet(facts), context), expected));
}

test("an unknown fate does not count where the configuration says so", () => {
  const strict = { ...context, countUnknown: false };
  assert.equal(classify(packet({ action: "unknown", port: 23 }), strict), undefined);
  assert.equal(classify(packet({ action: "drop", port: 23 }), strict), "probe");
});
