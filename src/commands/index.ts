import { nearestHint } from "../config/nearest.ts";
import type { Config } from "../config.ts";
import { UsageError } from "../errors.ts";
import { createLog } from "../log.ts";
import { type Arguments, lookAt, readArguments } from "./arguments.ts";
import type { CommandContext } from "./command.ts";
import { type CommandRow, commands, usualCommand } from "./table.ts";

/** What the process gives to the program. */
export interface World
  extends Pick<CommandContext, "cwd" | "env" | "stdout" | "stderr" | "stdinLines" | "signal" | "onReload" | "now"> {
  readonly args: readonly string[];
  /** Gets the values that must never be shown, as soon as they are known. */
  readonly hide: (secrets: readonly string[]) => void;
}

/**
 * Does what the arguments ask for; resolves to the exit code.
 * @throws UsageError for an unknown command or option, and for a configuration that is not sound
 */
export async function runProgram(world: World): Promise<number> {
  const { commandIndex, asksFor } = lookAt(world.args);
  if (asksFor === "version") return tell(world, (await import("../bridge/release.ts")).version);
  if (asksFor === "help" && commandIndex === -1) {
    return tell(world, (await import("./help.ts")).programHelp(commands));
  }
  const command = await rowOf(world.args[commandIndex] ?? usualCommand).load();
  if (asksFor === "help") return tell(world, (await import("./help.ts")).commandHelp(command));
  const rest = world.args.filter((_, index) => index !== commandIndex);
  return command.run(contextOf(world, readArguments(rest, command.options, command.maxPositionals)));
}

function tell(world: World, text: string): number {
  world.stdout(text);
  return 0;
}

function rowOf(name: string): CommandRow {
  const row = commands.find((candidate) => candidate.name === name);
  if (row !== undefined) return row;
  const names = commands.map((candidate) => candidate.name);
  throw new UsageError([
    `${JSON.stringify(name)}: unknown command – one of ${names.join(", ")}${nearestHint(name, names)}`,
  ]);
}

function contextOf(world: World, { flags, positionals }: Arguments): CommandContext {
  const text = (name: string): string | undefined => {
    const value = flags[name];
    return typeof value === "string" ? value : undefined;
  };
  return {
    ...world,
    flags,
    positionals,
    // Loaded only by commands that need it: help is there at once.
    loadConfig: () => loadFrom(text("config")),
    configPlace: async () => {
      const { configPath } = await import("../config/files.ts");
      const file = configPath(text("config"), world.cwd, world.env);
      return { file, cwd: world.cwd, read: loadFrom, readAgain: () => loadFrom(text("config")) };
    },
    openLog: async (config) => {
      const { secretsOf } = await import("../config.ts");
      world.hide(secretsOf(config));
      return createLog({ ...config.log, write: world.stderr, now: world.now, secrets: secretsOf(config) });
    },
  };

  async function loadFrom(file: string | undefined): Promise<Config> {
    const { configFlags, loadConfig, secretsOf } = await import("../config.ts");
    const { readAppSettings } = await import("../supervisor.ts");
    const given = Object.fromEntries(Object.keys(configFlags).map((name) => [name, text(name)]));
    const app = await readAppSettings(world.env, world.signal);
    const config = loadConfig({ file, cwd: world.cwd, env: world.env, flags: given, app });
    world.hide(secretsOf(config));
    return config;
  }
}
