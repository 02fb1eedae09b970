import { FatalError } from "../../errors.ts";
import { fieldsOf, itemsOf, readJson, textOf } from "../http/json.ts";
import { cutAnswer } from "../http/trouble.ts";
import type { OpnsenseSettings } from "./options.ts";

/** A row of the log, as the API gives it. */
export interface ApiRow {
  /** Of its line, which is never written twice: the line has a number of its own. */
  readonly digest: string | undefined;
  /** The row's JSON. */
  readonly text: string;
  /** What its clock showed, ms as if it were UTC; for telling rows apart by hours alone. */
  readonly wallMs: number;
}

/** What an answer turned out to be. */
export type PageKind =
  /** Newest row first. */
  { readonly kind: "log"; readonly rows: readonly ApiRow[] } | { readonly kind: "cut" } | { readonly kind: "other" };

/** Looks at an answer: the log is a list. */
export function kindOfPage(body: string): PageKind {
  const answer = readJson(body);
  if (answer.kind !== "json") return answer;
  const items = itemsOf(answer.value);
  return items === undefined ? { kind: "other" } : { kind: "log", rows: items.map(rowOf) };
}

function rowOf(item: unknown): ApiRow {
  const fields = fieldsOf(item);
  const shown = textOf(fields["__timestamp__"]) ?? "";
  return {
    digest: textOf(fields["__digest__"]),
    text: JSON.stringify(item),
    wallMs: Date.parse(`${shown.slice(0, "2026-01-02T15:04:05".length)}Z`),
  };
}

/** What is wrong with an answer that should be the log, in words for a person. */
export function notTheLog(kind: Exclude<PageKind["kind"], "log">, router: OpnsenseSettings): Error {
  const { log_path } = router.options;
  const facts = { router: router.name, url: router.url, log_path };
  if (kind === "cut") return cutAnswer(router);
  return new FatalError(`${log_path} does not answer as OPNsense's API does: check url and log_path`, { facts });
}
