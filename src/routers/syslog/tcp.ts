import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { longestLine } from "../../formats/reader.ts";
import { addressOf, bindError, type Endpoint, type EndpointEvents, type Place } from "./endpoint.ts";
import { createFraming } from "./framing.ts";
import { plainAddress } from "./senders.ts";

/** More senders than any household has. */
const mostConnections = 64;
/** Who said nothing for so long gives way to somebody new, where all places are taken. Silence alone ends no connection: the first line of many a sender after it would be lost. */
const idleMs = 5 * 60_000;
const keepAliveMs = 60_000;

interface Connection {
  readonly socket: Socket;
  lastMs: number;
  isWaiting: boolean;
}

/**
 * Listens for connections that carry lines, framed in any way of RFC 6587. A sender waits where nobody has room for its lines.
 * @throws RetryableError when the address cannot be bound
 */
export async function openTcp(place: Place, events: EndpointEvents): Promise<Endpoint> {
  const connections = new Set<Connection>();
  let isRefusalTold = false;
  let isClosed = false;
  const server = createServer((socket) => {
    if (makeRoom()) receive(socket);
    else refuse(socket);
  });
  await listen(server, place);
  server.on("error", events.onFailure);
  return {
    address: addressOf("tcp", boundOf(server, place)),
    connections: () => connections.size,
    resume: () => {
      for (const connection of connections) {
        connection.isWaiting = false;
        connection.socket.resume();
      }
    },
    dropped: () => 0,
    close: () => {
      isClosed = true;
      for (const { socket } of connections) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };

  function receive(socket: Socket): void {
    const connection: Connection = { socket, lastMs: events.now(), isWaiting: false };
    const address = plainAddress(socket.remoteAddress ?? "");
    const framing = createFraming(longestLine);
    connections.add(connection);
    // It finds out about senders that are no more.
    socket.setKeepAlive(true, keepAliveMs);
    socket.on("data", (bytes: Buffer) => {
      connection.lastMs = events.now();
      take(framing.push(bytes));
    });
    socket.on("end", () => take(framing.end()));
    // What broke it off is the sender's affair; the line that it cut is ours.
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      connections.delete(connection);
      if (!isClosed) for (const text of framing.end()) events.onTorn(address, text);
    });

    function take(lines: readonly string[]): void {
      // Each line is handed on, also behind one that found no room: they are here already.
      const hasRoom = lines.map((text) => events.onLine(address, text, true)).every(Boolean);
      if (hasRoom) return;
      connection.isWaiting = true;
      socket.pause();
    }
  }

  function makeRoom(): boolean {
    if (connections.size < mostConnections) return true;
    const [quietest] = [...connections]
      .filter(({ isWaiting }) => !isWaiting)
      .toSorted((one, other) => one.lastMs - other.lastMs);
    if (quietest === undefined || events.now() - quietest.lastMs < idleMs) return false;
    quietest.socket.destroy();
    connections.delete(quietest);
    return true;
  }

  function refuse(socket: Socket): void {
    const from = plainAddress(socket.remoteAddress ?? "");
    socket.destroy();
    if (isRefusalTold) return;
    isRefusalTold = true;
    events.onTrouble(`${mostConnections} senders are connected: that from ${from} is refused, and so are others`);
  }
}

async function listen(server: Server, place: Place): Promise<void> {
  try {
    server.listen(place.port, place.host);
    await once(server, "listening");
  } catch (cause) {
    throw cause instanceof Error
      ? bindError(addressOf("tcp", { address: place.host, port: place.port }), cause)
      : cause;
  }
}

function boundOf(server: Server, place: Place): { readonly address: string; readonly port: number } {
  const bound = server.address();
  return typeof bound === "object" && bound !== null ? bound : { address: place.host, port: place.port };
}
