import type { LogSource } from "../../model/router.ts";
import { openVisits } from "../http/visits.ts";
import type { DdwrtSettings } from "./options.ts";

/** A line to one router with DD-WRT: one page a reading, by Basic. */
export function openDdwrt(router: DdwrtSettings, now: () => number): LogSource {
  return openVisits(router, now, {
    login: "basic",
    read: async (visit) => {
      const { body, answeredAtMs } = await visit.page(router.options.log_path, "the table of incoming packets");
      return { body, answeredAtMs };
    },
  });
}
