import type { PollFamily } from "../../model/router.ts";
import { fritzboxOptions } from "./options.ts";

/** AVM's FRITZ!Box, which logs no packets: its failed logins. */
export const fritzbox: PollFamily<typeof fritzboxOptions> = {
  side: "poll",
  id: "fritzbox",
  title: "FRITZ!Box",
  manufacturer: "AVM",
  models: ["every FRITZ!Box with FRITZ!OS 5.50 or later"],
  defaultUrl: "http://192.168.178.1",
  tells: {
    time: "sometimes",
    protocol: "always",
    source: "always",
    source_port: "never",
    port: "never",
    destination: "never",
    action: "always",
  },
  logins: ["challenge"],
  sessions: "many",
  ring: { whenFull: "overwrites" },
  stability: "",
  closestPollMs: 60_000,
  limits: ["any packet: a FRITZ!Box does not log what it blocks, only who tried to log in to it and failed"],
  switchOn: "",
  seen: "lines",
  // FRITZ!OS 5.50 of 2012: an earlier time is a clock that was never set.
  firstPossibleMs: Date.UTC(2012, 0, 1),
  options: fritzboxOptions,
  driver: async () => ({
    open: (await import("./fetch.ts")).openFritzbox,
    parse: (await import("./parse.ts")).parseFritzbox,
  }),
  simulator: async () => (await import("./simulator.ts")).startFritzbox,
};
