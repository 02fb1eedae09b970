import { type IncomingMessage, type RequestOptions, request as requestOver } from "node:http";
import type { Socket } from "node:net";
import { RetryableError } from "../../errors.ts";
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

/** Reads what keeps to RFC 9112, by Node's own client. A stated length is believed: what comes after it is not looked at. */
export function readStrictly(target: Target, request: RawRequest, signal: AbortSignal): Promise<RawAnswer> {
  return overSocket(target, signal, (socket, watch) => exchange(target, request, socket, watch));
}

async function exchange(target: Target, request: RawRequest, socket: Socket, watch: Watch): Promise<RawAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<RawAnswer>();
  let answeredAtMs: number | undefined;
  let answer: IncomingMessage | undefined;
  const onAbort = () => reject(watch.signal.reason);
  watch.signal.addEventListener("abort", onAbort);
  // The client listens after us, and tells of an answer only when its head is whole.
  socket.once("data", () => {
    answeredAtMs = target.now();
  });
  const refuse = (error: Error) => reject(explain(error, target, answeredAtMs !== undefined));
  try {
    requestOver(optionsOf(target, request, socket))
      .on("response", (response) => {
        answer = response;
        const deliver = (body: Buffer) =>
          resolve({ ...partsOf(response), body, answeredAtMs: answeredAtMs ?? target.now() });
        collect(response, target, watch, deliver, reject);
      })
      .on("error", (error) => {
        // A line that breaks after the head says nothing by itself: the answer knows whether it is whole.
        if (answer === undefined || (isRefusal(error) && !answer.complete)) refuse(error);
      })
      .on("close", () => {
        if (answer === undefined) refuse(new Error("the connection ended before there was an answer"));
      })
      // In one write with the head: some boxes look for the whole request in the first packet.
      .end(request.body);
    return await promise;
  } finally {
    watch.signal.removeEventListener("abort", onAbort);
    socket.destroy();
  }
}

/** One request over the connection that there is, which is not used again: old appliances forget or mistreat kept ones. */
function optionsOf(
  { origin }: Target,
  { method, path, headers, body = "" }: RawRequest,
  socket: Socket,
): RequestOptions {
  const length = method === "POST" ? ["Content-Length", String(body.length)] : [];
  return {
    method,
    path,
    headers: ["Host", origin.host, "Connection", "close", ...headers.flat(), ...length],
    createConnection: () => socket,
    maxHeaderSize: maxHeadBytes,
    insecureHTTPParser: false,
  };
}

function collect(
  response: IncomingMessage,
  target: Target,
  watch: Watch,
  deliver: (body: Buffer) => void,
  reject: (error: Error) => void,
): void {
  const pieces: Buffer[] = [];
  let size = 0;
  watch.enter("body");
  response
    .on("data", (piece: Buffer) => {
      watch.enter("body");
      size += piece.length;
      if (size > target.maxBytes) reject(tooLarge(target));
      else pieces.push(piece);
    })
    // After an early end there is an error in place of the end, and what came is still worth reading.
    .on("error", () => deliver(Buffer.concat(pieces)))
    .on("end", () => deliver(Buffer.concat(pieces)));
}

function partsOf(response: IncomingMessage): Pick<RawAnswer, "status" | "headers" | "isComplete"> {
  const { rawHeaders, statusCode: status = 0, complete: isComplete } = response;
  const headers = Array.from({ length: rawHeaders.length >> 1 }, (_, index): HeaderLine => {
    const [name = "", value = ""] = rawHeaders.slice(2 * index, 2 * index + 2);
    return [name.toLowerCase(), value];
  });
  return { status, headers, isComplete };
}

/** Whether it is the parser that could not go on. */
function isRefusal(error: Error): boolean {
  return codeOf(error)?.startsWith("HPE_") === true;
}

/** Node's reason in our words. After the first byte a line that ends is a refusal too: a head that was cut, an upgrade nobody asked for. */
function explain(error: Error, target: Target, hasBegun: boolean): Error {
  const url = target.origin.origin;
  const code = codeOf(error);
  const detail = { cause: error, facts: { url, code } };
  if (code === "HPE_HEADER_OVERFLOW") return headTooLarge(target);
  if (hasBegun || isRefusal(error))
    return new UnreadableError(`${url} answers in HTTP that does not keep to the standard`, detail);
  return new RetryableError(`${url} broke the connection off without an answer`, detail);
}
