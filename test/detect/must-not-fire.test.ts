import assert from "node:assert/strict";
import { test } from "node:test";
import { classify, hostList } from "../../src/classify.ts";
import type { LogEvent } from "../../src/model/event.ts";
import { packet } from "../support/events.ts";
import { defaultSettings, findingsOf, type Step } from "../support/watch.ts";

const noon = Date.parse("2026-12-01T12:00:00Z");
const minuteMs = 60_000;
const context = { knownHosts: hostList(["198.51.100.7", "2001:db8:5::/48"]), countUnknown: true };

/** What all detectors tell of packets, classified as the bridge does, one every second for two minutes. */
function told(packetAt: (index: number) => LogEvent): readonly string[] {
  const steps = Array.from({ length: 120 }, (_, index): readonly Step[] => {
    const event = packetAt(index);
    const eventClass = classify(event, context);
    const timeMs = noon + index * 1000;
    return eventClass === undefined ? [] : [{ ...event, class: eventClass, timeMs, timeFrom: "router" }];
  });
  return findingsOf([...steps.flat(), noon + 10 * minuteMs], { settings: defaultSettings }).map(({ kind }) => kind);
}

const own = { destination: "192.0.2.1" } as const;

const harmless: Readonly<Record<string, (index: number) => LogEvent>> = {
  "backscatter: answers to an attack on somebody else, under our address": (index) =>
    packet({ ...own, sourcePort: 80, port: 1024 + index, tcpFlags: index % 2 ? ["syn", "ack"] : ["rst"] }),
  "backscatter that a log calls a SYN/ACK scan": (index) =>
    packet({ ...own, port: 1024 + index, tcpFlags: undefined, namedScan: "syn_ack" }),
  "late replies of a web server": (index) =>
    packet({ ...own, sourcePort: 443, port: 40_000 + index, tcpFlags: ["ack", "fin"] }),
  "late replies of a name server": (index) =>
    packet({ ...own, protocol: "udp", sourcePort: 53, port: 30_000 + index, tcpFlags: undefined }),
  "errors of ICMP": () => packet({ ...own, protocol: "icmp", icmpType: 3, icmpCode: 3, port: undefined }),
  "our own scanner": (index) => packet({ ...own, source: "198.51.100.7", port: index, tcpFlags: ["syn"] }),
  "our own scanners in a network of IPv6": (index) =>
    packet({ source: `2001:db8:5::${index + 1}`, destination: "2001:db8::1", port: index, tcpFlags: ["syn"] }),
  "multicast and discovery in the LAN": () =>
    packet({ source: "192.168.1.20", destination: "239.255.255.250", protocol: "udp", port: 1900 }),
  "packets that left the house": (index) => packet({ direction: "out", source: "192.168.1.20", port: index }),
  "lines that judge nothing": (index) => packet({ ...own, port: index, isObservation: true }),
};

for (const [name, packetAt] of Object.entries(harmless)) {
  test(`nothing is told of ${name}`, () => assert.deepEqual(told(packetAt), []));
}

test("of the same traffic with nothing harmless about it much is told", () => {
  const kinds = told((index) => packet({ ...own, port: index, tcpFlags: ["syn"], sourcePort: 40_000 + index }));
  assert.deepEqual([...new Set(kinds)].sort(), ["flood", "port_scan"]);
});
