import { once } from "node:events";
import { createServer } from "node:net";
import type { TestContext } from "node:test";

export interface SilentServer {
  readonly url: string;
  /** Resolves when somebody is connected. */
  readonly asked: Promise<unknown>;
}

/** A server that takes every connection and never says a word; it goes with the test. */
export async function startSilentServer(t: TestContext): Promise<SilentServer> {
  const server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    t.after(() => socket.destroy());
    socket.resume();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { url: `http://127.0.0.1:${address.port}`, asked: once(server, "connection") };
}
