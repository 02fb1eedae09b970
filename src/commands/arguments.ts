import { parseArgs } from "node:util";
import { nearest } from "../config/nearest.ts";
import { UsageError } from "../errors.ts";
import type { CommandOptions, FlagValues } from "./command.ts";

/** The options that every command takes. */
export const globalOptions = {
  config: {
    type: "string",
    value: "FILE",
    doc: "configuration file",
    default: "WHOS_KNOCKING_CONFIG, else ./whos-knocking.yaml",
  },
  "data-dir": {
    type: "string",
    value: "FOLDER",
    doc: "folder of the journal",
    default: "data_dir of the configuration",
  },
  "mqtt-url": { type: "string", value: "URL", doc: "address of the broker", default: "mqtt.url of the configuration" },
  "log-level": { type: "string", value: "LEVEL", doc: "error, warn, info or debug", default: "info" },
  "log-format": { type: "string", value: "FORMAT", doc: "text or json", default: "text" },
  help: { type: "boolean", short: "h", doc: "show this help" },
  version: { type: "boolean", doc: "show the version" },
} as const satisfies CommandOptions;

export interface Arguments {
  readonly flags: FlagValues;
  readonly positionals: readonly string[];
}

/** What the arguments say before it is known which options the command has. */
export interface FirstLook {
  /** Position of the command's name: the first argument that is no option nor the value of one. `-1` where there is none. */
  readonly commandIndex: number;
  /** Help wins over everything else, even over mistakes. */
  readonly asksFor: "help" | "version" | undefined;
}

/** Finds the command, and whether only help or the version is asked for. */
export function lookAt(args: readonly string[]): FirstLook {
  const { tokens } = parseArgs({
    args: [...args],
    options: globalOptions,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const names = tokens.flatMap((token) => (token.kind === "option" ? [token.name] : []));
  return {
    commandIndex: tokens.find((token) => token.kind === "positional")?.index ?? -1,
    asksFor: names.includes("help") ? "help" : names.includes("version") ? "version" : undefined,
  };
}

/**
 * Reads options and positionals.
 * @throws UsageError with a line for each option that is unknown, lacks its value or has one that it does not take
 */
export function readArguments(args: readonly string[], own: CommandOptions, maxPositionals: number): Arguments {
  const options: CommandOptions = { ...own, ...globalOptions };
  const { values, positionals, tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(
      Object.entries(options).map(([name, { type, short }]) => [name, short ? { type, short } : { type }]),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const problems = tokens.flatMap((token) => (token.kind === "option" ? (optionProblem(token, options) ?? []) : []));
  const surplus = positionals.slice(maxPositionals).map((text) => `${JSON.stringify(text)}: one argument too many`);
  if (problems.length + surplus.length > 0) throw new UsageError([...problems, ...surplus]);
  return {
    flags: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, single(value)])),
    positionals,
  };
}

/**
 * A number given by an option, or its default.
 * @throws UsageError where it is none or outside its limits
 */
export function numberFlag(
  flags: FlagValues,
  name: string,
  limits: { readonly min: number; readonly max: number; readonly default: number; readonly isWhole?: boolean },
): number {
  const given = flags[name];
  if (given === undefined) return limits.default;
  const value = typeof given === "string" && given.trim() !== "" ? Number(given) : Number.NaN;
  const isKind = limits.isWhole === false ? Number.isFinite(value) : Number.isSafeInteger(value);
  if (isKind && value >= limits.min && value <= limits.max) return value;
  const kind = limits.isWhole === false ? "a number" : "a whole number";
  throw new UsageError([`--${name}: ${JSON.stringify(given)} – ${kind} from ${limits.min} to ${limits.max}`]);
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

function optionProblem(token: OptionToken, options: CommandOptions): string | undefined {
  const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
  if (option === undefined) {
    const meant = nearest(
      token.rawName,
      Object.keys(options).map((name) => `--${name}`),
    );
    const hint = meant === undefined ? "--help shows which there are" : `did you mean "${meant}"?`;
    return `${token.rawName}: unknown option; ${hint}`;
  }
  if (option.type === "boolean" && token.value !== undefined) return `${token.rawName}: takes no value`;
  if (option.type === "string" && token.value === undefined)
    return `${token.rawName}: needs a value (${option.value ?? "TEXT"})`;
  return undefined;
}

function single(value: unknown): string | boolean | undefined {
  const last: unknown = Array.isArray(value) ? value.at(-1) : value;
  return typeof last === "string" || typeof last === "boolean" ? last : undefined;
}
