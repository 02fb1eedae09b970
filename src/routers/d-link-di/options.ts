import type { OptionTable, OptionValues } from "../../model/options.ts";
import type { RouterSettings } from "../../model/router.ts";

/** People published what the log says, and never the page around it: addresses and words are options. */
export const dlinkDiOptions = {
  log_path: { doc: "Path of the log page", default: "/st_log.html" },
  page_path: {
    doc: "Path of a further page of the log, with {page} where its number stands, the second being 2; empty where there is one alone",
    default: "/st_log.html?page={page}",
  },
  log_marker: { doc: "Words that the log page shows, also when the log is empty", default: "System Log" },
  end_marker: { doc: "What every whole page ends with; empty to trust every page", default: "</html>" },
  order: {
    doc: "Which row of the log comes first; auto looks at their times",
    default: "auto",
    oneOf: ["auto", "newest_first", "oldest_first"],
  },
} as const satisfies OptionTable;

export type DlinkDiSettings = RouterSettings<OptionValues<typeof dlinkDiOptions>>;
