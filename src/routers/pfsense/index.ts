import type { PollFamily } from "../../model/router.ts";
import { pfsenseOptions } from "./options.ts";

/** pfSense, by the rows of its dynamic view. */
export const pfsense: PollFamily<typeof pfsenseOptions> = {
  side: "poll",
  id: "pfsense",
  title: "pfSense",
  manufacturer: "Netgate",
  models: ["every firewall with pfSense CE or Plus, 2.3 or later"],
  defaultUrl: "https://192.168.1.1",
  tells: {
    time: "always",
    protocol: "always",
    source: "always",
    source_port: "always",
    port: "always",
    destination: "always",
    action: "always",
  },
  logins: ["form"],
  sessions: "many",
  ring: { rows: 500, whenFull: "overwrites" },
  stability: "",
  closestPollMs: 30_000,
  limits: ["which way a packet went, to the interface or out of it"],
  switchOn: "Status > System Logs > Settings: Log firewall default blocks; in a rule of your own: Log",
  seen: "lines",
  // The first release with this web interface.
  firstPossibleMs: Date.UTC(2016, 0, 1),
  options: pfsenseOptions,
  driver: async () => ({
    open: (await import("./fetch.ts")).openPfsense,
    parse: (await import("./parse.ts")).parsePfsense,
  }),
  simulator: async () => (await import("./simulator.ts")).startPfsense,
};
