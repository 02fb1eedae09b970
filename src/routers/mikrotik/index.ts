import type { PollFamily } from "../../model/router.ts";
import { mikrotikOptions } from "./options.ts";

/** MikroTik's RouterOS 7, by its REST API. */
export const mikrotik: PollFamily<typeof mikrotikOptions> = {
  side: "poll",
  id: "mikrotik",
  title: "MikroTik",
  manufacturer: "MikroTik",
  models: ["every router with RouterOS 7.1 or later"],
  defaultUrl: "https://192.168.88.1",
  tells: {
    time: "sometimes",
    protocol: "always",
    source: "always",
    source_port: "always",
    port: "always",
    destination: "always",
    action: "never",
  },
  logins: ["basic"],
  sessions: "many",
  ring: { rows: 1000, whenFull: "overwrites" },
  stability: "",
  closestPollMs: 30_000,
  limits: ["what became of a packet: only the prefix that you gave the rule says it"],
  switchOn: "IP > Firewall > Filter Rules: in each rule that drops, Action: Log and a Log Prefix",
  seen: "lines",
  // RouterOS 7.1, the first with the REST API.
  firstPossibleMs: Date.UTC(2021, 11, 1),
  options: mikrotikOptions,
  driver: async () => ({
    open: (await import("./fetch.ts")).openMikrotik,
    parse: (await import("./parse.ts")).parseMikrotik,
  }),
  simulator: async () => (await import("./simulator.ts")).startMikrotik,
};
