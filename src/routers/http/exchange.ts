import { RetryableError } from "../../errors.ts";
import type { TlsTrust } from "../../model/router.ts";

/** Name and value, as they go over the wire. */
export type HeaderLine = readonly [name: string, value: string];

/** One request, complete but for what the connection adds (Host, Connection, Content-Length). */
export interface RawRequest {
  readonly method: "GET" | "POST";
  /** Only visible ASCII. */
  readonly path: string;
  readonly headers: readonly HeaderLine[];
  /** Only ASCII: forms are percent-encoded, JSON is escaped. */
  readonly body?: string;
}

/** One answer, undecoded. Header names are in lower case. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: readonly HeaderLine[];
  readonly body: Buffer;
  readonly answeredAtMs: number;
  readonly isComplete: boolean;
}

/** Where a router is and how patient we are with it. */
export interface Target {
  readonly origin: URL;
  readonly tls: TlsTrust;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly now: () => number;
}

/**
 * Sends one request over a connection of its own and reads the answer.
 * @throws UnreadableError where bytes came that this reader cannot understand
 * @throws RetryableError when the router is not reached, hangs or sends too much; FatalError when its certificate is not trusted
 */
export type Reader = (target: Target, request: RawRequest, signal: AbortSignal) => Promise<RawAnswer>;

/** The router did answer, and this reader could not make sense of it; another one might. */
export class UnreadableError extends RetryableError {}

/** Largest head of an answer, bytes: four times what a browser sends, and nothing a router needs. */
export const maxHeadBytes = 32 * 1024;

export function tooLarge(target: Target): RetryableError {
  return new RetryableError(
    `${target.origin.origin} sends more than ${target.maxBytes} bytes; if its log is really that long, raise max_page_bytes`,
    { facts: { url: target.origin.origin, maxBytes: target.maxBytes } },
  );
}

export function headTooLarge(target: Target): RetryableError {
  return new RetryableError(
    `${target.origin.origin} sends a head of more than ${maxHeadBytes} bytes; is this the router?`,
    { facts: { url: target.origin.origin } },
  );
}
