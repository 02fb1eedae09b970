import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { describeError, FatalError, RetryableError } from "../errors.ts";

export interface BrokerOptions {
  /** 127.0.0.1 unless the owner asks for another. */
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Take the next free port where this one is taken, rather than fail. */
  readonly allowOther: boolean;
}

export interface EmbeddedBroker {
  /** Where it really listens. */
  readonly url: string;
  close(): Promise<void>;
}

/** How many ports after a taken one are tried. */
const otherPorts = 50;

/**
 * Starts a broker of our own, for trying out: MQTT 3.1.1, in memory, without users.
 * @throws FatalError when the port is taken, or the address is not this machine's
 */
export async function startBroker(options: BrokerOptions): Promise<EmbeddedBroker> {
  const { Aedes } = await import("aedes");
  const aedes = await Aedes.createBroker();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    aedes.handle(socket);
  });
  try {
    const port = await listenSomewhere(server, options);
    return { url: `mqtt://${options.host.includes(":") ? `[${options.host}]` : options.host}:${port}`, close };
  } catch (error) {
    aedes.close();
    throw error;
  }

  async function close(): Promise<void> {
    const closed = once(server, "close");
    server.close();
    await new Promise<void>((resolve) => aedes.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  }
}

async function listenSomewhere(server: Server, { host, port, allowOther }: BrokerOptions): Promise<number> {
  const last = allowOther && port !== 0 ? Math.min(port + otherPorts, 65_535) : port;
  for (let candidate = port; candidate < last; candidate += 1) {
    const taken = await listen(server, host, candidate);
    if (taken === undefined) return portOf(server);
    if (taken !== "EADDRINUSE" && taken !== "EACCES") throw cannotListen(host, candidate, taken);
  }
  const problem = await listen(server, host, last);
  if (problem === undefined) return portOf(server);
  throw cannotListen(host, last, problem);
}

/** The code of the error when the port cannot be had. */
async function listen(server: Server, host: string, port: number): Promise<string | undefined> {
  server.listen(port, host);
  try {
    await once(server, "listening");
    return undefined;
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : describeError(error);
  }
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new RetryableError("The embedded broker has no port.");
  return address.port;
}

function cannotListen(host: string, port: number, code: string): FatalError {
  const address = `${host}:${port}`;
  return new FatalError(
    code === "EADDRINUSE"
      ? `mqtt.embedded_listen is ${address}, but something listens there already. If that is a broker, set mqtt.url to mqtt://${address}; if not, choose another port.`
      : `mqtt.embedded_listen is ${address}, but nothing can listen there (${code}). Choose an address of this machine and a port above 1023.`,
    { facts: { key: "mqtt.embedded_listen", host, port, code } },
  );
}
