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
    name: "simulate",
    summary: "a make-believe router on this machine, to try things out",
    load: async () => (await import("./simulate.ts")).simulate,
  },
  {
    name: "routers",
    summary: "which routers are supported, and what each log can tell",
    load: async () => (await import("./routers.ts")).routers,
  },
];

/** What is done when no command is named. */
export const usualCommand = "run";
