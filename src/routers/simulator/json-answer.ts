import type { SimulatedAnswer } from "./server.ts";

/** JSON as a web server of today sends it: with its length, so that a cut shows. */
export function jsonAnswer(
  value: unknown,
  given: { readonly status?: string; readonly headers?: SimulatedAnswer["headers"]; readonly isLog?: boolean } = {},
): SimulatedAnswer {
  const body = Buffer.from(JSON.stringify(value), "utf8");
  return {
    status: `HTTP/1.1 ${given.status ?? "200 OK"}`,
    headers: [
      ["Content-Type", "application/json"],
      ["Content-Length", String(body.length)],
      ["Connection", "close"],
      ...(given.headers ?? []),
    ],
    body,
    isLog: given.isLog === true,
  };
}
