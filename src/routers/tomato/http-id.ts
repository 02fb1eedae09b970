import { FatalError } from "../../errors.ts";
import { cutPage } from "../http/trouble.ts";
import type { Visit } from "../http/visits.ts";
import type { TomatoSettings } from "./options.ts";

/** In the script of every page: `nvram = { 'http_id': 'TIDd8d12e0247886bc5' }`, or in addresses of its links. */
const httpId = /\b_?http_id['"]?\s{0,9}[:=]\s{0,9}['"]?(TID[0-9a-zA-Z]{4,64})/;

/** The http_id that a page holds. */
export function httpIdIn(page: string): string | undefined {
  return httpId.exec(page)?.[1];
}

/**
 * What every request must carry beside the password; it is drawn anew when the router starts.
 * @throws FatalError when the page has none, RetryableError when there is nothing on it
 */
export async function readHttpId(visit: Visit, router: TomatoSettings): Promise<string> {
  const { id_path } = router.options;
  const { body } = await visit.page(id_path, "the page with its http_id");
  const id = httpIdIn(body);
  if (id !== undefined) return id;
  // A router that is busy or starting may answer with nothing at all.
  if (body.trim() === "") throw cutPage(router);
  throw new FatalError(`the page ${id_path} holds no http_id: check url and id_path`, {
    facts: { router: router.name, url: router.url, id_path },
  });
}
