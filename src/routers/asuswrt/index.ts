import type { PollFamily } from "../../model/router.ts";
import { asuswrtOptions } from "./options.ts";

/** ASUS routers with ASUSWRT or Asuswrt-Merlin. */
export const asuswrt: PollFamily<typeof asuswrtOptions> = {
  side: "poll",
  id: "asuswrt",
  title: "ASUS",
  manufacturer: "ASUS",
  models: ["RT, GT, ZenWiFi and ExpertWiFi series with ASUSWRT 386 or later or Asuswrt-Merlin"],
  defaultUrl: "http://192.168.50.1",
  tells: {
    time: "sometimes",
    protocol: "always",
    source: "always",
    source_port: "always",
    port: "always",
    destination: "always",
    action: "always",
  },
  logins: ["form"],
  sessions: "one",
  ring: { bytes: 755 * 1024, whenFull: "overwrites" },
  stability: "asked often, its web server is overloaded: every quarter hour is enough",
  closestPollMs: 300_000,
  limits: [],
  switchOn: "Firewall > General: Logged packets type, Dropped",
  seen: "lines",
  // ASUSWRT itself is of 2012: an earlier time is a clock that was never set.
  firstPossibleMs: Date.UTC(2012, 0, 1),
  options: asuswrtOptions,
  driver: async () => ({
    open: (await import("./fetch.ts")).openAsuswrt,
    parse: (await import("./parse.ts")).parseAsuswrt,
  }),
  simulator: async () => (await import("./simulator.ts")).startAsuswrt,
};
