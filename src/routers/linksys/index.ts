import type { PollFamily } from "../../model/router.ts";
import { linksysOptions } from "./options.ts";

/** Linksys' WRT54G and its kin with the maker's own firmware. */
export const linksys: PollFamily<typeof linksysOptions> = {
  side: "poll",
  id: "linksys",
  title: "Linksys WRT54G",
  manufacturer: "Linksys",
  models: ["WRT54G", "WRT54GL", "WRT54GS", "with Linksys' own firmware"],
  defaultUrl: "http://192.168.1.1",
  tells: {
    time: "never",
    protocol: "never",
    source: "always",
    source_port: "never",
    port: "always",
    destination: "never",
    action: "never",
  },
  logins: ["basic"],
  sessions: "many",
  ring: { whenFull: "unknown" },
  stability: "",
  closestPollMs: 30_000,
  limits: ["when anything happened, but for the reading that saw it first", "how many of equal rows in a row are new"],
  switchOn: "Administration > Log, Log: Enable",
  seen: "pages",
  // It has no times.
  firstPossibleMs: 0,
  options: linksysOptions,
  driver: async () => ({
    open: (await import("./fetch.ts")).openLinksys,
    parse: (await import("./parse.ts")).parseLinksys,
  }),
  simulator: async () => (await import("./simulator.ts")).startLinksys,
};
