import { FatalError } from "../../errors.ts";
import { cutPage } from "../http/trouble.ts";
import type { TomatoSettings } from "./options.ts";

/**
 * The lines of the log, oldest first. It is plain text without a length, so one whose last line has no end was cut.
 * @throws RetryableError when it was cut, FatalError when it is a page and no log
 */
export function logLines(body: string, router: TomatoSettings): readonly string[] {
  if (/^\s*</.test(body)) throw notTheLog(body, router);
  if (body !== "" && !body.endsWith("\n")) throw cutPage(router);
  return body.split(/\r?\n/).filter((line) => line.trim() !== "");
}

/** What a page in the log's place means, in words for a person. */
export function notTheLog(page: string, router: TomatoSettings): FatalError {
  const facts = { router: router.name, url: router.url, log_path: router.options.log_path };
  return page.includes("Internal logging disabled")
    ? new FatalError("the router keeps no log: switch on Administration > Logging > Log Internally", { facts })
    : new FatalError(`the router shows a page in place of its log: check log_path and id_path`, { facts });
}
