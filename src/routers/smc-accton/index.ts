import type { PollFamily } from "../../model/router.ts";
import { smcAcctonOptions } from "./options.ts";

/** SMC routers with Accton firmware, and Belkin's of that time. */
export const smcAccton: PollFamily<typeof smcAcctonOptions> = {
  side: "poll",
  id: "smc-accton",
  title: "SMC Barricade with Accton firmware",
  manufacturer: "SMC",
  models: ["7004ABR V2", "7004VBR", "7401BRA", "7404", "7908", "WBR14"],
  defaultUrl: "http://192.168.2.1",
  tells: {
    time: "always",
    protocol: "sometimes",
    source: "always",
    source_port: "sometimes",
    port: "sometimes",
    destination: "always",
    action: "always",
  },
  logins: ["form"],
  sessions: "one",
  ring: { whenFull: "unknown" },
  stability: "",
  // Each reading is a login, and each login a row of the log.
  closestPollMs: 60_000,
  limits: [
    "every dropped packet: only what it takes for an attack, most of which is the household's own traffic on its way out",
  ],
  // Where the security log is switched on nobody has published.
  switchOn: "",
  seen: "lines",
  // The oldest log that was seen is of 2004; a clock that nobody has set shows an earlier year.
  firstPossibleMs: Date.UTC(2003, 0, 2),
  options: smcAcctonOptions,
  driver: async () => ({
    open: (await import("./fetch.ts")).openSmcAccton,
    parse: (await import("./parse.ts")).parseSmcAccton,
  }),
  simulator: async () => (await import("./simulator.ts")).startSmcAccton,
};
