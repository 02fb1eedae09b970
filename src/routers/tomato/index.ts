import type { PollFamily } from "../../model/router.ts";
import { tomatoOptions } from "./options.ts";

/** Routers with Tomato or FreshTomato. */
export const tomato: PollFamily<typeof tomatoOptions> = {
  side: "poll",
  id: "tomato",
  title: "Tomato",
  manufacturer: "Tomato",
  models: ["every router with Tomato, FreshTomato or AdvancedTomato"],
  defaultUrl: "http://192.168.1.1",
  tells: {
    time: "always",
    protocol: "always",
    source: "always",
    source_port: "sometimes",
    port: "sometimes",
    destination: "always",
    action: "always",
  },
  logins: ["basic"],
  sessions: "many",
  ring: { whenFull: "overwrites" },
  stability: "",
  closestPollMs: 30_000,
  limits: [],
  switchOn: "Administration > Logging: Log Internally, and Inbound: if blocked by firewall",
  seen: "lines",
  // The first Tomato came out in 2006.
  firstPossibleMs: Date.UTC(2006, 0, 2),
  options: tomatoOptions,
  driver: async () => ({
    open: (await import("./fetch.ts")).openTomato,
    parse: (await import("./parse.ts")).parseTomato,
  }),
  simulator: async () => (await import("./simulator.ts")).startTomato,
};
