import type { PollFamily } from "../../model/router.ts";
import { ddwrtOptions } from "./options.ts";

/** Routers with DD-WRT. */
export const ddwrt: PollFamily<typeof ddwrtOptions> = {
  side: "poll",
  id: "dd-wrt",
  title: "DD-WRT",
  manufacturer: "DD-WRT",
  models: ["every router with DD-WRT"],
  defaultUrl: "http://192.168.1.1",
  tells: {
    time: "never",
    protocol: "always",
    source: "always",
    source_port: "never",
    // By its number, or by a name that not everybody knows.
    port: "sometimes",
    destination: "never",
    action: "always",
  },
  logins: ["basic"],
  sessions: "many",
  ring: { rows: 64, whenFull: "overwrites" },
  stability: "",
  closestPollMs: 30_000,
  limits: [
    "when anything happened, but for the reading that saw it first",
    "ICMP",
    "a packet like the one before it: such rows are shown once",
  ],
  switchOn: "Security > Firewall > Log Management, Log Level: High, Dropped: Enable",
  seen: "pages",
  // It has no times.
  firstPossibleMs: 0,
  options: ddwrtOptions,
  driver: async () => ({
    open: (await import("./fetch.ts")).openDdwrt,
    parse: (await import("./parse.ts")).parseDdwrt,
  }),
  simulator: async () => (await import("./simulator.ts")).startDdwrt,
};
