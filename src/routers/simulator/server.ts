import { createServer, type Server, type Socket } from "node:net";
import type { FaultState } from "./faults.ts";
import type { Random } from "./random.ts";
import { readRequest, type SimulatedRequest } from "./request.ts";

export type { SimulatedRequest } from "./request.ts";

/** An answer, written as it is: no header is added, and the connection is closed behind it. */
export interface SimulatedAnswer {
  /** The whole first line, such as `HTTP/1.0 401 NG`. */
  readonly status: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | Uint8Array;
  /** True for the page that holds the log: the one that `truncate` cuts. */
  readonly isLog?: boolean;
}

export interface SimulatedServer {
  readonly url: string;
  /** Also ends every connection that hangs. */
  close(): Promise<void>;
}

const largestRequest = 65_536;
/** Pieces that a slow body comes in. */
const trickles = 10;

/**
 * A web server on 127.0.0.1, on bare sockets, because the appliances that it stands for break the rules of HTTP.
 * @param port 0 for any free one; an address that is in use rejects with the system's error
 */
export async function startServer(
  port: number,
  faults: FaultState,
  random: Random,
  answer: (request: SimulatedRequest) => SimulatedAnswer,
): Promise<SimulatedServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    // A client that goes away in the middle of an answer is its own affair.
    socket.on("error", () => socket.destroy());
    receive(socket, (request) => {
      if (faults.hangs > 0) faults.hangs -= 1;
      else send(socket, answer(request), faults, random);
    });
  });
  const bound = await listen(server, port);
  return {
    url: `http://127.0.0.1:${bound}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

/** Calls back once, with the first whole request of a connection. */
function receive(socket: Socket, take: (request: SimulatedRequest) => void): void {
  let received = Buffer.alloc(0);
  const onData = (piece: Buffer) => {
    received = Buffer.concat([received, piece]);
    if (received.length > largestRequest) {
      socket.destroy();
      return;
    }
    const request = readRequest(received.toString("latin1"), socket.remoteAddress ?? "");
    if (request === undefined) return;
    socket.off("data", onData);
    socket.resume();
    take(request);
  };
  socket.on("data", onData);
}

function send(socket: Socket, answer: SimulatedAnswer, faults: FaultState, random: Random): void {
  const lineEnd = faults.isLineFeedOnly ? "\n" : "\r\n";
  const lines = [answer.status, ...answer.headers.map(([name, value]) => `${name}: ${value}`), "", ""];
  const head = Buffer.from(lines.join(lineEnd), "latin1");
  const body = cut(Buffer.from(answer.body), answer, faults, random);
  if (faults.slowMs > 0) trickle(socket, head, body, faults.slowMs);
  else socket.end(Buffer.concat([head, body]));
}

/** Somewhere in the middle: never so late that the end of the page is still there. */
function cut(body: Buffer, answer: SimulatedAnswer, faults: FaultState, random: Random): Buffer {
  if (answer.isLog !== true || faults.truncations <= 0) return body;
  faults.truncations -= 1;
  return body.subarray(0, Math.floor(body.length * (0.2 + 0.6 * random.next())));
}

/** Silence, then the head, then the body piece by piece over the same time again. */
function trickle(socket: Socket, head: Buffer, body: Buffer, delayMs: number): void {
  const size = Math.max(1, Math.ceil(body.length / trickles));
  let sent = 0;
  const step = () => {
    if (socket.destroyed) return;
    const piece = body.subarray(sent, sent + size);
    const isFirst = sent === 0;
    sent += size;
    if (isFirst) socket.write(head);
    if (sent >= body.length) socket.end(piece);
    else {
      socket.write(piece);
      setTimeout(step, delayMs / trickles);
    }
  };
  setTimeout(step, delayMs);
}
