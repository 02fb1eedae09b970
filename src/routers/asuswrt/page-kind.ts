import { FatalError, RetryableError } from "../../errors.ts";
import { elementText } from "../html.ts";
import { fieldsOf, readJson, textOf } from "../http/json.ts";
import { cutPage } from "../http/trouble.ts";
import type { AsuswrtSettings } from "./options.ts";

/** What a page turned out to be. The router answers 200 to everything: only the words tell. */
export type PageKind =
  | { readonly kind: "log"; readonly text: string }
  | { readonly kind: "cut" }
  | { readonly kind: "logged out" }
  | { readonly kind: "other" };

const name = "nvram_dump-syslog.log";

/** A page with this log, as the router would write it. */
export function logPage(text: string): string {
  return JSON.stringify({ [name]: text });
}

const logStart = new RegExp(`^\\s*\\{\\s*"${name.replace(".", "\\.")}"\\s*:\\s*"`);

/** Looks at a page. The log comes first: names of computers stand in it, and may read like any other page. */
export function kindOfPage(body: string): PageKind {
  const start = logStart.exec(body)?.[0].length;
  if (start !== undefined) return dumpOf(body, start);
  const area = /<\/html>\s*$/i.test(body) ? elementText(body, "textarea") : undefined;
  if (area !== undefined) return { kind: "log", text: area };
  if (loggedOut.test(body) || hasErrorStatus(body)) return { kind: "logged out" };
  return {
    kind: body.trim() === "" || /^\s*\{/.test(body) || /<html/i.test(body) !== /<\/html/i.test(body) ? "cut" : "other",
  };
}

const loggedOut = /Main_Login|window\.top\.location|login_authorization/;

function hasErrorStatus(body: string): boolean {
  const answer = readJson(body);
  return answer.kind === "json" && "error_status" in fieldsOf(answer.value);
}

/** Some firmwares put the log into JSON without escaping it, so that a quote in a computer's name breaks it: then its own end counts. */
function dumpOf(body: string, start: number): PageKind {
  const answer = readJson(body);
  const whole = answer.kind === "json" ? textOf(fieldsOf(answer.value)[name]) : undefined;
  if (whole !== undefined) return { kind: "log", text: whole };
  const end = /"\s*\}\s*$/.exec(body)?.index ?? -1;
  if (end < start || isEscaped(body, end)) return { kind: "cut" };
  return { kind: "log", text: unescaped(body.slice(start, end)) };
}

function isEscaped(text: string, at: number): boolean {
  let slashes = 0;
  while (text[at - 1 - slashes] === "\\") slashes += 1;
  return slashes % 2 === 1;
}

const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };

function unescaped(text: string): string {
  return text.replaceAll(/\\(?:u([0-9A-Fa-f]{4})|(.))/g, (_, code: string | undefined, one: string | undefined) =>
    code === undefined ? (escapes[one ?? ""] ?? one ?? "") : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** What is wrong with a page that should be the log, in words for a person. */
export function notTheLog(kind: Exclude<PageKind["kind"], "log">, router: AsuswrtSettings): Error {
  const { log_path } = router.options;
  const facts = { router: router.name, url: router.url, log_path };
  switch (kind) {
    case "cut":
      return cutPage(router);
    case "logged out":
      return new RetryableError("somebody logged in to the router while we read its log, which logs us out", { facts });
    case "other":
      return new FatalError(`the page ${log_path} is not the log: check url and log_path`, { facts });
  }
}
