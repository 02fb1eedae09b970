import type { OptionTable, OptionValues } from "../../model/options.ts";
import type { RouterSettings } from "../../model/router.ts";

export const netgearOptions = {
  log_path: { doc: "Path of the log page; cable models have it at /Logs.htm", default: "/FW_log.htm" },
  logout_path: {
    doc: "Path that logs out after each reading, because the router lets one person in at a time; empty to stay logged in",
    default: "/LGO_logout.htm",
  },
  order: {
    doc: "Which row of the log comes first; auto looks at their times",
    default: "auto",
    oneOf: ["auto", "newest_first", "oldest_first"],
  },
} as const satisfies OptionTable;

export type NetgearSettings = RouterSettings<OptionValues<typeof netgearOptions>>;
