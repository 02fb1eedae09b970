import { FatalError } from "../../errors.ts";
import { fieldsOf, itemsOf, readJson, textOf } from "../http/json.ts";
import { cutAnswer } from "../http/trouble.ts";
import type { MikrotikSettings } from "./options.ts";

/** A line of the log, as the API gives it; what is not there is empty. */
export interface ApiLine {
  /** A hexadecimal number behind an asterisk, such as `*1CB37`; it grows from line to line. */
  readonly id: string;
  readonly time: string;
  /** Such as `firewall,info`. */
  readonly topics: string;
  readonly message: string;
}

/** What an answer turned out to be. */
export type PageKind =
  /** Oldest line first. */
  { readonly kind: "log"; readonly lines: readonly ApiLine[] } | { readonly kind: "cut" } | { readonly kind: "other" };

/** Looks at an answer: the log is a list. */
export function kindOfPage(body: string): PageKind {
  const answer = readJson(body);
  if (answer.kind !== "json") return answer;
  const items = itemsOf(answer.value);
  return items === undefined ? { kind: "other" } : { kind: "log", lines: items.map(lineOf) };
}

function lineOf(item: unknown): ApiLine {
  const { ".id": id, time, topics, message } = fieldsOf(item);
  return {
    id: textOf(id) ?? "",
    time: textOf(time) ?? "",
    topics: textOf(topics) ?? "",
    message: textOf(message) ?? "",
  };
}

/** What is wrong with an answer that should be the log, in words for a person. */
export function notTheLog(kind: Exclude<PageKind["kind"], "log">, router: MikrotikSettings): Error {
  const { log_path } = router.options;
  const facts = { router: router.name, url: router.url, log_path };
  if (kind === "cut") return cutAnswer(router);
  return new FatalError(
    `${log_path} does not answer as the REST API of RouterOS 7 does: check url and log_path, and that www-ssl is on in IP > Services`,
    { facts },
  );
}
