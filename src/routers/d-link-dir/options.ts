import type { OptionTable, OptionValues } from "../../model/options.ts";
import type { RouterSettings } from "../../model/router.ts";

/** Addresses after the source of the DIR-615 C1's own pages (GPL); those of other models differ. */
export const dlinkDirOptions = {
  log_path: { doc: "Path of the log page", default: "/st_log.asp" },
  login_path: { doc: "Path that the login form is sent to", default: "/login.cgi" },
  logout_path: {
    doc: "Path that logs out after each reading; empty to stay logged in",
    default: "",
  },
  order: {
    doc: "Which row of the log comes first; auto looks at their times",
    default: "auto",
    oneOf: ["auto", "newest_first", "oldest_first"],
  },
} as const satisfies OptionTable;

export type DlinkDirSettings = RouterSettings<OptionValues<typeof dlinkDirOptions>>;
