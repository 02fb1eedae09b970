import type { OptionTable, OptionValues } from "../../model/options.ts";
import type { RouterSettings } from "../../model/router.ts";

/**
 * Nobody has published the addresses, the form and the script of this firmware's log page: all of them are options,
 * and the defaults are those of the simulator.
 */
export const smcBarricadeOptions = {
  login: {
    doc: "How the router asks for the password: a form on a page of its own, or the browser's own box (Basic)",
    default: "form",
    oneOf: ["form", "basic"],
  },
  log_path: { doc: "Path of the log page; upper and lower case matter", default: "/log.htm" },
  login_path: { doc: "Path that the login form is sent to", default: "/login.htm" },
  logout_path: {
    doc: "Path that logs out after each reading; empty to stay logged in, which costs no rows of the log",
    default: "",
  },
  user_field: { doc: "Name of the login form's field for the user; empty where it has none", default: "user" },
  password_field: { doc: "Name of the login form's field for the password", default: "password" },
  extra_fields: { doc: "More fields of the login form, written name=value&name=value", default: "", isSecret: true },
  take_over_fields: {
    doc: "Fields that throw out another administrator, written the same; sent only with take_over: true",
    default: "takeover=1",
  },
  login_marker: { doc: "Words on the page that means: not logged in", default: "Please Login First" },
  refused_marker: { doc: "Words on the page that refuses the password", default: "Password mismatch" },
  busy_marker: { doc: "Words on the page that means: somebody else is logged in", default: "Another administrator" },
  end_marker: { doc: "What every whole page ends with; empty to trust every page", default: "</HTML>" },
  rows_name: { doc: "Name of the array or function of the log page's script that gets the rows", default: "log_rows" },
  uptime_name: { doc: "Name of the script's variable for the ms since power-up", default: "uptime" },
  order: {
    doc: "Which row comes first; auto sees it from the rows' ticks",
    default: "auto",
    oneOf: ["auto", "newest_first", "oldest_first"],
  },
} as const satisfies OptionTable;

export type SmcBarricadeOptions = OptionValues<typeof smcBarricadeOptions>;
export type SmcBarricadeSettings = RouterSettings<SmcBarricadeOptions>;
