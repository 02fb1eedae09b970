import { FatalError } from "../../errors.ts";
import { asksForPassword, endsWithMarker, looseLines } from "../html.ts";
import { cutPage, somebodyElse } from "../http/trouble.ts";
import type { SmcAcctonSettings } from "./options.ts";

/** What a page turned out to be. */
export type PageKind =
  | { readonly kind: "log"; readonly rows: readonly string[] }
  | { readonly kind: "cut" | "login" | "busy" | "other" };

/** Looks at a page. The log comes before all else: its rows quote names that anybody in the LAN may choose. */
export function kindOfPage(body: string, { options }: SmcAcctonSettings): PageKind {
  if (!endsWithMarker(body, options.end_marker)) return { kind: "cut" };
  const lines = looseLines(body);
  const rows = lines.filter((line) => dated.test(line));
  if (rows.length > 0 || lines.some((line) => has(line, options.log_marker))) {
    return { kind: "log", rows: rows.map((row) => row.replace(number, "")) };
  }
  if (has(body, options.busy_marker)) return { kind: "busy" };
  return { kind: asksForPassword(body) ? "login" : "other" };
}

/** What is wrong with a page that should be the log, in words for a person. */
export function notTheLog(kind: Exclude<PageKind["kind"], "log">, router: SmcAcctonSettings): Error {
  const { log_path } = router.options;
  const facts = { router: router.name, url: router.url, log_path };
  switch (kind) {
    case "cut":
      return cutPage(router);
    case "busy":
      return somebodyElse(router);
    case "login":
      return new FatalError(
        "the router asks for a login instead of showing its log: check password, login_path and password_field",
        { facts },
      );
    case "other":
      return new FatalError(`the page ${log_path} is not the log: check log_path and log_marker`, { facts });
  }
}

/** A row begins with its date; all else on the page is furniture. Some firmware numbers its rows, and anew with each page. */
const dated = /^(?:\d{1,5}\. {1,2})?(?:\d{1,2}\/\d{1,2}\/\d{4}|\d{4}\.\d{1,2}\.\d{1,2}) {1,2}\d{1,2}:\d{2}:\d{2}\b/;
const number = /^\d{1,5}\. {1,2}/;

function has(text: string, marker: string): boolean {
  return marker !== "" && text.toLowerCase().includes(marker.toLowerCase());
}
