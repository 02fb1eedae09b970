import type { OptionTable, OptionValues } from "../../model/options.ts";
import type { RouterSettings } from "../../model/router.ts";

export const linksysOptions = {
  log_path: { doc: "Path of the table of incoming packets", default: "/Log_incoming.asp" },
  log_marker: { doc: "Words that the page shows, also when the table is empty", default: "Incoming Log Table" },
  end_marker: { doc: "What every whole page ends with; empty to trust every page", default: "</html>" },
  order: {
    doc: "Which row of the table comes first; there is no time to see it from",
    default: "oldest_first",
    oneOf: ["oldest_first", "newest_first"],
  },
} as const satisfies OptionTable;

export type LinksysSettings = RouterSettings<OptionValues<typeof linksysOptions>>;
