import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** A door in front of a port of loopback: what goes through it can be cut off and held off. */
export interface Gate {
  readonly port: number;
  /** Breaks every connection and lets in nobody until `open`. */
  shut(): void;
  /** Resolves when `count` more have knocked in vain. */
  refused(count: number): Promise<void>;
  open(): void;
  close(): Promise<void>;
}

/** Opens a gate to a port. */
export async function openGate(target: number): Promise<Gate> {
  const sockets = new Set<Socket>();
  let isOpen = true;
  const server = createServer((near) => {
    if (!isOpen) {
      near.destroy();
      server.emit("refused");
      return;
    }
    const far = connect(target, "127.0.0.1");
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.pipe(other);
      one.on("error", () => other.destroy());
      one.on("close", () => {
        sockets.delete(one);
        other.destroy();
      });
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const gate: Gate = {
    port: address.port,
    shut: () => {
      isOpen = false;
      for (const socket of sockets) socket.destroy();
    },
    refused: async (count) => {
      for (let left = count; left > 0; left -= 1) await once(server, "refused");
    },
    open: () => {
      isOpen = true;
    },
    close: async () => {
      gate.shut();
      server.close();
      await once(server, "close");
    },
  };
  return gate;
}
