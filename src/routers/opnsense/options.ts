import type { OptionTable, OptionValues } from "../../model/options.ts";
import type { RouterSettings } from "../../model/router.ts";

export const opnsenseOptions = {
  log_path: { doc: "Path of the firewall's log in the API", default: "/api/diagnostics/firewall/log" },
  limit: {
    doc: "How many rows are asked for at first; ten times as many where the log went on further since the last reading",
    default: 1000,
    min: 50,
    // So many keys of rows are remembered for sure: of more, some might be counted twice.
    max: 1000,
  },
} as const satisfies OptionTable;

export type OpnsenseSettings = RouterSettings<OptionValues<typeof opnsenseOptions>>;
