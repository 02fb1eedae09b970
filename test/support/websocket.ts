import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";

/** A websocket in front of a broker's port, as reverse proxies have it. */
export interface WebsocketDoor {
  readonly port: number;
  close(): Promise<void>;
}

/** Opens it for the subprotocol `mqtt` on one path (RFC 6455). */
export async function openWebsocketDoor(target: number, path: string): Promise<WebsocketDoor> {
  const sockets = new Set<Duplex>();
  const server = createServer((_request, response) => response.writeHead(404).end());
  server.on("connection", (socket) => sockets.add(socket));
  server.on("upgrade", (request, near) => {
    if (request.url !== path || request.headers["sec-websocket-protocol"] !== "mqtt") {
      near.end("HTTP/1.1 404 Not Found\r\n\r\n");
      return;
    }
    const accept = createHash("sha1")
      .update(`${request.headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
      .digest("base64");
    const head = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"];
    near.write([...head, `Sec-WebSocket-Accept: ${accept}`, "Sec-WebSocket-Protocol: mqtt", "", ""].join("\r\n"));
    const far = connect(target, "127.0.0.1");
    sockets.add(far);
    join(near, far);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    port: address.port,
    close: async () => {
      server.close();
      server.closeAllConnections();
      for (const socket of sockets) socket.destroy();
      await once(server, "close");
    },
  };
}

function join(near: Duplex, far: Socket): void {
  let rest = Buffer.alloc(0);
  near.on("data", (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    for (let frame = takeFrame(rest); frame !== undefined; frame = takeFrame(rest)) {
      rest = rest.subarray(frame.length);
      if (frame.opcode === 8) far.end();
      else far.write(frame.payload);
    }
  });
  far.on("data", (chunk: Buffer) => near.write(binaryFrame(chunk)));
  for (const [one, other] of [
    [near, far],
    [far, near],
  ] as const) {
    one.on("error", () => other.destroy());
    one.on("close", () => other.destroy());
  }
}

/** A whole masked frame from the front; undefined where it is not all there. */
function takeFrame(bytes: Buffer) {
  if (bytes.length < 2) return undefined;
  const short = bytes.readUInt8(1) & 0x7f;
  const extended = short === 126 ? 2 : short === 127 ? 8 : 0;
  if (bytes.length < 2 + extended + 4) return undefined;
  const size = extended === 0 ? short : extended === 2 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  const start = 2 + extended + 4;
  if (bytes.length < start + size) return undefined;
  const mask = bytes.subarray(2 + extended, start);
  const payload = Buffer.from(bytes.subarray(start, start + size));
  for (let at = 0; at < size; at += 1) payload.writeUInt8(payload.readUInt8(at) ^ mask.readUInt8(at % 4), at);
  return { opcode: bytes.readUInt8(0) & 0x0f, payload, length: start + size };
}

function binaryFrame(payload: Buffer): Buffer {
  const head = Buffer.alloc(payload.length < 126 ? 2 : 4);
  head.writeUInt8(0x82, 0);
  head.writeUInt8(Math.min(payload.length, 126), 1);
  if (payload.length >= 126) head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
}
