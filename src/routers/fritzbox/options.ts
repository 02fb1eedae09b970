import type { OptionTable, OptionValues } from "../../model/options.ts";
import type { RouterSettings } from "../../model/router.ts";

export const fritzboxOptions = {
  login_path: { doc: "Path that gives the challenge and takes the answer", default: "/login_sid.lua?version=2" },
  log_path: { doc: "Path that gives the events", default: "/data.lua" },
  login_port: {
    doc: "Port that the box's pages are reached by from outside (Internet > Permit Access > FRITZ!Box Services): the door that failed logins knock on; 0: not told",
    default: 0,
    min: 0,
    max: 65_535,
  },
} as const satisfies OptionTable;

export type FritzboxSettings = RouterSettings<OptionValues<typeof fritzboxOptions>>;
