import type { ConfigPlace } from "../bridge/set-up.ts";
import type { Config } from "../config.ts";
import type { Log } from "../log.ts";

/** An option of a command, as node:util reads it and as its help shows it. */
export interface CommandOption {
  readonly type: "string" | "boolean";
  /** What it does, beginning with a small letter and without a full stop. */
  readonly doc: string;
  /** What stands for its value in the help, such as FILE. */
  readonly value?: string;
  /** What holds where it is not given, for the help. */
  readonly default?: string;
  readonly short?: string;
}

export type CommandOptions = Readonly<Record<string, CommandOption>>;

/** The options that were given, by name. */
export type FlagValues = Readonly<Record<string, string | boolean | undefined>>;

/** What a command may use of the world. */
export interface CommandContext {
  readonly flags: FlagValues;
  /** Arguments after the command's name. */
  readonly positionals: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /**
   * Reads the configuration with the options that every command takes.
   * @throws UsageError when it is not sound
   */
  loadConfig(): Promise<Config>;
  /** Where the configuration is read from, for whoever changes it. */
  configPlace(): Promise<ConfigPlace>;
  /** A log at the configuration's level and in its format, on stderr, which hides its secrets. */
  openLog(config: Config): Promise<Log>;
  /** Writes data: the text and a line end, at once. */
  stdout(text: string): void;
  /** Writes anything else: the text and a line end. */
  stderr(text: string): void;
  /** Lines that somebody types or pipes in. */
  stdinLines(): AsyncIterable<string>;
  /** Aborted when the user or the system asks the program to stop. */
  readonly signal: AbortSignal;
  /** Calls back whenever the system asks the program to read its configuration again (SIGHUP). */
  onReload(listener: () => void): void;
  readonly now: () => number;
}

export interface Command {
  readonly name: string;
  /** What follows the program's name, such as `simulate FAMILY`. */
  readonly usage: string;
  /** What it is for, in a few lines. */
  readonly about: string;
  readonly options: CommandOptions;
  /** Most positionals it takes. */
  readonly maxPositionals: number;
  /** What to type, and what that does. */
  readonly examples: readonly (readonly [string, string])[];
  /** Does it; resolves to the exit code. */
  run(context: CommandContext): Promise<number>;
}
