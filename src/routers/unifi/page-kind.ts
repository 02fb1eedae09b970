import { FatalError } from "../../errors.ts";
import { fieldsOf, itemsOf, readJson } from "../http/json.ts";
import { cutAnswer } from "../http/trouble.ts";
import type { UnifiSettings } from "./options.ts";

/** What an answer turned out to be. */
export type PageKind =
  | { readonly kind: "log"; readonly rows: readonly unknown[]; readonly pages: number }
  | { readonly kind: "cut" }
  | { readonly kind: "other" };

/** Looks at one page of the log, or at several put together. */
export function kindOfPage(body: string): PageKind {
  const answer = readJson(body);
  if (answer.kind !== "json") return answer;
  const { data, total_page_count: pages } = fieldsOf(answer.value);
  const rows = itemsOf(data);
  if (rows === undefined) return { kind: "other" };
  return { kind: "log", rows, pages: typeof pages === "number" && pages > 0 ? Math.floor(pages) : 1 };
}

/** What is wrong with an answer that should be the log, in words for a person. */
export function notTheLog(kind: Exclude<PageKind["kind"], "log">, router: UnifiSettings): Error {
  const facts = { router: router.name, url: router.url, network_path: router.options.network_path };
  if (kind === "cut") return cutAnswer(router);
  return new FatalError(
    "the router does not answer as UniFi Network does: check url, network_path and site, and that it is version 9 or later",
    { facts },
  );
}
