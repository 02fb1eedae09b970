import type { OptionTable, OptionValues } from "../../model/options.ts";
import type { RouterSettings } from "../../model/router.ts";

export const openwrtOptions = {
  ubus_path: { doc: "Path of ubus over HTTP (package uhttpd-mod-ubus)", default: "/ubus" },
  lines: {
    doc: "How many lines of the log are asked for; more than its ring holds is all of it",
    default: 1000,
    min: 60,
    // So many keys of rows are remembered for sure: of more, some might be counted twice.
    max: 1000,
  },
} as const satisfies OptionTable;

export type OpenwrtSettings = RouterSettings<OptionValues<typeof openwrtOptions>>;
