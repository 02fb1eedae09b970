import { FatalError } from "../../errors.ts";
import { decodeEntities } from "../html.ts";
import { cutPage, somebodyElse } from "../http/trouble.ts";
import type { NetgearSettings } from "./options.ts";

/** What a page turned out to be. */
export type PageKind =
  | { readonly kind: "log"; readonly lines: readonly string[] }
  /** It ends before its end. */
  | { readonly kind: "cut" }
  /** Somebody else is logged in; `path` leads to the page that asks whether to throw them out. */
  | { readonly kind: "busy"; readonly path?: string }
  | { readonly kind: "other" };

/** Looks at a page. The log comes first: names of sites and services in it may read like any other page. */
export function kindOfPage(body: string): PageKind {
  const area = logArea(body);
  if (area === "cut") return { kind: "cut" };
  if (area !== undefined) return { kind: "log", lines: linesOf(area) };
  const [, path] = takeOverScript.exec(body) ?? [];
  if (path !== undefined) return { kind: "busy", path: path.startsWith("/") ? path : `/${path}` };
  if (busyWords.test(body)) return { kind: "busy" };
  // Whatever it is, a page that is whole says where it ends; some firmwares answer with nothing at all when they are busy.
  return { kind: pageEnd.test(body) ? "other" : "cut" };
}

/** What is wrong with a page that should be the log, in words for a person. */
export function notTheLog(kind: Exclude<PageKind["kind"], "log">, router: NetgearSettings): Error {
  const { log_path } = router.options;
  const facts = { router: router.name, url: router.url, log_path };
  switch (kind) {
    case "cut":
      return cutPage(router);
    case "busy":
      return somebodyElse(router, { canTakeOver: true });
    case "other":
      return new FatalError(
        `the page ${log_path} is not the log: check url and log_path (cable models have it at /Logs.htm)`,
        { facts },
      );
  }
}

/** R8000P: a script sends the browser on. */
const takeOverScript = /top\.location(?:\.href)?\s{0,9}=\s{0,9}["'](\/?[\w./-]{0,80}multi_?login[\w./-]{0,80})["']/i;
/** Firmware before Genie. */
const busyWords = /Duplicate Administrator|is managed by [0-9.]{7,15}|is managing this device/i;

const pageEnd = /<\/html/i;
const areaTag = /<textarea\b[^>]{0,1000}>/gi;
const areaName = /\b(?:id|name)\s{0,9}=\s{0,9}["']?log_detail\b/i;

/**
 * The text of the log's textarea; "cut" where it has no end. The last end counts, not the first as in a browser: rows quote
 * the names of blocked sites, and one of those may be `</textarea>`.
 */
function logArea(body: string): string | "cut" | undefined {
  const tag = [...body.matchAll(areaTag)].find(([text]) => areaName.test(text));
  if (tag === undefined) return undefined;
  const from = tag.index + tag[0].length;
  const to = [...body.matchAll(/<\/textarea/gi)].at(-1)?.index ?? -1;
  if (to < from) return "cut";
  return isEndOfArea(body.slice(to)) ? body.slice(from, to) : "cut";
}

/**
 * Whether this is the end of the textarea with the rest of the page, and not the name of a site on a page that was cut: behind
 * that come the end of its row, more rows and no more of the page.
 */
function isEndOfArea(behind: string): boolean {
  const [first = "", ...rest] = behind.split("\n");
  const others = rest.filter((line) => !line.startsWith("["));
  if (others.some((line) => pageEnd.test(line))) return true;
  if (rest.length === 0) return pageEnd.test(first) && !first.includes("]");
  return others.length === rest.length && others.some((line) => line.includes("<"));
}

/** Split before it is decoded: a line break that is written as an entity is a part of somebody's name, not a new row. */
function linesOf(area: string): readonly string[] {
  return area
    .split(/\r\n|\n|\r/)
    .map((line) => (line.includes("&") ? decodeEntities(line) : line))
    .filter((line) => line.trim() !== "");
}
