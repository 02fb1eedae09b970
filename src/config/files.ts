import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { UsageError } from "../errors.ts";
import { fileVariable } from "./overrides.ts";
import type { Problems } from "./problems.ts";

/** A configuration file, read. */
export interface ConfigFile {
  /** As it was named; relative where it was. */
  readonly name: string;
  readonly text: string;
}

const usualName = "whos-knocking.yaml";

/**
 * The file of `--config`, else of the environment, else `./whos-knocking.yaml`; `undefined` where there is none of that name.
 * @throws UsageError when the file that was asked for cannot be read
 */
export function findConfigFile(
  named: string | undefined,
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
): ConfigFile | undefined {
  const wanted = named ?? (env[fileVariable] || undefined);
  const name = wanted ?? usualName;
  const read = readTextFile(resolve(cwd, name));
  if ("text" in read) return { name, text: read.text };
  if (wanted === undefined && read.code === "ENOENT") return undefined;
  const from = named !== undefined ? "--config: " : wanted !== undefined ? `${fileVariable}: ` : "";
  throw new UsageError([`${from}${JSON.stringify(name)} – ${read.why}`], { cause: read.cause });
}

/** Where the configuration file is, or would be. */
export function configPath(
  named: string | undefined,
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
): string {
  return resolve(cwd, named ?? (env[fileVariable] || usualName));
}

/** The text of a file, or why it cannot be had in words for people. */
function readTextFile(
  path: string,
): { readonly text: string } | { readonly why: string; readonly code: string; readonly cause: unknown } {
  try {
    return { text: readFileSync(path, "utf8") };
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    return { why: reasons[code] ?? `it cannot be read (${code})`, code, cause };
  }
}

/** A key that names a file. */
export interface FilePlace {
  readonly where: string;
  readonly path: string;
  readonly cwd: string;
  readonly problems: Problems;
}

/** The password of a section: its own, or that of its `password_file` without the line end. */
export function resolvePassword(
  { password, password_file }: { readonly password: string; readonly password_file: string },
  at: FilePlace,
): string {
  return resolveSecret("password", password, password_file, at);
}

/** A secret as it was given, or that of a file without the line end. */
export function resolveSecret(kind: "password" | "token", given: string, file: string, at: FilePlace): string {
  if (file === "") return given;
  const refuse = (allowed: string): string => {
    at.problems.refuse(at.where, at.path, { value: file, isSecret: false }, { allowed });
    return "";
  };
  if (given !== "") return refuse(`either this or the ${kind} itself, not both`);
  const read = readTextFile(resolve(at.cwd, file));
  return "text" in read ? read.text.replace(/\r?\n$/, "") : refuse(`a file that can be read; ${read.why}`);
}

/** Certificates are read when the broker is connected; whether they are there is a question of the configuration. */
export function checkReadable(file: string, at: FilePlace): void {
  const read = file === "" ? { text: "" } : readTextFile(resolve(at.cwd, file));
  if ("text" in read) return;
  at.problems.refuse(
    at.where,
    at.path,
    { value: file, isSecret: false },
    { allowed: `a file that can be read; ${read.why}` },
  );
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EACCES: "we may not read it",
  EPERM: "we may not read it",
  EISDIR: "it is a folder",
  ENOTDIR: "there is no such folder",
};
