import type { OptionTable, OptionValues } from "../../model/options.ts";
import type { RouterSettings } from "../../model/router.ts";

export const mikrotikOptions = {
  log_path: { doc: "Path of the log in the REST API", default: "/rest/log" },
  accepted_prefixes: {
    doc: "Log prefixes of rules that let packets in, separated by commas; of all other rules the log does not tell it",
    default: "",
  },
} as const satisfies OptionTable;

export type MikrotikSettings = RouterSettings<OptionValues<typeof mikrotikOptions>>;
