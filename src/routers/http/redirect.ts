import { FatalError } from "../../errors.ts";
import type { RawAnswer, RawRequest } from "./exchange.ts";
import { valuesOf } from "./lenient-head.ts";

/**
 * The request that a redirect asks for; undefined where the answer is none or names no usable place.
 * A form that is moved by 301, 302 or 303 becomes a GET, as in browsers; 307 and 308 repeat it as it is.
 * @throws FatalError where it leads to another origin
 */
export function redirected(origin: URL, request: RawRequest, answer: RawAnswer): RawRequest | undefined {
  const [location] = valuesOf(answer.headers, "location");
  if (![301, 302, 303, 307, 308].includes(answer.status) || location === undefined || location === "") return undefined;
  const next = URL.parse(location, `${origin.origin}${request.path}`);
  if (next === null) return undefined;
  if (next.origin !== origin.origin) throw elsewhere(origin, next);
  const path = `${next.pathname}${next.search}`;
  if (request.method === "GET" || answer.status === 307 || answer.status === 308) return { ...request, path };
  const headers = request.headers.filter(([name]) => name.toLowerCase() !== "content-type");
  return { method: "GET", path, headers };
}

function elsewhere(origin: URL, next: URL): FatalError {
  const place = next.origin === "null" ? `a ${next.protocol} address` : next.origin;
  return new FatalError(
    `${origin.origin} sends us on to ${place}, where we do not follow with its password; if that is the router, change \`url\` to it`,
    { facts: { url: origin.origin, redirectedTo: place } },
  );
}
