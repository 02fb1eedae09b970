import type { SimulatedAnswer } from "./server.ts";

/** A page with status 200, as home routers of all makes send it: no length, and the body ends with the connection. */
export function htmlAnswer(body: string, changes: Partial<SimulatedAnswer> = {}): SimulatedAnswer {
  return {
    status: "HTTP/1.0 200 OK",
    headers: [
      ["Content-Type", "text/html"],
      ["Connection", "close"],
    ],
    body: Buffer.from(body, "latin1"),
    ...changes,
  };
}
