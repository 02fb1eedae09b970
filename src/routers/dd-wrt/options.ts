import type { OptionTable, OptionValues } from "../../model/options.ts";
import type { RouterSettings } from "../../model/router.ts";

export const ddwrtOptions = {
  log_path: { doc: "Path of the table of incoming packets", default: "/Log_incoming.asp" },
  log_marker: {
    doc: "Words that the page shows, also when the table is empty; in another language than English those of its heading",
    default: "Incoming Log Table",
  },
} as const satisfies OptionTable;

export type DdwrtSettings = RouterSettings<OptionValues<typeof ddwrtOptions>>;
