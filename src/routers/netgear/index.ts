import type { PollFamily } from "../../model/router.ts";
import { firstPossibleMs } from "./belief.ts";
import { netgearOptions } from "./options.ts";

/** Netgear's home routers with the Genie interface, and those shortly before and after it. */
export const netgear: PollFamily<typeof netgearOptions> = {
  side: "poll",
  id: "netgear",
  title: "Netgear",
  manufacturer: "Netgear",
  models: ["R7000 and other R series", "R6220", "R6400", "WNDR3700", "WNDR4000", "WNDR4500", "Orbi RBR series"],
  defaultUrl: "http://192.168.1.1",
  tells: {
    time: "sometimes",
    protocol: "sometimes",
    source: "always",
    source_port: "sometimes",
    // Only of packets that were let in through a forwarded port.
    port: "sometimes",
    destination: "sometimes",
    action: "always",
  },
  logins: ["basic"],
  sessions: "one",
  ring: { rows: 256, whenFull: "overwrites" },
  stability: "",
  closestPollMs: 30_000,
  limits: [
    "which port was knocked on: what it calls port is the one that the packet came from",
    "every dropped packet: only what it takes for a scan or an attack",
  ],
  switchOn: "Advanced > Administration > Logs, Known DoS attacks and Port Scans",
  seen: "lines",
  firstPossibleMs,
  options: netgearOptions,
  driver: async () => ({
    open: (await import("./fetch.ts")).openNetgear,
    parse: (await import("./parse.ts")).parseNetgear,
  }),
  simulator: async () => (await import("./simulator.ts")).startNetgear,
};
