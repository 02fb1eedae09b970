import type { PollFamily } from "../../model/router.ts";
import { dlinkDiOptions } from "./options.ts";

/** D-Link's routers of the years around 2005. */
export const dlinkDi: PollFamily<typeof dlinkDiOptions> = {
  side: "poll",
  id: "d-link-di",
  title: "D-Link DI",
  manufacturer: "D-Link",
  models: ["DI-604", "DI-614+", "DI-624", "DI-524"],
  defaultUrl: "http://192.168.0.1",
  tells: {
    time: "always",
    protocol: "always",
    source: "always",
    source_port: "always",
    port: "always",
    destination: "always",
    action: "always",
  },
  logins: ["basic"],
  sessions: "unknown",
  ring: { whenFull: "empties" },
  stability: "",
  closestPollMs: 30_000,
  limits: ["who was behind what it calls a DoS attack: such rows have no address"],
  switchOn: "",
  seen: "lines",
  // The first of them came out in 2002.
  firstPossibleMs: Date.UTC(2002, 0, 2),
  options: dlinkDiOptions,
  driver: async () => ({
    open: (await import("./fetch.ts")).openDlinkDi,
    parse: (await import("./parse.ts")).parseDlinkDi,
  }),
  simulator: async () => (await import("./simulator.ts")).startDlinkDi,
};
