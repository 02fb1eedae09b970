import { FatalError } from "../../errors.ts";
import { asksForPassword, endsWithMarker, visibleText } from "../html.ts";
import { cutPage, somebodyElse } from "../http/trouble.ts";
import type { GenericOptions, GenericSettings } from "./options.ts";
import { findRows } from "./rows.ts";

/** What a page turned out to be. */
export type PageKind =
  | { readonly kind: "log"; readonly rows: readonly string[] }
  | { readonly kind: "cut" | "busy" | "refused" | "login" | "other" };

/** Looks at a page. The log comes before all markers: somebody may have written their words into it. */
export function kindOfPage(body: string, options: GenericOptions): PageKind {
  if (!isWhole(body, options.end_marker)) return { kind: "cut" };
  const isLogin = options.login === "form" && asksForPassword(body);
  const found = isLogin ? ({ kind: "missing" } as const) : findRows(body, options);
  if (found.kind === "cut" || (found.kind === "rows" && found.rows.length > 0)) return logOf(found);
  if (has(body, options.busy_marker)) return { kind: "busy" };
  if (has(body, options.refused_marker)) return { kind: "refused" };
  if (has(body, options.login_marker)) return { kind: "login" };
  if (found.kind === "rows") return logOf(found);
  if (asksForPassword(body)) return { kind: "login" };
  return has(body, options.empty_marker) ? { kind: "log", rows: [] } : { kind: "other" };
}

/** What is wrong with a page that should be the log, in words for a person. */
export function notTheLog(kind: Exclude<PageKind["kind"], "log">, router: GenericSettings): Error {
  const { log_path, rows_in, rows_at } = router.options;
  const usual = rows_in === "element" ? "textarea or pre" : rows_in;
  const place = rows_at === "" ? usual : `${rows_in} ${rows_at}`;
  const facts = { router: router.name, url: router.url, log_path };
  switch (kind) {
    case "cut":
      return cutPage(router, " (if every page of it ends so, set end_marker)");
    case "busy":
      return somebodyElse(router, { canTakeOver: true });
    case "refused":
      return new FatalError(
        "the router refuses the password, and it is not sent again: correct username and password, then restart",
        { facts },
      );
    case "login":
      return new FatalError(
        "the router asks for a login instead of showing its log: set login, or check the names of its fields",
        { facts },
      );
    case "other":
      return new FatalError(
        `the page ${log_path} is not the log: it has no ${place}; check log_path, rows_in and rows_at`,
        {
          facts: { ...facts, rows_in, rows_at },
        },
      );
  }
}

/** A page of HTML that has a beginning has an end; only blanks may follow it. A router that is busy may answer with nothing at all. */
function isWhole(body: string, endMarker: string): boolean {
  if (endMarker !== "auto") return endsWithMarker(body, endMarker);
  if (body.trim() === "") return false;
  return !/<html\b/i.test(body) || endsWithMarker(body, "</html>");
}

function logOf(
  found: { readonly kind: "cut" } | { readonly kind: "rows"; readonly rows: readonly string[] },
): PageKind {
  return found.kind === "cut" ? { kind: "cut" } : { kind: "log", rows: found.rows };
}

/** Words count as a person reads them, or as the page has them. */
function has(body: string, marker: string): boolean {
  if (marker === "") return false;
  const wanted = marker.toLowerCase();
  return body.toLowerCase().includes(wanted) || visibleText(body).toLowerCase().includes(wanted);
}
