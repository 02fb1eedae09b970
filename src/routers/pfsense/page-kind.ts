import { FatalError, RetryableError } from "../../errors.ts";
import { readForms } from "../html.ts";
import { cutAnswer } from "../http/trouble.ts";
import type { PfsenseSettings } from "./options.ts";

/** What an answer turned out to be. */
export type PageKind =
  | { readonly kind: "log"; readonly rows: readonly string[] }
  /** Nothing at all, which is also what an empty log looks like. */
  | { readonly kind: "nothing" }
  | { readonly kind: "cut" }
  /** With the hidden fields of its form, among them the one against forged requests. */
  | { readonly kind: "login"; readonly fields: Readonly<Record<string, string>> }
  | { readonly kind: "other" };

/** Stands for a log that was seen to be empty, which the router says with an empty answer. */
export const emptyLog = "\n";

const rowEnd = /\|\|\d{9,11}\|\|$/;

/** Looks at an answer: rows come first, each a line that ends in the server's time. */
export function kindOfPage(body: string): PageKind {
  if (body === "") return { kind: "nothing" };
  if (body === emptyLog) return { kind: "log", rows: [] };
  const lines = body.split("\n");
  if (lines.some((line) => rowEnd.test(line))) {
    // Every row ends its line, so what is behind the last line's end was cut.
    return lines.at(-1) === "" ? { kind: "log", rows: lines.slice(0, -1) } : { kind: "cut" };
  }
  const form = readForms(body).find(({ fields }) => fields.some(({ name }) => name === "passwordfld"));
  if (form === undefined) return { kind: body.includes("||") ? "cut" : "other" };
  const hidden = form.fields.filter(({ type }) => type === "hidden");
  return { kind: "login", fields: Object.fromEntries(hidden.map(({ name, value }) => [name, value])) };
}

/** Whether this is the page for people around the rows, and there are none on it. */
export function isEmptyView(body: string): boolean {
  const [, table = ""] = /<tbody id="filter-log-entries">(.*?)<\/tbody>/s.exec(body) ?? [];
  return table !== "" && !table.includes("<tr") && /<\/html>\s*$/i.test(body);
}

/** What is wrong with an answer that should be the log, in words for a person. */
export function notTheLog(kind: Exclude<PageKind["kind"], "log">, router: PfsenseSettings): Error {
  const { log_path } = router.options;
  const facts = { router: router.name, url: router.url, log_path };
  switch (kind) {
    case "nothing":
      return new RetryableError("the router answers with nothing, and its log is not empty; it is read again", {
        facts,
      });
    case "cut":
      return cutAnswer(router);
    case "login":
      return new RetryableError("the router ended our session at once; it is begun anew", { facts });
    case "other":
      return new FatalError(
        `${log_path} is not the log: check url and log_path, and that the user may see Status: System Logs: Firewall (Dynamic View)`,
        { facts },
      );
  }
}
