import type { PollFamily } from "../../model/router.ts";
import { unifiOptions } from "./options.ts";

/** Ubiquiti's gateways with UniFi OS, by the system's log of UniFi Network. */
export const unifi: PollFamily<typeof unifiOptions> = {
  side: "poll",
  id: "unifi",
  title: "UniFi",
  manufacturer: "Ubiquiti",
  models: ["Dream Machine, Dream Router, Cloud Gateway and others with UniFi OS and UniFi Network 9 or later"],
  defaultUrl: "https://192.168.1.1",
  tells: {
    time: "always",
    protocol: "sometimes",
    source: "always",
    source_port: "sometimes",
    port: "sometimes",
    destination: "sometimes",
    action: "sometimes",
  },
  logins: ["form"],
  sessions: "many",
  ring: { whenFull: "unknown" },
  stability: "logins are rationed",
  closestPollMs: 60_000,
  limits: ["what nobody has published: by which names its rows go is a guess, and an option"],
  switchOn: "Settings > Policy Engine: Syslog Logging of each policy that blocks",
  seen: "simulated",
  // UniFi Network 7, the first with this log.
  firstPossibleMs: Date.UTC(2022, 0, 1),
  options: unifiOptions,
  driver: async () => ({
    open: (await import("./fetch.ts")).openUnifi,
    parse: (await import("./parse.ts")).parseUnifi,
  }),
  simulator: async () => (await import("./simulator.ts")).startUnifi,
};
