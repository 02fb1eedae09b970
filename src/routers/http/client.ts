import { randomBytes } from "node:crypto";
import { FatalError, RetryableError } from "../../errors.ts";
import { createAuthenticator } from "./authenticator.ts";
import { decodePage } from "./charset.ts";
import { unpack } from "./content.ts";
import type { HttpAnswer, HttpClient, HttpRequest, HttpSettings } from "./contract.ts";
import { createCookieJar } from "./cookies.ts";
import type { HeaderLine, RawAnswer, RawRequest, Target } from "./exchange.ts";
import { valuesOf } from "./lenient-head.ts";
import { createReader } from "./readers.ts";
import { redirected } from "./redirect.ts";
import { createTurns } from "./turns.ts";

const mostRedirects = 5;

/** A client for one router. Nothing is connected before the first request, and no connection outlives its answer. */
export function createHttpClient(settings: HttpSettings): HttpClient {
  const jar = createCookieJar(settings.now);
  const authenticator =
    settings.credentials && createAuthenticator(settings.credentials, () => randomBytes(8).toString("hex"));
  const read = createReader(settings.reader);
  const takeTurn = createTurns();
  const closing = new AbortController();
  return {
    request: async (request) => {
      const target = targetOf(settings);
      const signal = AbortSignal.any([request.signal, closing.signal]);
      return takeTurn(signal, () => follow(target, rawRequest(request), signal));
    },
    cookie: (name) => jar.get(name),
    forgetCookies: () => jar.clear(),
    close: async () => {
      closing.abort(new Error("the line to the router was closed"));
      await takeTurn(new AbortController().signal, async () => undefined);
    },
  };

  async function follow(target: Target, first: RawRequest, signal: AbortSignal): Promise<HttpAnswer> {
    const login = { isAnswered: false };
    let request = first;
    for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
      const answer = await ask(target, request, signal, login);
      const next = redirected(target.origin, request, answer);
      if (next === undefined) return httpAnswer(target, request, answer, settings.charset);
      request = next;
    }
    throw new RetryableError(`${target.origin.origin} sends us from page to page in a circle`, {
      facts: { url: target.origin.origin, mostRedirects },
    });
  }

  /** Sends a request; a challenge is answered, but only once on the whole way through redirects. */
  async function ask(
    target: Target,
    request: RawRequest,
    signal: AbortSignal,
    login: { isAnswered: boolean },
  ): Promise<RawAnswer> {
    const sent = withCredentials(request);
    const answer = await read(target, withCookies(sent), signal);
    const hasNewCookie = jar.store(valuesOf(answer.headers, "set-cookie"));
    if (answer.status !== 401 || authenticator === undefined || has(request, "authorization")) return answer;
    const challenges = valuesOf(answer.headers, "www-authenticate");
    const wereSent = sent !== request;
    if (login.isAnswered || !authenticator.learn({ challenges, wereSent, hasNewCookie })) {
      authenticator.forget();
      return answer;
    }
    login.isAnswered = true;
    return ask(target, request, signal, login);
  }

  function withCredentials(request: RawRequest): RawRequest {
    if (has(request, "authorization")) return request;
    const value = authenticator?.header(request.method, request.path);
    return value === undefined ? request : { ...request, headers: [...request.headers, ["Authorization", value]] };
  }

  function withCookies(request: RawRequest): RawRequest {
    const value = has(request, "cookie") ? undefined : jar.headerFor(request.path);
    return value === undefined ? request : { ...request, headers: [...request.headers, ["Cookie", value]] };
  }
}

function targetOf({ url, tls, timeoutMs, maxBytes, now }: HttpSettings): Target {
  const origin = URL.parse(url);
  if (origin === null || origin.hostname === "" || !["http:", "https:"].includes(origin.protocol)) {
    throw new FatalError("`url` of the router is no address; it looks like http://192.168.1.1", {
      facts: { key: "url" },
    });
  }
  return { origin: new URL(origin.origin), tls, timeoutMs, maxBytes, now };
}

function rawRequest({ method, path, headers = {}, form }: HttpRequest): RawRequest {
  const given = Object.entries(headers);
  const names = new Set(given.map(([name]) => name.toLowerCase()));
  const body = method === "POST" && form !== undefined ? new URLSearchParams(form).toString() : undefined;
  const usual: readonly HeaderLine[] = [
    ["User-Agent", "whos-knocking"],
    ["Accept", "*/*"],
    ...(body === undefined ? [] : [["Content-Type", "application/x-www-form-urlencoded"] as const]),
  ];
  const all = [...usual.filter(([name]) => !names.has(name.toLowerCase())), ...given];
  // A line break in a header would be a second header; what is not Latin-1 cannot be sent at all.
  const broken = all.find(
    ([name, value]) => !/^[\w!#$%&'*+.^`|~-]+$/.test(name) || !/^[\t\x20-\x7e\x80-\xff]*$/.test(value),
  );
  if (broken !== undefined)
    throw new FatalError(`the header ${JSON.stringify(broken[0])} holds characters that HTTP cannot carry`);
  return { method, path: wirePath(path), headers: all, ...(body === undefined ? {} : { body }) };
}

/** Routers get the path as it is (`rc=@` must stay so), but for what no request line can hold. */
function wirePath(path: string): string {
  const visible = path.toWellFormed().replaceAll(/[^\x21-\x7e]+/g, encodeURIComponent);
  return visible.startsWith("/") ? visible : `/${visible}`;
}

function has(request: RawRequest, name: string): boolean {
  return request.headers.some(([candidate]) => candidate.toLowerCase() === name);
}

async function httpAnswer(
  target: Target,
  request: RawRequest,
  answer: RawAnswer,
  charset: string,
): Promise<HttpAnswer> {
  const bytes = await unpack(target, answer);
  const [contentType = ""] = valuesOf(answer.headers, "content-type");
  return {
    status: answer.status,
    headers: (name) => valuesOf(answer.headers, name.toLowerCase()),
    body: decodePage(bytes, charset, contentType),
    answeredAtMs: answer.answeredAtMs,
    isComplete: answer.isComplete,
    path: request.path,
  };
}
