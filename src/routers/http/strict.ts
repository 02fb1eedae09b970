import type { Socket } from "node:net";
import { Client, type Dispatcher, errors } from "undici";
import { FatalError, RetryableError } from "../../errors.ts";
import { codeOf } from "./dial.ts";
import {
  type HeaderLine,
  headTooLarge,
  maxHeadBytes,
  type RawAnswer,
  type RawRequest,
  type Target,
  tooLarge,
  UnreadableError,
} from "./exchange.ts";
import { overSocket } from "./over-socket.ts";
import type { Watch } from "./watch.ts";

/** Reads what keeps to RFC 9112, by undici. A stated length is believed: what comes after it is not looked at. */
export function readStrictly(target: Target, request: RawRequest, signal: AbortSignal): Promise<RawAnswer> {
  return overSocket(target, signal, (socket, watch) => exchange(target, request, socket, watch));
}

/** A client for one exchange: old appliances forget or mistreat kept connections, and a socket of our own keeps TLS in one place. */
async function exchange(target: Target, request: RawRequest, socket: Socket, watch: Watch): Promise<RawAnswer> {
  const client = new Client(target.origin, {
    // undici does not look at its queue while it is in this call, so the socket must come after it.
    connect: (_options, callback) => queueMicrotask(() => callback(null, socket)),
    pipelining: 1,
    maxHeaderSize: maxHeadBytes,
    allowH2: false,
    // The watch limits both readers alike, and more exactly than undici's timers of half a second.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  try {
    return await new Promise<RawAnswer>((resolve, reject) => {
      watch.signal.addEventListener("abort", () => reject(watch.signal.reason), { once: true });
      client.dispatch(
        {
          method: request.method,
          path: request.path,
          headers: request.headers.flat(),
          body: request.body ?? null,
          reset: true,
        },
        handlerFor(target, watch, socket, resolve, reject),
      );
    });
  } finally {
    await client.destroy();
    socket.destroy();
  }
}

function handlerFor(
  target: Target,
  watch: Watch,
  socket: Socket,
  resolve: (answer: RawAnswer) => void,
  reject: (error: unknown) => void,
): Dispatcher.DispatchHandler {
  let answeredAtMs: number | undefined;
  let head: { readonly status: number; readonly headers: readonly HeaderLine[] } | undefined;
  const pieces: Buffer[] = [];
  let size = 0;
  const deliver = (isComplete: boolean) => {
    if (head === undefined || answeredAtMs === undefined) return;
    resolve({ ...head, body: Buffer.concat(pieces), answeredAtMs, isComplete });
  };
  return {
    onRequestStart: (controller) => {
      watch.signal.addEventListener("abort", () => controller.abort(watch.signal.reason), { once: true });
    },
    onResponseStarted: () => {
      answeredAtMs ??= target.now();
    },
    onResponseStart: (controller, status) => {
      if (status < 200) return;
      head = { status, headers: headerLines(controller.rawHeaders) };
      watch.enter("body");
    },
    onResponseData: (controller, piece) => {
      watch.enter("body");
      size += piece.length;
      if (size > target.maxBytes) controller.abort(tooLarge(target));
      else pieces.push(piece);
    },
    onResponseEnd: () => deliver(true),
    onResponseError: (_controller, error) => {
      if (head !== undefined && isEarlyEnd(error, socket)) deliver(false);
      else reject(explain(error, target, answeredAtMs !== undefined));
    },
  };
}

function headerLines(raw: Dispatcher.DispatchController["rawHeaders"]): readonly HeaderLine[] {
  if (!Array.isArray(raw)) return [];
  const texts = raw.map((part) => (typeof part === "string" ? part : part.toString("latin1")));
  return Array.from({ length: texts.length >> 1 }, (_, index): HeaderLine => {
    const [name = "", value = ""] = texts.slice(2 * index, 2 * index + 2);
    return [name.toLowerCase(), value];
  });
}

/** The connection ended before the stated length or the last chunk. undici's parser gives that no code of its own, but it says so only at the end. */
function isEarlyEnd(error: Error, socket: Socket): boolean {
  if (error instanceof errors.HTTPParserError) return socket.readableEnded;
  return earlyEnds.has(codeOf(error) ?? "");
}

const earlyEnds: ReadonlySet<string> = new Set([
  "UND_ERR_RES_CONTENT_LENGTH_MISMATCH",
  "UND_ERR_SOCKET",
  "ECONNRESET",
  "EPIPE",
]);

/** Two lengths that differ in the head, and states of its parser that undici itself holds impossible. */
const refusals: ReadonlySet<string> = new Set(["UND_ERR_RES_CONTENT_LENGTH_MISMATCH", "ERR_ASSERTION"]);

/** undici's reason in our words. A socket error of its own after the first byte is a refusal too: a head that was cut, an upgrade nobody asked for. */
function explain(error: Error, target: Target, hasBegun: boolean): Error {
  if (error instanceof RetryableError || error instanceof FatalError) return error;
  const url = target.origin.origin;
  const code = codeOf(error);
  const detail = { cause: error, facts: { url, code } };
  if (code === "UND_ERR_HEADERS_OVERFLOW") return headTooLarge(target);
  if (code === "UND_ERR_INVALID_ARG") return new FatalError(`a request to ${url} cannot be put into HTTP`, detail);
  if (error instanceof errors.HTTPParserError || refusals.has(code ?? "") || (hasBegun && code === "UND_ERR_SOCKET")) {
    return new UnreadableError(`${url} answers in HTTP that does not keep to the standard`, detail);
  }
  return new RetryableError(`${url} broke the connection off without an answer`, detail);
}
