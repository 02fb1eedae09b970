import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { TestContext } from "node:test";

/** What the make-believe Supervisor says when it is asked for the broker: the data of the service, or an answer of its own. */
export type BrokerAnswer = { readonly data: unknown } | { readonly status: number; readonly body: string };

export interface Supervisor {
  /** For SUPERVISOR_API. */
  readonly url: string;
  /** The token that it takes. */
  readonly token: string;
  /** Paths that were asked for, in order. */
  readonly asked: readonly string[];
}

/** What the Supervisor says where no app provides a broker. */
export const noBroker: BrokerAnswer = { status: 400, body: '{"result":"error","message":"Service not enabled"}' };

/** Starts a Supervisor's API on loopback, of which there is only what an app may ask for; it goes with the test. */
export async function startSupervisor(t: TestContext, broker: BrokerAnswer): Promise<Supervisor> {
  const token = "0123456789abcdef".repeat(7);
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    const { status, body } = answer(request, token, broker);
    response.writeHead(status, { "content-type": "application/json" }).end(body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  t.after(() => server.closeAllConnections());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { url: `http://127.0.0.1:${address.port}`, token, asked };
}

function answer(
  { url, method, headers }: IncomingMessage,
  token: string,
  broker: BrokerAnswer,
): { readonly status: number; readonly body: string } {
  if (headers.authorization !== `Bearer ${token}`) return { status: 401, body: "401: Unauthorized" };
  if (method !== "GET" || url !== "/services/mqtt") return { status: 403, body: "403: Forbidden" };
  if ("status" in broker) return broker;
  return { status: 200, body: JSON.stringify({ result: "ok", data: broker.data }) };
}
