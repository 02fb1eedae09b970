import type { Socket } from "node:net";
import { RetryableError } from "../../errors.ts";
import { codeOf } from "./dial.ts";
import { headTooLarge, type RawAnswer, type RawRequest, type Target, tooLarge, UnreadableError } from "./exchange.ts";
import { AnswerParser, type AnswerState } from "./lenient-answer.ts";
import { overSocket } from "./over-socket.ts";
import type { Watch } from "./watch.ts";

/** Reads what old appliances send, from the bare socket: heads by LF, lengths wrong or missing, odd reasons, HTTP/0.9. Same limits as the strict reader. */
export function readLeniently(target: Target, request: RawRequest, signal: AbortSignal): Promise<RawAnswer> {
  return overSocket(target, signal, (socket, watch) => exchange(target, request, socket, watch));
}

/** Once all that was stated is there, how long a router that was asked to close may take to do so before we stop waiting for more. */
const closeGraceMs = 500;

async function exchange(target: Target, request: RawRequest, socket: Socket, watch: Watch): Promise<RawAnswer> {
  const parser = new AnswerParser();
  const { promise, resolve, reject } = Promise.withResolvers<RawAnswer>();
  let answeredAtMs: number | undefined;
  let grace: NodeJS.Timeout | undefined;
  const finish = (error?: Error) => {
    // A reset inside the head leaves nothing to go by; later it is how routers close that did not read all of the request.
    const answer = error === undefined || parser.hasHead ? parser.finish() : undefined;
    if (answer !== undefined && answeredAtMs !== undefined) resolve({ ...answer, answeredAtMs });
    else reject(noAnswer(target, answeredAtMs !== undefined, error));
  };
  const onState = (state: AnswerState) => {
    if (state === "not http") reject(noAnswer(target, true));
    else if (state === "head too large") reject(headTooLarge(target));
    else if (parser.bodySize > target.maxBytes) reject(tooLarge(target));
    else if (state === "done") finish();
    else if (state !== "head") watch.enter("body");
    if (state === "enough") grace ??= setTimeout(finish, Math.min(closeGraceMs, target.timeoutMs));
  };
  const onAbort = () => reject(watch.signal.reason);
  watch.signal.addEventListener("abort", onAbort);
  socket.on("data", (piece: Buffer) => {
    answeredAtMs ??= target.now();
    onState(parser.push(piece));
  });
  socket.on("end", () => finish()).on("error", finish);
  socket.on("close", () => finish());
  // One write: some boxes look for the whole request in the first packet.
  socket.write(requestBytes(target, request));
  try {
    return await promise;
  } finally {
    clearTimeout(grace);
    watch.signal.removeEventListener("abort", onAbort);
    socket.destroy();
  }
}

function requestBytes(target: Target, request: RawRequest): Buffer {
  const body = request.body ?? "";
  const lines = [
    `${request.method} ${request.path} HTTP/1.1`,
    `Host: ${target.origin.host}`,
    "Connection: close",
    ...request.headers.map(([name, value]) => `${name}: ${value}`),
    ...(request.method === "POST" ? [`Content-Length: ${body.length}`] : []),
  ];
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n${body}`, "latin1");
}

function noAnswer(target: Target, hasBegun: boolean, error?: Error): RetryableError {
  const url = target.origin.origin;
  const detail = { facts: { url, code: codeOf(error) }, cause: error };
  return hasBegun
    ? new UnreadableError(`${url} answers something that is not HTTP; is this the router's web interface?`, detail)
    : new RetryableError(`${url} broke the connection off without an answer`, detail);
}
