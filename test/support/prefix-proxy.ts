import { EventEmitter, on, once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** What stands before the page as Home Assistant's ingress does: everything below a prefix goes to the page without it. */
export interface PrefixProxy {
  /** With the prefix, and a slash at its end. */
  readonly url: string;
  /** A page that shows the other one in a frame, as Home Assistant does, and is dark itself. */
  readonly frameUrl: string;
  /** Lets nothing through, and ends what is under way, as a network does that went away. */
  cut(): void;
  mend(): void;
  /** Resolves when something is asked for in vain; by the end of its path. */
  refusal(path: string): Promise<void>;
  close(): Promise<void>;
}

const prefix = "/api/hassio_ingress/Zm9vYmFy-secret";
const framePath = "/frame";
const frame = `<!doctype html><title>Frame</title><meta name="color-scheme" content="dark"><iframe src="${prefix}/" width="800" height="600"></iframe>`;

/** @param target the page's own address */
export async function startPrefixProxy(target: string): Promise<PrefixProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const refused = new EventEmitter();
  let isCut = false;
  const server = createServer((asked, answer) => {
    const { url = "/", method, headers } = asked;
    if (url === framePath) return void answer.writeHead(200, { "Content-Type": "text/html" }).end(frame);
    if (isCut || !url.startsWith(`${prefix}/`)) return refuse(answer, () => refused.emit("refusal", url));
    const sent = request({ hostname, port, method, path: url.slice(prefix.length), headers }, (answered) => {
      answer.writeHead(answered.statusCode ?? 502, framed(answered.headers));
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
    frameUrl: `http://127.0.0.1:${own}${framePath}`,
    cut() {
      isCut = true;
      drop();
    },
    mend() {
      isCut = false;
    },
    async refusal(path) {
      for await (const [url] of on(refused, "refusal")) if (String(url).endsWith(path)) return;
    },
    async close() {
      drop();
      server.close();
      await once(server, "close");
    },
  };
}

/** Behind ingress the page lets itself be shown by its own origin; here it has to be made believe that it is. */
function framed({ "x-frame-options": _, ...headers }: IncomingHttpHeaders): IncomingHttpHeaders {
  const policy = headers["content-security-policy"];
  if (typeof policy !== "string") return headers;
  return { ...headers, "content-security-policy": policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'") };
}

/** Whatever has lost the prefix is lost itself: that is what the page must not ask for. */
function refuse(answer: ServerResponse<IncomingMessage>, onRefused: () => void): void {
  answer.writeHead(502, { "Content-Type": "text/plain" });
  answer.end("nothing here", onRefused);
}
