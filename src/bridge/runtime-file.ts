import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isJournalHeld } from "../journal/open.ts";

/** What a running bridge tells other commands of itself. */
export interface Runtime {
  readonly pid: number;
  /** Where the broker really is; the embedded one may have taken another port. */
  readonly broker_url: string;
  /** Where its page is, where it has one that can be opened. */
  readonly page_url?: string | undefined;
}

/** Writes `<data_dir>/runtime.json`, whole or not at all. */
export function writeRuntime(dataDir: string, runtime: Runtime): void {
  const file = join(dataDir, fileName);
  writeFileSync(`${file}.new`, `${JSON.stringify(runtime)}\n`);
  renameSync(`${file}.new`, file);
}

export function removeRuntime(dataDir: string): void {
  rmSync(join(dataDir, fileName), { force: true });
}

/** What the bridge that runs on this folder tells; undefined where none runs. */
export function readRuntime(dataDir: string): Runtime | undefined {
  if (!isJournalHeld(dataDir)) return undefined;
  let told: unknown;
  try {
    told = JSON.parse(readFileSync(join(dataDir, fileName), "utf8"));
  } catch (error) {
    if (error instanceof SyntaxError || (error instanceof Error && "code" in error && error.code === "ENOENT"))
      return undefined;
    throw error;
  }
  if (typeof told !== "object" || told === null || !("pid" in told) || !("broker_url" in told)) return undefined;
  const { pid, broker_url } = told;
  if (typeof pid !== "number" || typeof broker_url !== "string") return undefined;
  const page = "page_url" in told ? told.page_url : undefined;
  return { pid, broker_url, page_url: typeof page === "string" ? page : undefined };
}

const fileName = "runtime.json";
