import type { Dictionary } from "./home-assistant.ts";

/** A logged-in WebSocket connection. */
export interface Socket {
  /** One command and its result. */
  ask(command: Dictionary): Promise<unknown>;
  /** Begins a subscription; `all` grows with every event of it. */
  follow(command: Dictionary): Promise<{ readonly all: readonly Dictionary[] }>;
  close(): void;
}

/** @throws Error when nobody answers, or the token is refused */
export async function openSocket(url: string, token: string): Promise<Socket> {
  const socket = new WebSocket(url);
  const waiting = new Map<number, (message: Dictionary) => void>();
  const ready = Promise.withResolvers<void>();
  let lastId = 0;
  socket.addEventListener("error", () => ready.reject(new Error(`${url} does not answer`)));
  socket.addEventListener("message", ({ data }) => {
    const message: Dictionary = JSON.parse(String(data));
    if (message["type"] === "auth_required") socket.send(JSON.stringify({ type: "auth", access_token: token }));
    else if (message["type"] === "auth_ok") ready.resolve();
    else if (message["type"] === "auth_invalid") ready.reject(new Error(`${url} refuses the token`));
    else waiting.get(Number(message["id"]))?.(message);
  });
  await ready.promise;
  return {
    ask: (command) => send(command, () => undefined),
    follow: async (command) => {
      const all: Dictionary[] = [];
      await send(command, (event) => all.push(event));
      return { all };
    },
    close: () => socket.close(),
  };

  function send(command: Dictionary, onEvent: (event: Dictionary) => void): Promise<unknown> {
    lastId += 1;
    const id = lastId;
    const result = Promise.withResolvers<unknown>();
    waiting.set(id, (message) => {
      if (message["type"] === "event") onEvent(message["event"] as Dictionary);
      else if (message["success"] === true) result.resolve(message["result"]);
      else result.reject(new Error(JSON.stringify(message["error"])));
    });
    socket.send(JSON.stringify({ id, ...command }));
    return result.promise;
  }
}
