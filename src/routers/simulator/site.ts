import type { SimulatedRouter } from "./family.ts";
import { basicCredentials, type SimulatedRequest } from "./request.ts";
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

export interface BasicLogin {
  /** Undefined where the router takes any. */
  readonly username?: string;
  readonly password: string;
  readonly realm: string;
}

/** The refusal of a request that does not bring the right password along by Basic; undefined where it does. */
export function basicRefusal(
  request: SimulatedRequest,
  router: SimulatedRouter,
  { username, password, realm }: BasicLogin,
): SimulatedAnswer | undefined {
  const given = basicCredentials(request);
  const isRight = given?.password === password && (username === undefined || given.username === username);
  if (isRight && !router.faults.isWrongPassword) return undefined;
  return htmlAnswer("<HTML><HEAD><TITLE>401 Unauthorized</TITLE></HEAD><BODY><H4>401 Unauthorized</H4></BODY></HTML>", {
    status: "HTTP/1.0 401 Unauthorized",
    headers: [
      ["WWW-Authenticate", `Basic realm="${realm}"`],
      ["Content-Type", "text/html"],
      ["Connection", "close"],
    ],
  });
}
