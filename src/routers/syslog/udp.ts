import { createSocket, type RemoteInfo } from "node:dgram";
import { once } from "node:events";
import { isIPv6 } from "node:net";
import { longestLine } from "../../formats/reader.ts";
import { addressOf, bindError, type Endpoint, type EndpointEvents, type Place } from "./endpoint.ts";
import { plainAddress } from "./senders.ts";
import { systemDrops } from "./system-drops.ts";

/** What the system may keep for us while we are busy; it gives less where its own limit is lower. */
const wantedBufferBytes = 4 * 1024 * 1024;

/**
 * Listens for datagrams, each of which is one line (RFC 5426).
 * @throws RetryableError when the address cannot be bound
 */
export async function openUdp(place: Place, events: EndpointEvents): Promise<Endpoint> {
  const socket = createSocket({ type: isIPv6(place.host) ? "udp6" : "udp4" });
  try {
    socket.bind(place.port, place.host);
    await once(socket, "listening");
  } catch (cause) {
    socket.close();
    throw cause instanceof Error
      ? bindError(addressOf("udp", { address: place.host, port: place.port }), cause)
      : cause;
  }
  enlargeBuffer(socket);
  socket.on("message", (bytes: Buffer, from: RemoteInfo) => {
    events.onLine(plainAddress(from.address), bytes.toString("utf8", 0, longestLine + 1), false);
  });
  socket.on("error", events.onFailure);
  const bound = socket.address();
  return {
    address: addressOf("udp", bound),
    connections: () => 0,
    resume: () => undefined,
    dropped: () => systemDrops(bound),
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

function enlargeBuffer(socket: ReturnType<typeof createSocket>): void {
  try {
    socket.setRecvBufferSize(wantedBufferBytes);
  } catch {
    // Systems that refuse in place of giving less (macOS, BSD) keep what they give to everybody.
    return;
  }
}
