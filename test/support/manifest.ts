import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { families } from "../../src/routers/index.ts";

export const manifestFile: string = join(import.meta.dirname, "../../addon/config.yaml");

/** A type of an option, as the Supervisor has them: a word, a list of one, or a block. */
export type OptionType = string | readonly OptionType[] | { readonly [key: string]: OptionType };

/** What the tests look at of the app's manifest. */
export interface Manifest {
  readonly [key: string]: unknown;
  readonly version: string;
  readonly slug: string;
  readonly backup_pre: string;
  readonly backup_post: string;
  readonly backup_exclude: readonly string[];
  readonly ports: Readonly<Record<string, number | null>>;
  readonly options: Readonly<Record<string, unknown>>;
  readonly schema: {
    readonly routers: readonly [Readonly<Record<string, OptionType>>];
    readonly log_level: string;
  };
}

/** addon/config.yaml. */
export function readManifest(): Manifest {
  return parse(manifestText());
}

export function manifestText(): string {
  return readFileSync(manifestFile, "utf8");
}

/** The same with every family that there is. */
export function withFamilies(text: string): string {
  const ids = families.map(({ id }) => id).sort();
  return text.replace(/family: list\(.*\)/, `family: list(${ids.join("|")})`);
}
