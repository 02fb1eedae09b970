import { RetryableError } from "../../errors.ts";

/** One address that is listened on. */
export interface Endpoint {
  /** As in the configuration, with the port that it really has. */
  readonly address: string;
  /** How many senders are connected; 0 where nobody connects. */
  connections(): number;
  /** Lets senders go on that were made to wait. */
  resume(): void;
  /** Lines that the system has dropped in front of it so far. */
  dropped(): number;
  close(): Promise<void>;
}

/** What an endpoint does with its lines. */
export interface EndpointEvents {
  readonly now: () => number;
  /** @returns false where the sender should wait, if it can */
  readonly onLine: (address: string, text: string, canWait: boolean) => boolean;
  /** The beginning of a line whose connection broke. */
  readonly onTorn: (address: string, text: string) => void;
  /** Something that people should know; told once. */
  readonly onTrouble: (words: string) => void;
  /** It listens no more. */
  readonly onFailure: (cause: Error) => void;
}

/** Where to listen, taken from `udp://address:port`; an address of IPv6 without its brackets. */
export interface Place {
  readonly protocol: "udp" | "tcp";
  readonly host: string;
  readonly port: number;
}

/** The parts of an address that the configuration has checked. */
export function placeOf(address: string): Place {
  const { protocol, hostname, port } = new URL(address);
  return {
    protocol: protocol === "tcp:" ? "tcp" : "udp",
    host: hostname.replace(/^\[(.*)\]$/, "$1"),
    port: Number(port),
  };
}

/** The address of a socket as the configuration would write it. */
export function addressOf(
  protocol: Place["protocol"],
  bound: { readonly address: string; readonly port: number },
): string {
  const host = bound.address.includes(":") ? `[${bound.address}]` : bound.address;
  return `${protocol}://${host}:${bound.port}`;
}

/** What it means that a socket cannot be bound. */
export function bindError(address: string, cause: Error): RetryableError {
  const code = "code" in cause ? String(cause.code) : "";
  return new RetryableError(`${address} cannot be listened on: ${reasons[code] ?? cause.message}`, {
    cause,
    facts: { address, code },
  });
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: "another program has this port, such as a syslog daemon: stop it, or set another port in syslog.listen",
  EACCES:
    "ports below 1024 need a privilege: set one above in syslog.listen, such as 5514, and have the router send to it",
  EADDRNOTAVAIL: "this machine does not have this address now: 0.0.0.0 in syslog.listen means all that it has",
};
