import type { OptionTable, OptionValues } from "../../model/options.ts";
import type { RouterSettings } from "../../model/router.ts";

export const asuswrtOptions = {
  log_path: {
    doc: "Path of the log; where appGet.cgi does not give it, /Main_LogStatus_Content.asp of older firmware has it in a text area",
    default: '/appGet.cgi?hook=nvram_dump("syslog.log","")',
  },
  tail_lines: {
    doc: "How many of the log's last lines are looked at, and more where more came since the last reading",
    default: 1000,
    min: 100,
    // So many keys of rows are remembered for sure: of more, some might be counted twice.
    max: 1000,
  },
  logout_path: {
    doc: "Path that logs out after each reading, because the router lets one person in at a time; empty to stay logged in",
    default: "/Logout.asp",
  },
  user_agent: {
    doc: "What we call ourselves: to a name that begins like this the router answers in JSON",
    default: "asusrouter--DUTUtil-",
  },
} as const satisfies OptionTable;

export type AsuswrtSettings = RouterSettings<OptionValues<typeof asuswrtOptions>>;
