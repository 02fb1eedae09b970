import type { PollFamily } from "../../model/router.ts";
import { opnsenseOptions } from "./options.ts";

/** OPNsense, by its API. */
export const opnsense: PollFamily<typeof opnsenseOptions> = {
  side: "poll",
  id: "opnsense",
  title: "OPNsense",
  manufacturer: "Deciso",
  models: ["every firewall with OPNsense 21.1 or later"],
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
  logins: ["key"],
  sessions: "many",
  ring: { whenFull: "overwrites" },
  stability: "",
  closestPollMs: 30_000,
  limits: ["the type of an ICMP packet"],
  switchOn: "Firewall > Settings > Advanced, Logging: Default block; in a rule of your own: Log",
  seen: "lines",
  // Shortly after the first release of all.
  firstPossibleMs: Date.UTC(2016, 0, 1),
  options: opnsenseOptions,
  driver: async () => ({
    open: (await import("./fetch.ts")).openOpnsense,
    parse: (await import("./parse.ts")).parseOpnsense,
  }),
  simulator: async () => (await import("./simulator.ts")).startOpnsense,
};
