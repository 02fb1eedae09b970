/** What the router did with a packet, as far as its log tells. */
export type Action = "drop" | "reject" | "accept" | "unknown";

/** Which way a packet went, seen from the household. */
export type Direction = "in" | "out" | "local" | "unknown";

export type TcpFlag = "syn" | "ack" | "fin" | "rst" | "psh" | "urg" | "ece" | "cwr";

/** The kind of scan that a log names instead of showing the TCP flags, as Netgear's "[DoS Attack: ACK Scan]" does. */
export type NamedScan = "syn" | "syn_ack" | "ack" | "fin" | "rst" | "other";

/** What an inbound event is; `classify.ts` alone decides. */
export type EventClass = "own" | "chatter" | "backscatter" | "reply" | "admitted" | "probe";

/** Where an event's time comes from: the router's clock, an age that it printed, or the moment of our scrape. */
export type TimeSource = "router" | "age" | "scrape";

/** One log line, understood. A key that the log does not tell is absent; nothing here is guessed. */
export interface LogEvent {
  /** UTC ms; absent where the line has no believable time. */
  readonly timeMs?: number | undefined;
  readonly action: Action;
  readonly direction: Direction;
  /** Lower-case IANA keyword (tcp, udp, icmp, ipv6-icmp), else the number as text. */
  readonly protocol?: string | undefined;
  /** An address; IPv6 in the form of RFC 5952. */
  readonly source?: string | undefined;
  readonly destination?: string | undefined;
  readonly sourcePort?: number | undefined;
  /** The destination's port: the door that was knocked on. */
  readonly port?: number | undefined;
  readonly icmpType?: number | undefined;
  readonly icmpCode?: number | undefined;
  readonly tcpFlags?: readonly TcpFlag[] | undefined;
  readonly namedScan?: NamedScan | undefined;
  /** How many packets the line stands for, >= 1 ("repeated 2 times", "(3) attack packets"). */
  readonly count: number;
  readonly interface?: string | undefined;
  readonly rule?: string | undefined;
  /** Id of the format that read the line. */
  readonly format: string;
  /** True where the format says that the line judges nothing (`[UFW AUDIT]`). */
  readonly isObservation?: boolean | undefined;
}

/** An event that is counted: it has a class, and a time that is at least our own. */
export interface JournalEvent extends LogEvent {
  readonly class: EventClass;
  readonly timeMs: number;
  readonly timeFrom: TimeSource;
  /** How far `timeMs` may be off; absent where the log's own resolution is the only doubt. */
  readonly timeUncertaintyMs?: number | undefined;
}
