import { once } from "node:events";
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from "node:net";
import type { TestContext } from "node:test";
import { createServer as createTlsServer } from "node:tls";
import type { Certificate } from "./certificate.ts";

/** What the server does with one request: pieces are sent one by one, each in a packet of its own where the system allows; then the line is closed, reset or kept. */
export interface RawReply {
  readonly pieces: readonly (string | Buffer)[];
  readonly ending?: "close" | "reset" | "keep";
  /** Awaited before the second and every later piece. */
  readonly between?: () => Promise<unknown>;
}

export interface RawServer {
  readonly url: string;
  readonly port: number;
  /** Whole requests (head and body), latin1, in order of arrival. */
  readonly requests: readonly string[];
  /** The first piece that arrived on each connection. */
  readonly firstPieces: readonly string[];
  readonly connections: number;
  /** Resolves when no connection is open any more. */
  hungUp(): Promise<void>;
}

/** A server that answers with exact bytes. It ends with the test. */
export async function startRawServer(
  t: TestContext,
  answer: (request: string, index: number) => RawReply | string | Promise<RawReply | string>,
  certificate?: Certificate,
): Promise<RawServer> {
  const sockets = new Set<Socket>();
  const requests: string[] = [];
  const firstPieces: string[] = [];
  let connections = 0;
  const onConnection = (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.setNoDelay(true);
    // A client that gives up resets the line; that is what many of these tests are about.
    socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
    let received = "";
    socket.on("data", (piece: Buffer) => {
      if (received === "") firstPieces.push(piece.toString("latin1"));
      received += piece.toString("latin1");
      if (!isWhole(received)) return;
      const request = received;
      received = "";
      requests.push(request);
      void reply(socket, answer(request, requests.length - 1));
    });
  };
  const server: Server =
    certificate === undefined
      ? createTcpServer({ allowHalfOpen: true }, onConnection)
      : createTlsServer(certificate, onConnection);
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    url: `${certificate === undefined ? "http" : "https"}://127.0.0.1:${port}`,
    port,
    requests,
    firstPieces,
    get connections() {
      return connections;
    },
    hungUp: async () => {
      while (sockets.size > 0) await nextTurn();
    },
  };
}

function isWhole(received: string): boolean {
  const end = received.indexOf("\r\n\r\n");
  if (end === -1) return false;
  const length = Number(/^content-length: *(\d+)/im.exec(received)?.[1] ?? 0);
  return received.length >= end + 4 + length;
}

async function reply(socket: Socket, answer: RawReply | string | Promise<RawReply | string>): Promise<void> {
  const given = await answer;
  const { pieces, ending = "close", between } = typeof given === "string" ? { pieces: [given] } : given;
  for (const [index, piece] of pieces.entries()) {
    if (index > 0) await (between ?? nextTurn)();
    if (socket.destroyed) return;
    await new Promise<void>((resolve) => socket.write(bytesOf(piece), () => resolve()));
  }
  if (ending === "close") socket.end();
  else if (ending === "reset") socket.resetAndDestroy();
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function bytesOf(piece: string | Buffer): Buffer {
  return typeof piece === "string" ? Buffer.from(piece, "latin1") : piece;
}
