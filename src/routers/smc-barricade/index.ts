import type { PollFamily } from "../../model/router.ts";
import { smcBarricadeOptions } from "./options.ts";

/** SMC Barricade routers with AMIT firmware: the article's. */
export const smcBarricade: PollFamily<typeof smcBarricadeOptions> = {
  side: "poll",
  id: "smc-barricade",
  title: "SMC Barricade",
  manufacturer: "SMC",
  models: ["7004BR", "7004ABR", "7004AWBR", "7008BR"],
  defaultUrl: "http://192.168.123.254",
  tells: {
    time: "always",
    protocol: "always",
    source: "always",
    source_port: "always",
    port: "always",
    destination: "never",
    action: "always",
  },
  logins: ["form", "basic"],
  sessions: "unknown",
  ring: { rows: 200, whenFull: "overwrites" },
  stability: "firmware 1.95 slows down and hangs after some days",
  closestPollMs: 30_000,
  limits: [],
  switchOn: "",
  seen: "lines",
  // Its times are ours minus an age: older than the product itself they cannot be.
  firstPossibleMs: Date.UTC(2000, 0, 1),
  options: smcBarricadeOptions,
  driver: async () => ({
    open: (await import("./fetch.ts")).openSmcBarricade,
    parse: (await import("./parse.ts")).parseSmcBarricade,
  }),
  simulator: async () => (await import("./simulator.ts")).startSmcBarricade,
};
