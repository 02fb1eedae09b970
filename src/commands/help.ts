import { globalOptions } from "./arguments.ts";
import type { Command, CommandOption, CommandOptions } from "./command.ts";
import type { CommandRow } from "./table.ts";

/** What the program is, and its commands. */
export function programHelp(rows: readonly CommandRow[]): string {
  const width = Math.max(...rows.map(({ name }) => name.length));
  const listed = rows.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return [
    "Who's Knocking reads your router's log of blocked inbound packets, keeps it for good,",
    "and tells MQTT and Home Assistant who is knocking, on which doors and how often.",
    "",
    "Usage: whos-knocking [COMMAND] [OPTIONS]",
    "",
    "Commands:",
    ...listed,
    "",
    "Options of every command:",
    ...optionLines(globalOptions),
    "",
    "Without a configuration file, a demo with a make-believe router and a broker of its own runs.",
    "",
    ...exampleLines([
      ["whos-knocking", "bridges the routers of ./whos-knocking.yaml, or shows the demo"],
      ["whos-knocking simulate --help", "shows what a command does and its options"],
    ]),
  ].join("\n");
}

/** What one command is for, its options with their defaults, and examples. */
export function commandHelp(command: Command): string {
  const own = optionLines(command.options);
  return [
    `Usage: whos-knocking ${command.usage}`,
    "",
    command.about,
    "",
    ...(own.length > 0 ? ["Options:", ...own, ""] : []),
    "Options of every command:",
    ...optionLines(globalOptions),
    "",
    ...exampleLines(command.examples),
  ].join("\n");
}

function optionLines(options: CommandOptions): readonly string[] {
  const rows = Object.entries(options).map(([name, option]) => [spelling(name, option), option] as const);
  const width = Math.max(0, ...rows.map(([spelled]) => spelled.length));
  return rows.map(([spelled, option]) => {
    const fallback = option.default === undefined ? "" : ` (default: ${option.default})`;
    return `  ${spelled.padEnd(width)}  ${option.doc}${fallback}`;
  });
}

function spelling(name: string, { short, type, value }: CommandOption): string {
  const long = type === "boolean" ? `--${name}` : `--${name} ${value ?? "TEXT"}`;
  return short === undefined ? long : `-${short}, ${long}`;
}

function exampleLines(examples: Command["examples"]): readonly string[] {
  return ["Examples:", ...examples.flatMap(([line, meaning]) => [`  ${line}`, `      ${meaning}`])];
}
