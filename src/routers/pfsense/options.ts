import type { OptionTable, OptionValues } from "../../model/options.ts";
import type { RouterSettings } from "../../model/router.ts";

export const pfsenseOptions = {
  log_path: {
    doc: "Path of the page that brings the firewall's log up to date",
    default: "/status_logs_filter_dynamic.php",
  },
  rows: {
    doc: "How many rows are asked for; releases before 2.3 or so give 50, whatever they are asked for",
    default: 500,
    min: 50,
    // So many keys of rows are remembered for sure: of more, some might be counted twice.
    max: 1000,
  },
  order: {
    doc: "Which row comes first, a setting of the router; auto looks at their times",
    default: "auto",
    oneOf: ["auto", "newest_first", "oldest_first"],
  },
} as const satisfies OptionTable;

export type PfsenseSettings = RouterSettings<OptionValues<typeof pfsenseOptions>>;
