import { createHash } from "node:crypto";
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { describeError, FatalError, RetryableError } from "../../errors.ts";
import type { TlsTrust } from "../../model/router.ts";
import type { Target } from "./exchange.ts";

/**
 * Connects to the router; with https the certificate has been judged before the socket is handed out, so nothing was sent to a stranger.
 * @throws FatalError where the certificate is not trusted, RetryableError where nobody is reached, and the reason of `signal`
 */
export async function dial(target: Target, signal: AbortSignal): Promise<Socket> {
  const { origin, tls } = target;
  signal.throwIfAborted();
  const host = origin.hostname.replace(/^\[(.*)\]$/, "$1");
  if (origin.protocol === "http:")
    return connected(connectTcp({ host, port: portOf(origin) }), "connect", target, signal);
  const socket = connectTls({
    host,
    port: portOf(origin),
    // The certificate is judged below for every mode, so that a refusal can name its fingerprint.
    rejectUnauthorized: false,
    ...(tls.mode === "system" ? {} : oldAppliance),
  });
  await connected(socket, "secureConnect", target, signal);
  const refusal = judge(socket, tls, origin.origin);
  if (refusal === undefined) return socket;
  socket.destroy();
  throw refusal;
}

/** Routers of 2005-2015 know TLS 1.0 and keys that OpenSSL no longer takes by default; who pins or switches trust off has chosen to talk to one. */
const oldAppliance = { minVersion: "TLSv1", ciphers: "DEFAULT@SECLEVEL=0" } as const;

function portOf(origin: URL): number {
  if (origin.port !== "") return Number(origin.port);
  return origin.protocol === "https:" ? 443 : 80;
}

async function connected<S extends Socket>(
  socket: S,
  event: "connect" | "secureConnect",
  target: Target,
  signal: AbortSignal,
): Promise<S> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const onAbort = () => reject(signal.reason);
  const onError = (error: Error) => reject(unreached(error, target));
  const onClose = () => reject(unreached(new Error("the connection was closed during the handshake"), target));
  signal.addEventListener("abort", onAbort);
  // This one stays: an error of a socket that nobody reads any more has to go somewhere.
  socket.once(event, resolve).on("error", onError).once("close", onClose);
  try {
    await promise;
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    signal.removeEventListener("abort", onAbort);
    socket.off("close", onClose);
  }
}

function judge(socket: TLSSocket, tls: TlsTrust, url: string): FatalError | undefined {
  if (tls.mode === "off" || (tls.mode === "system" && socket.authorized)) return undefined;
  const seen = createHash("sha256").update(socket.getPeerCertificate().raw).digest("hex");
  const facts = { url, sha256: seen };
  if (tls.mode === "system") {
    return new FatalError(
      `the certificate of ${url} is not trusted (${describeError(socket.authorizationError)}); if it is the router's own, pin its SHA-256 fingerprint ${seen}`,
      { facts, cause: socket.authorizationError },
    );
  }
  if (seen === tls.sha256.replaceAll(/[:\s]/g, "").toLowerCase()) return undefined;
  return new FatalError(
    `${url} shows another certificate than the pinned one: SHA-256 ${seen}; if the router was reset or updated, pin that, else somebody may stand in between`,
    { facts },
  );
}

function unreached(error: Error, target: Target): RetryableError {
  const { origin } = target.origin;
  const code = codeOf(error);
  const words = networkWords[code ?? ""] ?? (isTlsCode(code) ? tlsWords : `could not be reached (${error.message})`);
  return new RetryableError(`${origin} ${words}`, { facts: { url: origin, code }, cause: error });
}

/** The stable code of a system, TLS or undici error. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

function isTlsCode(code: string | undefined): boolean {
  return code === "EPROTO" || code?.startsWith("ERR_SSL_") === true;
}

const tlsWords =
  "and we could not agree on an encrypted connection; if the router speaks plain http, put http:// in `url`";

const networkWords: Readonly<Record<string, string>> = {
  ECONNREFUSED: "refuses connections; is its web interface on, and on this port?",
  ECONNRESET: "broke the connection off",
  EHOSTUNREACH: "could not be reached; is the router on, and is the address right?",
  ENETUNREACH: "could not be reached: there is no way to that network",
  ENOTFOUND: "is a name that nobody knows; put the router's address in `url`",
  EAI_AGAIN: "is a name that could not be looked up just now",
  ETIMEDOUT: "did not answer; is the router on, and is the address right?",
};
