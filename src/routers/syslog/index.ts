import type { PushFamily } from "../../model/router.ts";

/** Every router and firewall that can send its log over the network. */
export const syslog: PushFamily = {
  side: "push",
  id: "syslog",
  title: "Syslog",
  models: ["OpenWrt", "ASUSWRT", "pfSense", "OPNsense", "UniFi", "EdgeOS", "MikroTik", "and others with remote syslog"],
  tells: {
    time: "sometimes",
    protocol: "sometimes",
    source: "always",
    source_port: "sometimes",
    port: "sometimes",
    destination: "sometimes",
    action: "sometimes",
  },
  limits: ["whether nobody knocked or nothing was sent: silence looks the same"],
  switchOn: "the router's firewall and its log settings: the page of this family has a table of makers",
  seen: "lines",
  // Of the times in lines that came just now, only those of a clock that nobody has set are so early.
  firstPossibleMs: Date.UTC(2003, 0, 1),
  options: {},
  driver: async () => ({
    listen: (await import("./listener.ts")).listenSyslog,
    open: (await import("./read.ts")).openSyslog,
  }),
  simulator: async () => (await import("./simulator.ts")).startSyslog,
};
