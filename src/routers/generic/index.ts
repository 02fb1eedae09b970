import type { PollFamily } from "../../model/router.ts";
import { genericOptions } from "./options.ts";

/** Any router whose log can be opened in a browser: everything about it is an option. */
export const generic: PollFamily<typeof genericOptions> = {
  side: "poll",
  id: "generic",
  title: "Any other router",
  models: ["whatever shows its log on a web page or by an API, with its own configuration"],
  defaultUrl: "http://192.168.1.1",
  logins: ["none", "basic", "digest", "form"],
  sessions: "unknown",
  ring: { whenFull: "unknown" },
  stability: "",
  closestPollMs: 30_000,
  limits: [],
  switchOn: "the router's firewall or log settings",
  seen: "simulated",
  tells: {
    time: "sometimes",
    protocol: "sometimes",
    source: "always",
    source_port: "sometimes",
    port: "sometimes",
    destination: "sometimes",
    action: "sometimes",
  },
  // Older than any router that has a web page; an earlier time is a clock that was never set.
  firstPossibleMs: Date.UTC(2000, 0, 1),
  options: genericOptions,
  driver: async () => ({
    open: (await import("./fetch.ts")).openGeneric,
    parse: (await import("./parse.ts")).parseGeneric,
  }),
  simulator: async () => (await import("./simulator.ts")).startGeneric,
};
