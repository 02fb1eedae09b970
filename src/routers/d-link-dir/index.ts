import type { PollFamily } from "../../model/router.ts";
import { dlinkDirOptions } from "./options.ts";

/** D-Link's DIR-615 C1 and others whose pages end in `.asp`. */
export const dlinkDir: PollFamily<typeof dlinkDirOptions> = {
  side: "poll",
  id: "d-link-dir",
  title: "D-Link DIR",
  manufacturer: "D-Link",
  models: ["DIR-615 (C1)", "and others whose log is at /st_log.asp"],
  defaultUrl: "http://192.168.0.1",
  tells: {
    time: "always",
    protocol: "sometimes",
    source: "sometimes",
    source_port: "sometimes",
    port: "sometimes",
    destination: "sometimes",
    action: "sometimes",
  },
  logins: ["form"],
  sessions: "unknown",
  ring: { whenFull: "overwrites" },
  stability: "which page of the log is shown is the same for everybody, so a reading turns it under a person's eyes",
  closestPollMs: 60_000,
  limits: [
    "packets of one source in the same second: equal rows are written once",
    "where an attack went: such rows have a source alone",
  ],
  switchOn: "Status > Logs, Log Type: Attacks and Dropped Packets",
  seen: "pages",
  // The first of them came out in 2006.
  firstPossibleMs: Date.UTC(2005, 0, 2),
  options: dlinkDirOptions,
  driver: async () => ({
    open: (await import("./fetch.ts")).openDlinkDir,
    parse: (await import("./parse.ts")).parseDlinkDir,
  }),
  simulator: async () => (await import("./simulator.ts")).startDlinkDir,
};
