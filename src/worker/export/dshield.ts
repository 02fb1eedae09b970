import ipaddr from "ipaddr.js";
import type { JournalEvent, TcpFlag } from "../../model/event.ts";
import { isoTime } from "../../model/wire.ts";
import type { RowFormat } from "./row-format.ts";

export interface DshieldReport extends RowFormat {
  /** Rows that were written. */
  lines(): number;
  /** Rows that were not, by reason. */
  leftOut(): ReadonlyMap<string, number>;
}

const dayMs = 86_400_000;

/** In place of our own address, of which nothing is told; clients of DShield hide it in net 10. */
const maskedDestination = "10.0.0.1";

/** What DShield's own clients send for what is not known. */
const unknown = "???";

/** What DShield's clients do not send, or its counting by days and ports cannot use. */
const rules: readonly (readonly [string, (event: JournalEvent, nowMs: number) => boolean])[] = [
  ["other protocol", ({ protocol }) => protocol !== undefined && !["tcp", "udp"].includes(protocol)],
  ["IPv6", ({ source }) => source?.includes(":") === true],
  ["no public source", ({ source }) => !isPublic(source)],
  ["answer", ({ tcpFlags }) => tcpFlags?.some((flag) => flag === "ack" || flag === "rst") === true],
  ["uncertain time", ({ timeUncertaintyMs }) => (timeUncertaintyMs ?? 0) > dayMs],
  ["older than a year", ({ timeMs }, nowMs) => timeMs < nowMs - 365 * dayMs],
  ["in the future", ({ timeMs }, nowMs) => timeMs > nowMs + dayMs],
];

/**
 * The tab-separated form that DShield takes by mail: time with zone, user id, count, source and its port, target and its port,
 * protocol, TCP flags. After the client framework of 2013 and the client for pfSense of 2023, both by DShield.
 * @param userId number of an account at DShield; 0 is nobody's
 */
export function dshield(userId: number, nowMs: number): DshieldReport {
  const leftOut = new Map<string, number>();
  let lines = 0;
  return {
    events: {
      line: ({ event }) => {
        const reason = rules.find(([, isMet]) => isMet(event, nowMs))?.[0];
        if (reason === undefined) {
          lines += 1;
          return lineOf(event, userId);
        }
        leftOut.set(reason, (leftOut.get(reason) ?? 0) + 1);
        return undefined;
      },
    },
    lines: () => lines,
    leftOut: () => leftOut,
  };
}

function lineOf({ timeMs, count, source, sourcePort, port, protocol, tcpFlags }: JournalEvent, userId: number): string {
  const [date = "", time = ""] = isoTime(timeMs).split("T");
  return [
    `${date} ${time.slice(0, "00:00:00".length)} +00:00`,
    userId,
    count,
    source,
    sourcePort ?? unknown,
    maskedDestination,
    port ?? unknown,
    protocol?.toUpperCase() ?? unknown,
    flagLetters
      .filter(([flag]) => tcpFlags?.includes(flag))
      .map(([, letter]) => letter)
      .join(""),
  ].join("\t");
}

const flagLetters: readonly (readonly [TcpFlag, string])[] = [
  ["cwr", "1"],
  ["ece", "2"],
  ["urg", "U"],
  ["ack", "A"],
  ["psh", "P"],
  ["rst", "R"],
  ["syn", "S"],
  ["fin", "F"],
];

function isPublic(address: string | undefined): boolean {
  return (
    address !== undefined &&
    ipaddr.IPv4.isValidFourPartDecimal(address) &&
    ipaddr.IPv4.parse(address).range() === "unicast"
  );
}
