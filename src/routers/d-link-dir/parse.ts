import { FatalError } from "../../errors.ts";
import { dlinkDir as format } from "../../formats/dlink-dir.ts";
import { readPageRows } from "../../formats/page-rows.ts";
import type { FetchedPage, ParsedPage } from "../../model/page.ts";
import { cutPage } from "../http/trouble.ts";
import { kindOfPage, type LogPage, type PageKind } from "./log-page.ts";
import type { DlinkDirSettings } from "./options.ts";
import { joinRows, unpackPages } from "./pages.ts";

/**
 * The entries of the log's pages, oldest first, at the times of the router's own clock.
 * @throws RetryableError when a page was cut, FatalError when one is not the log
 */
export function parseDlinkDir({ body, answeredAtMs }: FetchedPage, router: DlinkDirSettings): ParsedPage {
  const { timezone, options } = router;
  const rows = joinRows(unpackPages(body).map((page) => requireLog(kindOfPage(page), router).rows));
  const read = { format, timezone, answeredAtMs, order: options.order, usualOrder: "newest_first" } as const;
  // Readings reach back more or less far, so rows must be known by themselves, those of a clock that nobody has set too.
  return { ...readPageRows(rows, read), isKeyed: true };
}

/** The page where it is the log. @throws what it is instead, in words for a person */
export function requireLog(seen: PageKind, router: DlinkDirSettings): LogPage {
  const { log_path } = router.options;
  const facts = { router: router.name, url: router.url, log_path };
  switch (seen.kind) {
    case "log":
      return seen;
    case "cut":
      throw cutPage(router);
    case "login":
    case "refused":
      throw new FatalError(
        seen.kind === "login" && seen.isPictured
          ? "the login wants the characters of a picture: switch graphical authentication off in the router"
          : "the router asks for a login instead of showing its log: check username and password",
        { facts },
      );
    case "other":
      throw new FatalError(`the page ${log_path} is not the log: check url and log_path`, { facts });
  }
}
