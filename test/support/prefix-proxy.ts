import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** What stands before the page as Home Assistant's ingress does: everything below a prefix goes to the page without it. */
export interface PrefixProxy {
  /** With the prefix, and a slash at its end. */
  readonly url: string;
  /** Lets nothing through, and ends what is under way, as a network does that went away. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

const prefix = "/api/hassio_ingress/Zm9vYmFy-secret";

/** @param target the page's own address */
export async function startPrefixProxy(target: string): Promise<PrefixProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer((asked, answer) => {
    const { url = "/", method, headers } = asked;
    if (isCut || !url.startsWith(`${prefix}/`)) return refuse(answer);
    const sent = request({ hostname, port, method, path: url.slice(prefix.length), headers }, (answered) => {
      answer.writeHead(answered.statusCode ?? 502, answered.headers);
      answered.pipe(answer);
    });
    sent.on("error", () => answer.destroy());
    answer.on("close", () => sent.destroy());
    asked.pipe(sent);
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const own = typeof address === "object" && address !== null ? address.port : 0;
  const drop = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${own}${prefix}/`,
    cut() {
      isCut = true;
      drop();
    },
    mend() {
      isCut = false;
    },
    async close() {
      drop();
      server.close();
      await once(server, "close");
    },
  };
}

/** Whatever has lost the prefix is lost itself: that is what the page must not ask for. */
function refuse(answer: ServerResponse<IncomingMessage>): void {
  answer.writeHead(502, { "Content-Type": "text/plain" });
  answer.end("nothing here");
}
