import type { PollFamily } from "../../model/router.ts";
import { openwrtOptions } from "./options.ts";

/** OpenWrt, by ubus over HTTP, as its own web interface reads it. */
export const openwrt: PollFamily<typeof openwrtOptions> = {
  side: "poll",
  id: "openwrt",
  title: "OpenWrt",
  manufacturer: "OpenWrt",
  models: ["every router with OpenWrt 15.05 or later, rpcd and uhttpd-mod-ubus (which LuCI brings along)"],
  defaultUrl: "http://192.168.1.1",
  tells: {
    time: "always",
    protocol: "always",
    source: "always",
    source_port: "always",
    port: "always",
    destination: "always",
    action: "sometimes",
  },
  logins: ["form"],
  sessions: "many",
  ring: { bytes: 16_384, whenFull: "overwrites" },
  stability: "sixty lines of packets fill its log",
  closestPollMs: 30_000,
  limits: ["what became of a packet, where the prefix of a rule does not say it"],
  switchOn: "Network > Firewall > Zones: wan, Edit, Advanced settings, Enable logging on this zone",
  seen: "lines",
  // Chaos Calmer, the first release whose logd answers like this. An earlier time is a clock that was never set.
  firstPossibleMs: Date.UTC(2015, 0, 1),
  options: openwrtOptions,
  driver: async () => ({
    open: (await import("./fetch.ts")).openOpenwrt,
    parse: (await import("./parse.ts")).parseOpenwrt,
  }),
  simulator: async () => (await import("./simulator.ts")).startOpenwrt,
};
