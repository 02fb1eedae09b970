import type { OptionTable, OptionValues } from "../../model/options.ts";
import type { RouterSettings } from "../../model/router.ts";

/** Nobody has published the pages of this firmware: their addresses and words are options, and the defaults are those of the simulator. */
export const smcAcctonOptions = {
  log_path: { doc: "Path of the page with the security log", default: "/security_log.stm" },
  login_path: { doc: "Path that the login form is sent to", default: "/login.stm" },
  logout_path: {
    doc: "Path that logs out after each reading, because the router lets one person in at a time; empty to stay logged in",
    default: "/logout.stm",
  },
  user_field: { doc: "Name of the login form's field for the user; empty where it has none", default: "" },
  password_field: { doc: "Name of the login form's field for the password", default: "password" },
  log_marker: { doc: "Words that the log page shows, also when the log is empty", default: "Security Log" },
  busy_marker: { doc: "Words on the page that means: somebody else is logged in", default: "is managing this device" },
  end_marker: { doc: "What every whole page ends with; empty to trust every page", default: "</html>" },
  order: {
    doc: "Which row of the log comes first; auto looks at their times",
    default: "auto",
    oneOf: ["auto", "newest_first", "oldest_first"],
  },
} as const satisfies OptionTable;

export type SmcAcctonSettings = RouterSettings<OptionValues<typeof smcAcctonOptions>>;
