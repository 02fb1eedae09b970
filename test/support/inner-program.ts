import type { TestContext } from "node:test";
import { runProgram } from "../../src/commands/index.ts";

/** The program inside of this process, where what it holds can be counted. */
export interface InnerProgram {
  readonly signal: AbortSignal;
  /** What the system does to have the configuration read again. */
  reload(): void;
  /** Resolves when it has written the pattern to stderr so many times since its start. */
  said(pattern: RegExp, times: number): Promise<void>;
  stderr(): string;
  /** Asks it to stop; resolves to the exit code. */
  stop(): Promise<number>;
}

/** Starts it; it ends with the test. */
export function startInside(
  t: TestContext,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): InnerProgram {
  const stopping = new AbortController();
  const looks = new Set<() => void>();
  let stderr = "";
  let reload = (): void => undefined;
  const ended = runProgram({
    args,
    env: { WHOS_KNOCKING_ENRICH_DNS_ENABLED: "false", ...env },
    cwd: process.cwd(),
    stdout: () => undefined,
    stderr: (text) => {
      stderr += `${text}\n`;
      for (const look of looks) look();
    },
    stdinLines: async function* () {},
    hide: () => undefined,
    signal: stopping.signal,
    onReload: (listener) => {
      reload = listener;
    },
    now: Date.now,
  });
  const stop = (): Promise<number> => {
    stopping.abort();
    return ended;
  };
  t.after(stop);
  return {
    signal: stopping.signal,
    reload: () => reload(),
    said: (pattern, times) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if ((stderr.match(new RegExp(pattern, "gm")) ?? []).length < times) return;
          looks.delete(look);
          resolve();
        };
        looks.add(look);
        ended.then(
          () => reject(new Error(`it ended: ${stderr}`)),
          (thrown) => reject(thrown),
        );
        look();
      }),
    stderr: () => stderr,
    stop,
  };
}
