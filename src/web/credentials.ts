import type { IncomingMessage } from "node:http";
import { isIPv6 } from "node:net";
import type { PasswordGate } from "./password-gate.ts";
import { RequestProblem } from "./problem.ts";

const cookieName = "whos_knocking_session";

/** The session that a browser names. */
export function sessionOf({ headers }: IncomingMessage): string | undefined {
  const cookies = headers.cookie?.split(";").map((cookie) => cookie.trim()) ?? [];
  return cookies.find((cookie) => cookie.startsWith(`${cookieName}=`))?.slice(cookieName.length + 1);
}

/** What tells a browser its session: no script sees it, and no other site's page makes use of it. */
export function sessionCookie(session: string, maxAgeMs: number): string {
  return `${cookieName}=${session}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${Math.round(maxAgeMs / 1000)}`;
}

/** Who asks, for counting wrong passwords: of IPv6 the network, in which one host has as many addresses as it likes. */
export function addressOf({ socket }: IncomingMessage): string {
  const address = socket.remoteAddress ?? "";
  return isIPv6(address) && !address.startsWith("::ffff:") ? address.split(":").slice(0, 4).join(":") : address;
}

/**
 * Lets browsers in by their session, and programs by the password itself (Basic, with any name).
 * @throws RequestProblem for everybody else
 */
export async function requirePassword(request: IncomingMessage, gate: PasswordGate): Promise<void> {
  if (gate.admits(sessionOf(request))) return;
  const [, encoded] = /^basic ([a-z0-9+/]+=*)$/i.exec(request.headers.authorization ?? "") ?? [];
  if (encoded === undefined) throw new RequestProblem(401, "the password is needed");
  const [, password = ""] = /^[^:]*:(.*)$/s.exec(Buffer.from(encoded, "base64").toString("utf8")) ?? [];
  await gate.check(password, addressOf(request));
}
