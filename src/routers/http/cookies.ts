/** The cookies of one origin. */
export interface CookieJar {
  /** Takes the values of Set-Cookie headers, in order. True where a cookie is new or has another value than before. */
  store(setCookies: readonly string[]): boolean;
  /** The Cookie header for a path, or undefined where there is none to send. */
  headerFor(path: string): string | undefined;
  get(name: string): string | undefined;
  clear(): void;
}

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
}

/** A router sets two or three; more is a mistake or malice, and the oldest go. */
const mostCookies = 50;
const longestCookie = 4096;

/**
 * RFC 6265 for one origin, with the leniency that old routers need: without a Path a cookie goes to every page, and a time of expiry matters only
 * where it is over, which deletes the cookie. `now` is our clock, UTC ms.
 */
export function createCookieJar(now: () => number): CookieJar {
  let cookies: readonly Cookie[] = [];
  return {
    store: (setCookies) => {
      const before = cookies;
      for (const text of setCookies) cookies = withCookie(cookies, text, now());
      return cookies.some((cookie) => !before.some((old) => old.value === cookie.value && isSame(old, cookie)));
    },
    headerFor: (path) => {
      const sent = cookies.filter((cookie) => matchesPath(path, cookie.path));
      return sent.length === 0 ? undefined : sent.map(({ name, value }) => `${name}=${value}`).join("; ");
    },
    get: (name) => cookies.findLast((cookie) => cookie.name === name)?.value,
    clear: () => {
      cookies = [];
    },
  };
}

function withCookie(cookies: readonly Cookie[], text: string, nowMs: number): readonly Cookie[] {
  const [pair = "", ...rest] = text.split(";");
  const [name, value] = nameAndValue(pair);
  if (name === "" || !pair.includes("=") || text.length > longestCookie || /\p{Cc}/u.test(pair.trim())) return cookies;
  const attributes = new Map(rest.map(nameAndValue).map(([key, word]) => [key.toLowerCase(), word]));
  const path = attributes.get("path") ?? "";
  const cookie = { name, value, path: path.startsWith("/") ? path : "/" };
  const others = cookies.filter((other) => !isSame(other, cookie));
  return isOver(attributes, nowMs) ? others : [...others, cookie].slice(-mostCookies);
}

function nameAndValue(text: string): readonly [string, string] {
  const equals = text.indexOf("=");
  return equals === -1 ? [text.trim(), ""] : [text.slice(0, equals).trim(), text.slice(equals + 1).trim()];
}

function isSame(one: Cookie, other: Cookie): boolean {
  return one.name === other.name && one.path === other.path;
}

/** Max-Age comes before Expires, RFC 6265 5.3; what cannot be read says nothing. */
function isOver(attributes: ReadonlyMap<string, string>, nowMs: number): boolean {
  const maxAge = attributes.get("max-age");
  if (maxAge !== undefined && /^-?\d+$/.test(maxAge)) return Number(maxAge) <= 0;
  const expiresMs = Date.parse(attributes.get("expires") ?? "");
  return expiresMs <= nowMs;
}

/** RFC 6265 5.1.4. */
function matchesPath(requested: string, path: string): boolean {
  const [bare = "/"] = requested.split("?");
  return bare === path || (bare.startsWith(path) && (path.endsWith("/") || bare[path.length] === "/"));
}
