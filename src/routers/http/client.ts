import { FatalError, RetryableError } from "../../errors.ts";
import type { RouterSettings } from "../../model/router.ts";
import { decodePage } from "./charset.ts";
import { unpack } from "./content.ts";
import type { HttpAnswer, HttpClient, HttpRequest, HttpSettings } from "./contract.ts";
import type { HeaderLine, RawAnswer, RawRequest, Target } from "./exchange.ts";
import { valuesOf } from "./lenient-head.ts";
import { redirected } from "./redirect.ts";
import { type Attempt, ask, createSession, type Session } from "./session.ts";
import { createTurns } from "./turns.ts";

const mostRedirects = 5;

/** What a router's configuration says of how it is reached: of a client's settings what each family takes over as it is. */
export function reachOf(
  router: Pick<RouterSettings, "url" | "tls" | "timeout_ms" | "max_page_bytes" | "charset">,
): Pick<HttpSettings, "url" | "tls" | "timeoutMs" | "maxBytes" | "charset"> {
  const { url, tls, timeout_ms: timeoutMs, max_page_bytes: maxBytes, charset } = router;
  return { url, tls, timeoutMs, maxBytes, charset };
}

/** A client for one router. Nothing is connected before the first request, and no connection outlives its answer. */
export function createHttpClient(settings: HttpSettings): HttpClient {
  const session = createSession(settings);
  const takeTurn = createTurns();
  const closing = new AbortController();
  return {
    request: async (request) => {
      const target = targetOf(settings);
      const signal = AbortSignal.any([request.signal, closing.signal]);
      const first = rawRequest(request);
      const attempt = { target, signal, isLoginAnswered: false };
      return takeTurn(signal, () => follow(session, first, attempt, settings.charset));
    },
    cookie: (name) => session.jar.get(name),
    forgetCookies: () => session.jar.clear(),
    close: async () => {
      closing.abort(new Error("the line to the router was closed"));
      await takeTurn(new AbortController().signal, async () => undefined);
    },
  };
}

async function follow(session: Session, first: RawRequest, attempt: Attempt, charset: string): Promise<HttpAnswer> {
  const { target } = attempt;
  let request = first;
  for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
    const answer = await ask(session, request, attempt);
    const next = redirected(target.origin, request, answer);
    if (next === undefined) return httpAnswer(target, request, answer, charset);
    request = next;
  }
  throw new RetryableError(`${target.origin.origin} sends us from page to page in a circle`, {
    facts: { url: target.origin.origin, mostRedirects },
  });
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

function rawRequest(request: HttpRequest): RawRequest {
  const { method, path, headers = {} } = request;
  const given = Object.entries(headers);
  const names = new Set(given.map(([name]) => name.toLowerCase()));
  const { type, body } = method === "POST" ? requestBody(request) : {};
  const usual: readonly HeaderLine[] = [
    ["User-Agent", "whos-knocking"],
    ["Accept", "*/*"],
    ...(type === undefined ? [] : [["Content-Type", type] as const]),
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

/** JSON in ASCII alone, which every reader of JSON takes and no charset can spoil. */
function requestBody({ form, json }: HttpRequest): { readonly type?: string; readonly body?: string } {
  if (form !== undefined)
    return { type: "application/x-www-form-urlencoded", body: new URLSearchParams(form).toString() };
  if (json === undefined) return {};
  const body = JSON.stringify(json).replaceAll(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return { type: "application/json", body };
}

/** Routers get the path as it is (`rc=@` must stay so), but for what no request line can hold. */
function wirePath(path: string): string {
  const visible = path.toWellFormed().replaceAll(/[^\x21-\x7e]+/g, encodeURIComponent);
  return visible.startsWith("/") ? visible : `/${visible}`;
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
