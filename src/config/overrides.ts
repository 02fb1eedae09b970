import { nearest } from "./nearest.ts";
import type { Problems } from "./problems.ts";
import { isRow, type Row, type RowTree } from "./row.ts";
import { nodeAt, pathsOf } from "./tree.ts";
import { type Written, writtenAt } from "./written.ts";

/** A value from outside the file, and the key that it is for. */
export interface Override {
  readonly path: readonly string[];
  readonly written: Written;
}

/** A flag that every command takes, and the key that it sets. */
export const configFlags = {
  "data-dir": ["data_dir"],
  "mqtt-url": ["mqtt", "url"],
  "log-level": ["log", "level"],
  "log-format": ["log", "format"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type ConfigFlag = keyof typeof configFlags;

const prefix = "WHOS_KNOCKING_";

/** Names the file itself, and is no key in it. */
export const fileVariable = `${prefix}CONFIG`;

/** What Kubernetes and Docker links set for a service called whos-knocking; not meant for us. */
const foreign = /^WHOS_KNOCKING_(SERVICE_(HOST|PORT)|PORT)(_|$)/;

/** The values of `WHOS_KNOCKING_<PATH_WITH_UNDERSCORES>`; an empty one counts as not set, an unknown name is a problem. */
export function readEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  tree: RowTree,
  problems: Problems,
): readonly Override[] {
  const known = new Map(pathsOf(tree).map((path) => [prefix + path.join("_").toUpperCase(), path]));
  return Object.entries(env).flatMap(([name, value]) => {
    if (!name.startsWith(prefix) || name === fileVariable || foreign.test(name) || !value) return [];
    const path = known.get(name);
    if (path !== undefined) return [{ path, written: readText(name, value, nodeAt(tree, path)) }];
    const hint = nearest(name, [...known.keys(), fileVariable]);
    problems.say(name, `this variable is not known${hint === undefined ? "" : `; did you mean "${hint}"?`}`);
    return [];
  });
}

/** The values of the flags. */
export function readFlags(
  flags: Readonly<Partial<Record<ConfigFlag, string | undefined>>>,
  tree: RowTree,
): readonly Override[] {
  return (Object.keys(configFlags) as ConfigFlag[]).flatMap((name) => {
    const value = flags[name];
    return value === undefined
      ? []
      : [{ path: configFlags[name], written: readText(`--${name}`, value, nodeAt(tree, configFlags[name])) }];
  });
}

/**
 * Text is taken as it is; anything else, and whole blocks, as JSON. What is no JSON is left to the key's own check; of a list or a
 * block without its text, which may hold a password.
 */
function readText(where: string, value: string, node: Row<unknown> | RowTree): Written {
  if (isRow(node) && (node.kind === "text" || node.kind === "word")) return { where, value, spelled: value };
  try {
    return writtenAt(where, JSON.parse(value));
  } catch {
    const isPlain = isRow(node) && node.kind !== "list";
    return { where, value: isPlain ? value : "text that is not JSON", spelled: value };
  }
}
