import { FatalError, RetryableError } from "../../errors.ts";
import { fieldsOf, itemsOf, readJson, textOf } from "../http/json.ts";
import type { FritzboxSettings } from "./options.ts";

/** What an answer turned out to be. */
export type PageKind =
  /** Newest event first, each as `13.10.23 09:58:12 text`. */
  | { readonly kind: "log"; readonly lines: readonly string[] }
  | { readonly kind: "cut" }
  | { readonly kind: "logged out" }
  | { readonly kind: "other" };

/** Looks at an answer: `data.log` is the list of events. */
export function kindOfPage(body: string): PageKind {
  const answer = readJson(body);
  if (answer.kind === "cut") return answer;
  if (answer.kind === "other")
    return { kind: /<SID>0{16}<\/SID>|login_sid|<title>FRITZ!Box/i.test(body) ? "logged out" : "other" };
  const { data, sid } = fieldsOf(answer.value);
  const items = itemsOf(fieldsOf(data)["log"]);
  if (items !== undefined) return { kind: "log", lines: items.map(lineOf) };
  return { kind: /^0{16}$/.test(textOf(sid) ?? "") ? "logged out" : "other" };
}

/** By version: an object, or a list that begins with date and time, in one text or in two. */
function lineOf(item: unknown): string {
  const parts = itemsOf(item)?.flatMap((part) => textOf(part) ?? []);
  if (parts === undefined) {
    const { date, time, msg } = fieldsOf(item);
    return [date, time, msg].map((part) => textOf(part) ?? "").join(" ");
  }
  const [first = "", second = "", third = ""] = parts;
  return /^\d{2}:\d{2}:\d{2}$/.test(second) ? `${first} ${second} ${third}` : `${first} ${second}`;
}

/** What is wrong with an answer that should be the log, in words for a person. */
export function notTheLog(kind: Exclude<PageKind["kind"], "log">, router: FritzboxSettings): Error {
  const { log_path } = router.options;
  const facts = { router: router.name, url: router.url, log_path };
  switch (kind) {
    case "cut":
      return new RetryableError("the box's answer ends in the middle and is not used; it is read again", { facts });
    case "logged out":
      return new RetryableError("the box ended our session at once; it is begun anew", { facts });
    case "other":
      return new FatalError(`${log_path} does not answer as a FRITZ!Box does: check url and log_path`, { facts });
  }
}
