import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { TestContext } from "node:test";

/** The file that Node is given to run the program. */
export const programFile = join(import.meta.dirname, "../../src/main.ts");

export interface ProgramOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What is typed before its standard input ends; without it, it stays open. */
  readonly stdin?: string;
}

/** What a process has said and how it ended: the signal's name where one ended it. */
export interface Ended {
  readonly code: number | string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running `whos-knocking`. */
export interface RunningProgram {
  readonly child: ChildProcessWithoutNullStreams;
  /** Every piece that it wrote to stdout, as it came. */
  readonly pieces: readonly string[];
  /** Resolves when the pattern is met on that stream; rejects when the process ends before. */
  seen(stream: "stdout" | "stderr", pattern: RegExp): Promise<RegExpExecArray>;
  readonly ended: Promise<Ended>;
}

/** Starts the program as a process of its own, which ends with the test. */
export function startProgram(t: TestContext, args: readonly string[], options: ProgramOptions = {}): RunningProgram {
  // Invented sources are nobody's business outside: no DNS is asked but where a test says which. And only one could have the port of
  // the page, while many bridges run side by side.
  const quiet = { WHOS_KNOCKING_ENRICH_DNS_ENABLED: "false", WHOS_KNOCKING_WEB_ENABLED: "false" };
  const env = { ...inheritedEnvironment(), ...quiet, ...options.env };
  const child = spawn(process.execPath, [programFile, ...args], { cwd: options.cwd, env, stdio: "pipe" });
  if (options.stdin !== undefined) child.stdin.end(options.stdin);
  return watchChild(t, child);
}

/** The environment of whoever runs the tests, but for what would configure the program. */
export function inheritedEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("WHOS_KNOCKING_")));
}

/** Writes down what a process says; it ends with the test. */
export function watchChild(t: TestContext, child: ChildProcessWithoutNullStreams): RunningProgram {
  t.after(() => child.kill("SIGKILL"));
  const said = { stdout: "", stderr: "" };
  const pieces: string[] = [];
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream].setEncoding("utf8").on("data", (piece: string) => {
      said[stream] += piece;
      if (stream === "stdout") pieces.push(piece);
    });
  }
  const ended = once(child, "close").then(([code, signal]) => ({ code: signal ?? code, ...said }));
  return {
    child,
    pieces,
    ended,
    seen: (stream, pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(said[stream]);
          if (match !== null) resolve(match);
        };
        child[stream].on("data", look);
        child.once("close", () => reject(new Error(`ended without ${pattern}: ${said.stdout}${said.stderr}`)));
        look();
      }),
  };
}

/** Runs the program to its end. */
export function runToEnd(t: TestContext, args: readonly string[], options: ProgramOptions = {}): Promise<Ended> {
  return startProgram(t, args, { stdin: "", ...options }).ended;
}
