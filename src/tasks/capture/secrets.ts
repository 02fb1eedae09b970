import type { OptionTable } from "../../model/options.ts";
import type { RouterSettings } from "../../model/router.ts";
import { readForms } from "../../routers/html.ts";
import { readJson } from "../../routers/http/json.ts";
import type { Exchange } from "../../routers/http/recording.ts";

/** Names of fields, headers, cookies and parameters whose value is nobody's business. */
const secretName =
  /pass|pwd|token|csrf|xsrf|sess|\bsid|nonce|secret|api[-_]?key|\bkey$|auth|challenge|response|opaque|http_id|magic|salt|hash|ticket|stok|cookie|\bid$/i;
/** Values under such names that give nothing away, and are words of every page. */
const commonValue = /^(?:true|false|null|none|yes|no|on|off|auto|auth|basic|digest|\d{1,5}|[a-z]{1,7}|[A-Z]{1,7})$/;
const shortestSecret = 4;

/**
 * What the exchanges of a reading and the settings for it hold that gets somebody in: the password, cookies, tokens of forms, headers,
 * addresses and JSON, the parts of Digest.
 */
export function secretsIn(
  exchanges: readonly Exchange[],
  router: RouterSettings,
  table: OptionTable,
): readonly string[] {
  const options = Object.entries(router.options).flatMap(([key, value]) =>
    table[key]?.isSecret === true ? piecesOf(String(value)) : [],
  );
  const found = exchanges.flatMap((exchange) => [
    ...inHeaders(exchange),
    ...inRequest(exchange),
    ...inBody(exchange.body),
  ]);
  const secrets = [router.password, ...[...options, ...found].filter(isTelling)];
  return [...new Set(secrets)].filter((secret) => secret !== "");
}

function isTelling(value: string): boolean {
  return value.length >= shortestSecret && !commonValue.test(value);
}

/** The values of `name=value&name=value`, and of lines such as `Name: value`. */
function piecesOf(text: string): readonly string[] {
  const fields = text.includes("=") ? [...new URLSearchParams(text).values()] : [];
  return [...fields, ...text.split("\n").map((line) => line.replace(/^\s*[\w-]+:\s*/, "").trim())];
}

function inHeaders({ request, headers }: Exchange): readonly string[] {
  return [...request.headers, ...headers].flatMap(([name, value]) => {
    switch (name.toLowerCase()) {
      case "cookie":
        return value
          .split(";")
          .map((pair) => pair.slice(pair.indexOf("=") + 1).trim())
          .filter(isLongerWord);
      case "set-cookie":
        return [
          value
            .replace(/;.*$/s, "")
            .replace(/^[^=]*=/, "")
            .trim(),
        ].filter(isLongerWord);
      case "authorization":
      case "www-authenticate":
        return inAuthorization(value);
      default:
        return secretName.test(name) ? [value] : [];
    }
  });
}

/** Cookies also keep a language or the number of a page. */
function isLongerWord(value: string): boolean {
  return value.length >= 6;
}

/** The parameters of Digest, or the word of anything else; what Basic sends is name and password, and is read as that. */
function inAuthorization(value: string): readonly string[] {
  const parameters = [...value.matchAll(/\b(nonce|cnonce|response|opaque)="?([^",]+)/gi)].map(
    ([, , text = ""]) => text,
  );
  const [scheme = "", word = ""] = value.split(" ", 2);
  return parameters.length > 0 || /^(?:basic|digest)$/i.test(scheme) ? parameters : [word];
}

function inRequest({ request }: Exchange): readonly string[] {
  const query = new URLSearchParams(request.path.includes("?") ? request.path.slice(request.path.indexOf("?")) : "");
  const form = new URLSearchParams(request.body?.startsWith("{") === false ? request.body : "");
  const named = [...query, ...form].flatMap(([name, value]) => (secretName.test(name) ? [value] : []));
  return [...named, ...inJson(request.body ?? "")];
}

function inBody(body: string): readonly string[] {
  const fields = readForms(body).flatMap((form) => form.fields);
  const inputs = fields.flatMap(({ name, type, value }) =>
    type === "password" || secretName.test(name) ? [value] : [],
  );
  const elements = [...body.matchAll(/<(\w{2,20})>([^<]{4,200})<\/\1>/g)].flatMap(([, name = "", text = ""]) =>
    /^(?:sid|challenge|token|session\w*)$/i.test(name) ? [text] : [],
  );
  return [...inputs, ...elements, ...inJson(body)];
}

function inJson(text: string): readonly string[] {
  const answer = readJson(text);
  return answer.kind === "json" ? inValue(answer.value, false) : [];
}

function inValue(value: unknown, isNamed: boolean): readonly string[] {
  if (typeof value === "string") return isNamed ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => inValue(part, /^\d+$/.test(name) ? false : isTokenName(name)));
}

/** Rows of a log have ids and hashes of their own, which are found by their look. */
function isTokenName(name: string): boolean {
  return secretName.test(name) && !/^(?:id|_id|\.id|__digest__|hash|response)$/i.test(name);
}
