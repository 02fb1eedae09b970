import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { netfilter } from "../../src/formats/netfilter.ts";
import type { LogEvent, TcpFlag } from "../../src/model/event.ts";

/** In the order in which the kernel writes them (nf_log_syslog.c), each at its own time or not at all. */
const kernelFlags: readonly TcpFlag[] = ["cwr", "ece", "urg", "ack", "psh", "rst", "syn", "fin"];

const port = fc.integer({ min: 0, max: 65_535 });
const address = fc
  .tuple(fc.constantFrom("192.0.2", "198.51.100", "203.0.113"), fc.nat(255))
  .map((parts) => parts.join("."));
const tail = fc.record({ sourcePort: port, port }).chain((ports) =>
  fc.oneof(
    fc.subarray([...kernelFlags]).map((flags) => ({
      facts: { ...ports, protocol: "tcp", tcpFlags: flags },
      text: `PROTO=TCP SPT=${ports.sourcePort} DPT=${ports.port} SEQ=1 ACK=0 WINDOW=1024 RES=0x00 ${flags
        .map((flag) => `${flag.toUpperCase()} `)
        .join("")}URGP=0 `,
    })),
    fc.constant({
      facts: { ...ports, protocol: "udp" },
      text: `PROTO=UDP SPT=${ports.sourcePort} DPT=${ports.port} LEN=20 `,
    }),
    fc.record({ icmpType: fc.nat(255), icmpCode: fc.nat(15) }).map((icmp) => ({
      facts: { ...icmp, protocol: "icmp" },
      text: `PROTO=ICMP TYPE=${icmp.icmpType} CODE=${icmp.icmpCode} [SRC=192.0.2.1 DST=192.0.2.2 PROTO=UDP SPT=1 DPT=2 ] `,
    })),
  ),
);
/** A packet and the line that the kernel writes of it. */
const logged = fc.record({ source: address, destination: address, tail }).map(({ source, destination, tail: end }) => ({
  facts: { source, destination, ...end.facts },
  line: `IN=eth0 OUT= MAC=02:00:5e:10:00:01 SRC=${source} DST=${destination} LEN=40 TOS=0x00 PREC=0x00 TTL=52 ID=7 DF ${end.text}`,
}));

test("whatever a packet and its rule's name are, what the kernel wrote of the packet is read", () => {
  const name = fc.oneof(fc.string(), fc.constantFrom("IN=eth1 OUT= SRC=192.0.2.99 ", "x PHYSIN=", "DROP:", "[a] OUT="));
  fc.assert(
    fc.property(logged, name, ({ facts, line }, prefix) => {
      const event = readEvent(`${prefix}${line}`);
      assert.ok(event !== undefined);
      const { tcpFlags, ...rest } = told(event);
      const { tcpFlags: sent, ...expected } = facts as Partial<LogEvent>;
      assert.deepEqual(rest, expected);
      assert.deepEqual(sortedFlags(tcpFlags), sortedFlags(sent));
    }),
  );
});

test("wherever a line is cut, what is told of the packet is true", () => {
  fc.assert(
    fc.property(logged, fc.nat(300), ({ facts, line }, length) => {
      const event = readEvent(line.slice(0, length).trimEnd());
      if (event === undefined) return;
      const { tcpFlags, ...rest } = told(event);
      const { tcpFlags: sent, ...whole } = facts as Partial<LogEvent>;
      assert.deepEqual({ ...whole, ...rest }, whole);
      // FIN alone may be missing: nothing is judged by it where SYN is set.
      if (tcpFlags !== undefined) assert.deepEqual(withoutFin(tcpFlags), withoutFin(sent));
    }),
    { numRuns: 1000 },
  );
});

function readEvent(message: string): LogEvent | undefined {
  const reading = netfilter.read({ text: message, message });
  return reading?.kind === "event" ? reading.event : undefined;
}

/** What an event tells of the packet itself. */
function told(event: LogEvent): Partial<LogEvent> {
  const { source, destination, protocol, sourcePort, port: door, icmpType, icmpCode, tcpFlags } = event;
  const facts = { source, destination, protocol, sourcePort, port: door, icmpType, icmpCode, tcpFlags };
  return JSON.parse(JSON.stringify(facts));
}

function sortedFlags(flags: readonly TcpFlag[] | undefined): readonly TcpFlag[] | undefined {
  return flags?.toSorted();
}

function withoutFin(flags: readonly TcpFlag[] | undefined): readonly TcpFlag[] | undefined {
  return sortedFlags(flags?.filter((flag) => flag !== "fin"));
}
