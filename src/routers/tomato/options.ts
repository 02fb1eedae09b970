import type { OptionTable, OptionValues } from "../../model/options.ts";
import type { RouterSettings } from "../../model/router.ts";

export const tomatoOptions = {
  log_path: { doc: "Path of the log", default: "/logs/view.cgi" },
  id_path: { doc: "Path of a page whose script holds the router's http_id", default: "/" },
  lines: {
    doc: "How many of the last lines are asked for; all of them are where these do not reach back far enough",
    default: 100,
    min: 25,
    max: 4000,
  },
} as const satisfies OptionTable;

export type TomatoSettings = RouterSettings<OptionValues<typeof tomatoOptions>>;
