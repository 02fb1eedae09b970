import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { parse } from "yaml";

const root = join(import.meta.dirname, "../..");
/** The program as people install it: without types, to take which away Node loads 17 MB. `packProgram` makes it. */
export const program = join(root, "dist/main.js");

/** Makes the program that is measured of the sources as they are. */
export function packProgram(): void {
  const pack = ["--disable-warning=ExperimentalWarning", join(root, ".ci/pack.ts")];
  execFileSync(process.execPath, pack, { stdio: ["ignore", "ignore", "inherit"] });
}

/** A process of ours that ends with its scope. */
export interface Running extends AsyncDisposable {
  readonly child: ChildProcessWithoutNullStreams;
  /** Ends it as a person would, and waits. */
  stop(): Promise<void>;
}

/** Starts a file as a process of its own; what it says on stderr is shown only when it fails. */
export function start(
  file: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Running {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("WHOS_KNOCKING_"));
  // The page is measured on its own.
  const env = { ...Object.fromEntries(own), WHOS_KNOCKING_WEB_ENABLED: "false", ...environment };
  const child = spawn(process.execPath, [file, ...args], { env, stdio: "pipe" });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (piece: string) => {
    said += piece;
  });
  child.once("exit", (code) => {
    if (code !== 0 && code !== null) process.stderr.write(said);
  });
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    await ended;
  };
  return { child, stop, [Symbol.asyncDispose]: stop };
}

/** The entry of `routers:` that reaches a make-believe router. */
export interface RouterEntry {
  readonly name: string;
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly timezone: string;
}

/** A make-believe router as a process of its own, so that its work is not counted as the bridge's. */
export async function startRouter(
  family: string,
  rate: number,
): Promise<Running & { readonly router: RouterEntry; order(line: string): Promise<void> }> {
  const running = start(program, ["simulate", family, "--rate", String(rate)]);
  const [block] = await once(running.child.stdout.setEncoding("utf8"), "data");
  const { routers } = parse(String(block)) as { readonly routers: readonly [RouterEntry] };
  const order = async (line: string) => {
    running.child.stdin.write(`${line}\n`);
    await once(running.child.stderr, "data");
  };
  return { ...running, router: routers[0], order };
}

/** An empty folder that goes with its scope. */
export function folder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), "whos-knocking-bench-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** Resident memory of a process in MB (10^6 bytes): now, or its highest; undefined on systems without /proc. */
export function residentMb(pid: number | undefined, line: "VmRSS" | "VmHWM" = "VmRSS"): number | undefined {
  const file = `/proc/${pid}/status`;
  if (!existsSync(file)) return undefined;
  const [, kib] = new RegExp(`^${line}:\\s+(\\d+) kB`, "m").exec(readFileSync(file, "utf8")) ?? [];
  return kib === undefined ? undefined : (Number(kib) * 1024) / 1e6;
}

/** Where the page of the bridge over a data folder is, once it is there. */
export async function pageUrl(path: string): Promise<string> {
  for (;;) {
    const told = await readFile(join(path, "runtime.json"), "utf8").catch(() => "{}");
    const { page_url: url } = JSON.parse(told);
    if (typeof url === "string") return url;
    await wait(50);
  }
}
