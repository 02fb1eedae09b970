import type { LogSource } from "../../model/router.ts";
import { openVisits } from "../http/visits.ts";
import type { LinksysSettings } from "./options.ts";

/** A line to one Linksys: one page a reading, by Basic. Nothing else is asked for: links of its pages may change its settings. */
export function openLinksys(router: LinksysSettings, now: () => number): LogSource {
  return openVisits(router, now, {
    login: "basic",
    read: async (visit) => {
      const { body, answeredAtMs } = await visit.page(router.options.log_path, "the table of incoming packets");
      return { body, answeredAtMs };
    },
  });
}
