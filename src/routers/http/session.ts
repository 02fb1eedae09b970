import { randomBytes } from "node:crypto";
import { type Authenticator, createAuthenticator } from "./authenticator.ts";
import type { HttpSettings } from "./contract.ts";
import { type CookieJar, createCookieJar } from "./cookies.ts";
import type { HeaderLine, RawAnswer, RawRequest, Reader, Target } from "./exchange.ts";
import { valuesOf } from "./lenient-head.ts";
import { createReader } from "./readers.ts";
import { tellExchange } from "./recording.ts";

/** What one router knows of us and we of it: cookies, what it challenged us with, which reader understands it. */
export interface Session {
  readonly read: Reader;
  readonly jar: CookieJar;
  readonly authenticator: Authenticator | undefined;
}

/** How far one request has come: a challenge is answered only once, on the whole way through redirects. */
export interface Attempt {
  readonly target: Target;
  readonly signal: AbortSignal;
  isLoginAnswered: boolean;
}

export function createSession({ reader, credentials, now }: HttpSettings): Session {
  return {
    read: createReader(reader),
    jar: createCookieJar(now),
    authenticator: credentials && createAuthenticator(credentials, () => randomBytes(8).toString("hex")),
  };
}

/** Sends a request with cookies and what the router wants for a login, and keeps the cookies of the answer. */
export async function ask(session: Session, request: RawRequest, attempt: Attempt): Promise<RawAnswer> {
  const { jar, authenticator } = session;
  const authorization = authenticator?.header(request.method, request.path);
  const withLogin = withHeader(request, "Authorization", authorization);
  const sent = withHeader(withLogin, "Cookie", jar.headerFor(request.path));
  const answer = await session.read(attempt.target, sent, attempt.signal);
  await tellExchange(attempt.target, sent, answer);
  const hasNewCookie = jar.store(valuesOf(answer.headers, "set-cookie"));
  if (answer.status !== 401 || authenticator === undefined) return answer;
  const challenges = valuesOf(answer.headers, "www-authenticate");
  const wereSent = authorization !== undefined;
  if (attempt.isLoginAnswered || !authenticator.learn({ challenges, wereSent, hasNewCookie })) {
    authenticator.forget();
    return answer;
  }
  attempt.isLoginAnswered = true;
  return ask(session, request, attempt);
}

function withHeader(request: RawRequest, name: string, value: string | undefined): RawRequest {
  if (value === undefined) return request;
  const line: HeaderLine = [name, value];
  return { ...request, headers: [...request.headers, line] };
}
