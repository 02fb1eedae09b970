import type { Command } from "./command.ts";

/** One line a command; its module is loaded only when it is asked for. */
export interface CommandRow {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

/** Every command, in the order of the help. */
export const commands: readonly CommandRow[] = [
  {
    name: "run",
    summary: "bridge every configured router until stopped; the usual command",
    load: async () => (await import("./run.ts")).run,
  },
  {
    name: "check",
    summary: "is the configuration sound, does each router answer, does the broker",
    load: async () => (await import("./check.ts")).check,
  },
  {
    name: "scrape",
    summary: "one pass now; prints what was new",
    load: async () => (await import("./scrape.ts")).scrape,
  },
  {
    name: "parse",
    summary: "a log file in, its packets as JSON lines out; keeps nothing",
    load: async () => (await import("./parse.ts")).parse,
  },
  {
    name: "import",
    summary: "logs of the past into the journal, counted once however often they come",
    load: async () => (await import("./import.ts")).importCommand,
  },
  {
    name: "report",
    summary: "who knocked, on which doors and how often, over any time",
    load: async () => (await import("./report.ts")).reportCommand,
  },
  {
    name: "export",
    summary: "what the journal keeps, as JSON lines, a table, or for Elastic and DShield",
    load: async () => (await import("./export.ts")).exportCommand,
  },
  {
    name: "backup",
    summary: "lets the journal be copied while the bridge runs",
    load: async () => (await import("./backup.ts")).backup,
  },
  {
    name: "watch",
    summary: "what the broker carries of ours, live and readable",
    load: async () => (await import("./watch.ts")).watch,
  },
  {
    name: "simulate",
    summary: "a make-believe router on this machine, to try things out",
    load: async () => (await import("./simulate.ts")).simulate,
  },
  {
    name: "capture",
    summary: "a router's pages without anything of yours, to send to strangers",
    load: async () => (await import("./capture.ts")).capture,
  },
  {
    name: "routers",
    summary: "which routers are supported, and what each log can tell",
    load: async () => (await import("./routers.ts")).routers,
  },
];

/** What is done when no command is named. */
export const usualCommand = "run";
